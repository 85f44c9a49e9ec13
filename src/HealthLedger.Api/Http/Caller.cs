using HealthLedger.Core.Operations;

namespace HealthLedger.Api.Http;

/// <summary>
/// Who makes this request and under which request identity. Filled by the authentication and idempotency steps, once; endpoints take
/// <see cref="Core.Operations.Actor"/> and <see cref="RequestIdentity"/> as plain parameters.
/// </summary>
public sealed class Caller
{
    public Actor? Actor { get; internal set; }
    public RequestIdentity? Request { get; internal set; }

    internal static void Register(IServiceCollection services) => services
        .AddScoped<Caller>()
        .AddScoped(provider => provider.GetRequiredService<Caller>().Actor
            ?? throw new InvalidOperationException("An endpoint that takes an actor must require authorization."))
        .AddScoped(provider => provider.GetRequiredService<Caller>().Request
            ?? throw new InvalidOperationException("Only writes under /v1 have a request identity."));
}
