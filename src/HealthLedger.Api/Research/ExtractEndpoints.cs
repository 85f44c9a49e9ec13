using HealthLedger.Api.Http;
using HealthLedger.Api.Identity;
using HealthLedger.Core.Consultation;
using HealthLedger.Core.Ledger;
using HealthLedger.Core.Operations;
using HealthLedger.Core.Regulation;
using HealthLedger.Core.Research;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Net.Http.Headers;

namespace HealthLedger.Api.Research;

/// <summary>Extracts of a study: drawn, committed to on the chain, and streamed in the bytes that were committed to.</summary>
static class ExtractEndpoints
{
    public static void MapExtracts(this IEndpointRouteBuilder studies)
    {
        var extracts = studies.MapGroup("/{id}/extracts");
        extracts.MapPost("", DrawAsync).RequireClass(EntityClass.ResearchInstitute).RequireRateLimiting(RateLimits.Bulk)
            .WithSummary("Draw an extract")
            .WithDescription("Of the patients who have joined and were not handed out in this study before. The chain commits to the description, which holds the SHA-256 of the rows. Takes no body.")
            .Answers(201, Examples.ExtractDrawn).Problems(Problems.StudyNotInStatus, Problems.ExtractTooSmall);
        extracts.MapGet("", ListAsync).RequireClass(EntityClass.ResearchInstitute, EntityClass.Regulator)
            .WithSummary("List a study's extracts").WithDescription("What was handed out of how many, and whether it still is.").Answers(200, Examples.Extracts);
        extracts.MapGet("/{extract}", ReadAsync).RequireClass(EntityClass.ResearchInstitute).RequireRateLimiting(RateLimits.Bulk)
            .WithSummary("Read an extract's rows")
            .WithDescription("`format` is `ndjson` or `csv`; without it, what `Accept` says; NDJSON otherwise. Each of its patients has this in its access log. Once one of them has withdrawn the extract is void.")
            .Answers(200, Examples.ExtractRow).Problems(Problems.StudyNotInStatus, Problems.ExtractVoid);
        extracts.MapGet("/{extract}/verification", VerifyAsync).RequireClass(EntityClass.ResearchInstitute, EntityClass.Regulator)
            .WithSummary("Verify an extract").WithDescription("Everything the commitment on the chain binds; its content names the SHA-256 of the rows in each format.")
            .Answers(200, Examples.ExtractVerification);
    }

    static async Task<IResult> DrawAsync(LedgerId id, Actor actor, RequestIdentity request, ExtractDesk desk, Writes writes, HttpContext http) =>
        await writes.SubmitAsync(http, await desk.DrawAsync(actor, id, request, http.RequestAborted));

    static async Task<Ok<ListAnswer<ExtractView>>> ListAsync(
        LedgerId id, Actor actor, PageQuery page, ExtractReader reader, CancellationToken cancellation) =>
        TypedResults.Ok((await reader.ListAsync(actor, id, page, cancellation)).AsAnswer());

    static async Task<PushStreamHttpResult> ReadAsync(
        LedgerId id, LedgerId extract, Actor actor, Caller caller, ExtractReader reader, HttpContext http, CancellationToken cancellation, string? format = null)
    {
        caller.LeaveTurnstile();
        var chosen = Query.RequireOneOf(format, "format", ExtractFormats.All) ?? Preferred(http.Request);
        var rows = await reader.RowsAsync(actor, id, extract, cancellation);
        return TypedResults.Stream(
            async body =>
            {
                foreach (var line in ExtractFormats.LinesOf(rows, chosen)) await body.WriteAsync(line, http.RequestAborted);
            },
            ExtractFormats.MediaTypeOf(chosen), $"{extract}.{chosen}");
    }

    static async Task<Ok<VerificationView>> VerifyAsync(
        LedgerId id, LedgerId extract, Actor actor, ExtractReader reader, CancellationToken cancellation) =>
        TypedResults.Ok(await reader.VerifyAsync(actor, id, extract, cancellation));

    static string Preferred(HttpRequest request) => request.GetTypedHeaders().Accept
        .OrderByDescending(accepted => accepted.Quality ?? 1)
        .Select(accepted => ExtractFormats.All.FirstOrDefault(format => new MediaTypeHeaderValue(ExtractFormats.MediaTypeOf(format)).IsSubsetOf(accepted)))
        .FirstOrDefault(format => format is not null) ?? ExtractFormats.Ndjson;
}
