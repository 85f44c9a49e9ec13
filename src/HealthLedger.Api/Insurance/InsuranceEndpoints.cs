using HealthLedger.Api.Http;
using HealthLedger.Api.Identity;
using HealthLedger.Core.Exams;
using HealthLedger.Core.Insurance;
using HealthLedger.Core.Ledger;
using HealthLedger.Core.Operations;
using HealthLedger.Core.Regulation;
using Microsoft.AspNetCore.Http.HttpResults;

namespace HealthLedger.Api.Insurance;

/// <summary>Whom a patient's consent to coverage names decides on the exams requested from then on, within the law's terms.</summary>
static class InsuranceEndpoints
{
    public static void MapInsurance(this IEndpointRouteBuilder v1)
    {
        var insurance = v1.MapGroup("").WithTags("Insurance");
        insurance.MapGet("/me/authorizations", MineAsync).RequireClass(EntityClass.InsuranceCompany)
            .WithSummary("List the exam requests to decide on")
            .WithDescription("Those of patients who consented to `coverage:authorize`: the requested item and its term, never the history. With `status`.")
            .Answers(200, Examples.Coverages);
        insurance.MapGet("/exam-requests/{id}/authorization", GetAsync).RequireClass(EntityClass.InsuranceCompany)
            .WithSummary("Read what is to be decided").WithDescription("The insurer that covers it.").Answers(200, Examples.Coverage);
        insurance.MapPost("/exam-requests/{id}/authorization", DecideAsync).RequireClass(EntityClass.InsuranceCompany)
            .WithSummary("Authorize or deny an exam")
            .WithDescription("Before it no center may accept the exam. A denial names the contract's clause or the norm it rests on; what was denied may be authorized later.")
            .WithExample(Examples.Decision).Answers(200, Examples.Decided).Problems(Problems.ExamNotInStatus);
        insurance.MapPost("/exam-requests/{id}/waiver", WaiveAsync).RequireClass(EntityClass.Patient, EntityClass.Regulator)
            .WithSummary("Do without the insurer")
            .WithDescription("The patient takes an exam, undecided or denied, out of the insurer's hands and pays for it; a regulator may where the insurer is suspended.")
            .WithExample(Examples.Reason).Answers(200, Examples.Waived).Problems(Problems.ExamNotInStatus);
        insurance.MapGet("/ledger/overdue-authorizations", OverdueAsync).RequireClass(EntityClass.Regulator)
            .WithSummary("List the answers that insurers owe").WithDescription("Whose term is over, with the norm; nothing clinical. Newest requests first; a page may hold fewer than asked for and still have a next one.")
            .Answers(200, Examples.Overdue);
    }

    static async Task<Ok<ListAnswer<CoverageView>>> MineAsync(
        Actor actor, PageQuery page, CoverageReader reader, CancellationToken cancellation, string? status = null) =>
        TypedResults.Ok((await reader.OfInsurerAsync(
            actor, Query.RequireOneOf(status, "status", CoverageReader.Statuses), page, cancellation)).AsAnswer());

    static async Task<Ok<CoverageView>> GetAsync(LedgerId id, Actor actor, CoverageReader reader, CancellationToken cancellation) =>
        TypedResults.Ok(await reader.GetAsync(actor, id, cancellation));

    static async Task<IResult> DecideAsync(
        LedgerId id, DecisionBody body, Actor actor, RequestIdentity request, CoverageDesk desk, Writes writes, HttpContext http) =>
        await writes.SubmitAsync(http, await desk.DecideAsync(actor, id, body, request, http.RequestAborted));

    static async Task<IResult> WaiveAsync(
        LedgerId id, OptionalReasonBody? body, Actor actor, RequestIdentity request, CoverageDesk desk, Writes writes, HttpContext http) =>
        await writes.SubmitAsync(http, await desk.WaiveAsync(actor, id, body?.Reason, request, http.RequestAborted));

    static async Task<Ok<ListAnswer<OverdueView>>> OverdueAsync(
        Actor actor, PageQuery page, CoverageReader reader, CancellationToken cancellation) =>
        TypedResults.Ok((await reader.OverdueAsync(actor, page, cancellation)).AsAnswer());
}
