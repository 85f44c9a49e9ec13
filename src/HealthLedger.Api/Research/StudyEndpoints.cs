using HealthLedger.Api.Http;
using HealthLedger.Api.Identity;
using HealthLedger.Core.Ledger;
using HealthLedger.Core.Operations;
using HealthLedger.Core.Regulation;
using HealthLedger.Core.Research;
using HealthLedger.Core.Terminology;
using Microsoft.AspNetCore.Http.HttpResults;

namespace HealthLedger.Api.Research;

/// <summary>Studies: an institute registers them, a regulator approves, patients join by a consent, and nobody is recognized in what comes out.</summary>
static class StudyEndpoints
{
    public static void MapResearch(this IEndpointRouteBuilder v1)
    {
        var studies = v1.MapGroup("/studies").WithTags("Research");
        studies.MapPost("", RegisterAsync).RequireClass(EntityClass.ResearchInstitute)
            .WithSummary("Register a study")
            .WithDescription("`k` patients at least (5 if absent) must look alike before anything is told of them; `codes` say how the diagnoses of interest begin. A regulator approves before anybody can join.")
            .WithExample(Examples.Study).Answers(201, Examples.StudyRegistered);
        studies.MapGet("", ListAsync)
            .WithSummary("List studies").WithDescription("An institute sees its own, a regulator all, others those that were approved.").Answers(200, Examples.Studies);
        studies.MapGet("/{id}", GetAsync)
            .WithSummary("Read a study").WithDescription("With its protocol: what a patient joins.").Answers(200, Examples.StudyRead);
        studies.MapPost("/{id}/approval", ApproveAsync).RequireClass(EntityClass.Regulator)
            .WithSummary("Approve a study").WithDescription("Patients may join from then on. Takes no body.")
            .Answers(200, Examples.StudyApproved).Problems(Problems.StudyNotInStatus);
        studies.MapPost("/{id}/end", EndAsync).RequireClass(EntityClass.ResearchInstitute, EntityClass.Regulator)
            .WithSummary("End a study, or turn it down").WithDescription("By its institute or a regulator. Nothing is handed out any more.")
            .WithExample(Examples.Reason).Answers(200, Examples.StudyEnded).Problems(Problems.StudyNotInStatus);
        studies.MapGet("/{id}/counts", CountAsync).RequireClass(EntityClass.ResearchInstitute)
            .WithSummary("Count patients")
            .WithDescription("Of all patients, without their consent: noisy, to a multiple of the study's `k`, and null for few. `code` is a category of `system` (`cid-10` if absent), `quarter` one that is over (the study's last if absent): it is counted once, by what the ledger took in during it, and its first question takes as long as that takes.")
            .Answers(200, Examples.Count).Problems(Problems.StudyNotInStatus, Problems.RuleBroken);
        studies.MapExtracts();
    }

    static async Task<IResult> RegisterAsync(StudyBody body, Actor actor, RequestIdentity request, StudyDesk desk, Writes writes, HttpContext http) =>
        await writes.SubmitAsync(http, await desk.RegisterAsync(actor, body, request, http.RequestAborted));

    static async Task<Ok<ListAnswer<StudyView>>> ListAsync(Actor actor, PageQuery page, StudyReader reader, CancellationToken cancellation) =>
        TypedResults.Ok((await reader.ListAsync(actor, page, cancellation)).AsAnswer());

    static async Task<Ok<StudyView>> GetAsync(LedgerId id, Actor actor, StudyReader reader, CancellationToken cancellation) =>
        TypedResults.Ok(await reader.GetAsync(actor, id, cancellation));

    static async Task<IResult> ApproveAsync(LedgerId id, Actor actor, RequestIdentity request, StudyDesk desk, Writes writes, HttpContext http) =>
        await writes.SubmitAsync(http, await desk.ApproveAsync(actor, id, request, http.RequestAborted));

    static async Task<IResult> EndAsync(LedgerId id, ReasonBody body, Actor actor, RequestIdentity request, StudyDesk desk, Writes writes, HttpContext http) =>
        await writes.SubmitAsync(http, await desk.EndAsync(actor, id, body.Reason!, request, http.RequestAborted));

    static async Task<Ok<CountView>> CountAsync(
        LedgerId id, Actor actor, Caller caller, CountReader reader, CancellationToken cancellation, string? code = null, string? system = null, string? sex = null,
        string? ageBand = null, string? quarter = null)
    {
        if (code is not { Length: > 0 and <= 12 }) throw Wrong("code", "A category: J45.");
        var inQuarter = default(Quarter);
        if (quarter is not null && !Quarter.TryParse(quarter, out inQuarter)) throw Wrong("quarter", "A quarter: 2026-Q3.");
        // The first count of a quarter goes through all that was recorded in it.
        caller.LeaveTurnstile();
        return TypedResults.Ok(await reader.CountAsync(
            actor, id, new Coding(Query.RequireOneOf(system, "system", CountReader.Systems) ?? "cid-10", code), Query.RequireOneOf(sex, "sex", EntityBody.Sexes),
            Query.RequireOneOf(ageBand, "ageBand", CountReader.AgeBands), quarter is null ? null : inQuarter, cancellation));

        static RefusedException Wrong(string parameter, string what) =>
            Problems.BodyInvalid.With(errors: new Dictionary<string, string[]> { [parameter] = [what] }).AsException();
    }
}
