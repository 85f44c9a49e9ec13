using HealthLedger.Api.Http;
using HealthLedger.Core.Ledger;
using HealthLedger.Core.Operations;
using HealthLedger.Core.Replicas;
using Microsoft.AspNetCore.Http.HttpResults;

namespace HealthLedger.Api.Hosting;

/// <summary>Whether the gateway has started. It listens before, and says what it is waiting for.</summary>
public sealed class Readiness(ILedgerNetwork network)
{
    volatile bool started;

    internal void Started() => started = true;

    /// <summary>One sentence on what is missing; null where nothing is.</summary>
    public string? Missing => !started ? Explain("The gateway is starting.") : network.Health.Ready ? null : Explain("The ledger cannot be reached.");

    /// <summary>`ready`, or in a word what is the matter.</summary>
    public string Status => (started ? network.Health.State : LedgerState.Starting) switch
    {
        LedgerState.Serving => "ready",
        LedgerState.CatchingUp => "catching-up",
        var state => state.ToString().ToLowerInvariant(),
    };

    string Explain(string otherwise) => network.Health.Explanation is { Length: > 0 } explanation ? explanation : otherwise;

    /// <summary>Nothing of the API answers before the first regulator and the ledger are there.</summary>
    internal Task GateAsync(HttpContext context, RequestDelegate next) =>
        !started && (context.Request.Path.StartsWithSegments("/v1") || context.Request.Path.StartsWithSegments("/connect"))
            ? throw Problems.LedgerUnavailable.With(Missing).AsException()
            : next(context);
}

/// <summary>How the gateway is, for whoever keeps it running.</summary>
/// <param name="Status">
/// `ready`; `stalled` (served, but no block takes what waits), `stopped` (only reads: an operator has to act); with 503 `starting`,
/// `catching-up`, `settling`, `unreachable`, `behind`, `forked`.
/// </param>
/// <param name="Explanation">What is the matter, in a sentence.</param>
/// <param name="Warning">What an operator should know though all is well.</param>
/// <param name="Accepting">New operations are taken in.</param>
/// <param name="Role">`leader`, or `follower`: a replica beside one that relays and indexes, and as good to ask.</param>
/// <param name="Head">The chain's last block; <paramref name="Indexed"/> is the last one in the read model.</param>
public sealed record ReadinessAnswer(string Status, string? Explanation, string? Warning, bool Accepting, string Role, long Head, long Indexed);

static class HealthEndpoints
{
    public static void MapHealth(this IEndpointRouteBuilder app)
    {
        var health = app.MapGroup("/health").AllowAnonymous().WithTags("Operations");
        health.MapGet("/live", () => TypedResults.Json(new { status = "live" }))
            .WithSummary("Is the process alive").WithDescription("Always, while it answers.")
            .Answers(StatusCodes.Status200OK, new { status = "live" });
        health.MapGet("/ready", Ready)
            .WithSummary("Are requests served").WithDescription("503 with an explanation while the gateway starts or its ledger is away.")
            .Answers(StatusCodes.Status200OK, new ReadinessAnswer("ready", null, null, true, "leader", 42, 42))
            .Answers(StatusCodes.Status503ServiceUnavailable, new ReadinessAnswer("starting", "The gateway is starting.", null, false, "follower", 0, 0));
    }

    static JsonHttpResult<ReadinessAnswer> Ready(Readiness readiness, ILedgerNetwork network, Leadership leadership, HttpResponse response)
    {
        var (missing, health) = (readiness.Missing, network.Health);
        var explanation = missing ?? (health.Explanation.Length > 0 ? health.Explanation : null);
        if (missing is not null) response.Headers.RetryAfter = ProblemAnswer.UnavailableFor;
        return TypedResults.Json(
            new ReadinessAnswer(
                readiness.Status, explanation, health.Warning, health.Accepting, leadership.Leads ? "leader" : "follower", health.Head, health.Indexed),
            statusCode: missing is null ? StatusCodes.Status200OK : StatusCodes.Status503ServiceUnavailable);
    }
}
