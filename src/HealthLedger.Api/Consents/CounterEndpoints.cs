using HealthLedger.Api.Http;
using HealthLedger.Api.Identity;
using HealthLedger.Core.Audit;
using HealthLedger.Core.Consents;
using HealthLedger.Core.Ledger;
using HealthLedger.Core.Operations;
using HealthLedger.Core.Regulation;
using Microsoft.AspNetCore.Http.HttpResults;

namespace HealthLedger.Api.Consents;

/// <summary>An identifier, and nothing else of the patient.</summary>
sealed record LookupAnswer(string Identifier);

/// <summary>How people meet at a counter: found by a document, asked for consent, which the patient gives with its token or a code on paper.</summary>
static class CounterEndpoints
{
    static readonly EntityClass[] grantees =
    [
        EntityClass.Physician, EntityClass.Pharmacy, EntityClass.DiagnosticCenter, EntityClass.InsuranceCompany, EntityClass.HospitalStaff,
        EntityClass.ResearchInstitute,
    ];

    public static void MapCounter(this IEndpointRouteBuilder v1)
    {
        var counter = v1.MapGroup("").WithTags("Consents");
        counter.MapPost("/patients/lookup", LookupAsync).RequireRateLimiting(RateLimits.Lookups)
            .RequireClass([.. grantees.Except([EntityClass.ResearchInstitute]), EntityClass.Regulator])
            .WithSummary("Find a patient by a document")
            .WithDescription("By cpf or cns; answers with the identifier alone, and the patient sees who looked. Some sixty a minute.")
            .WithExample(Examples.Lookup).Answers(200, Examples.LookedUp).Problems(Problems.NotFound);
        counter.MapPost("/patients/{id}/consent-requests", AskAsync).RequireClass(grantees)
            .WithSummary("Ask a patient for consent").WithDescription("For stated scopes, a purpose and a time. The patient approves; nothing is open before.")
            .WithExample(Examples.ConsentRequest).Answers(201, Examples.ConsentAsked);
        counter.MapGet("/patients/{id}/consent-requests", OfPatientAsync).RequireClass(EntityClass.Patient)
            .WithSummary("List what a patient was asked").WithDescription("Newest first, whatever their status.").Answers(200, Examples.ConsentRequests);
        counter.MapGet("/consent-requests/{id}", GetAsync).RequireClass([.. grantees, EntityClass.Patient])
            .WithSummary("Read a consent request").WithDescription("The patient, and whoever asked.").Answers(200, Examples.ConsentAsked);
        counter.MapPost("/consent-requests/{id}/approval", ApproveAsync).RequireClass([.. grantees, EntityClass.Patient])
            .WithSummary("Approve a consent request")
            .WithDescription("The patient with its token; or whoever asked, with a `code` that the patient holds. A code is good for one approval; three wrong ones lock the request.")
            .WithExample(Examples.Approval).Answers(201, Examples.Granted)
            .Problems(Problems.CodeWrong, Problems.ConsentRequestClosed, Problems.EntityNotActive, Problems.ConsentRevoked);
        counter.MapPost("/consent-requests/{id}/refusal", RefuseAsync).RequireClass([.. grantees, EntityClass.Patient])
            .WithSummary("Refuse a consent request").WithDescription("The patient; or whoever asked takes it back. Takes no body.")
            .Answers(200, Examples.ConsentRefused).Problems(Problems.ConsentRequestClosed);
        counter.MapPost("/patients/{id}/consent-codes", IssueAsync).RequireClass(EntityClass.Patient, EntityClass.Regulator, EntityClass.Physician)
            .WithSummary("Print one-time codes for a patient")
            .WithDescription("For a patient without a device: by the patient, a regulator at registration, or a physician with `records:write`. Shown once. Whoever printed a code cannot use it.")
            .WithExample(Examples.Codes).Answers(201, Examples.CodesPrinted).Problems(Problems.CodesOutstanding);
        counter.MapDelete("/patients/{id}/consent-codes", VoidAsync).RequireClass(EntityClass.Patient, EntityClass.Regulator)
            .WithSummary("Void a patient's codes").WithDescription("The sheet was lost. Takes no body.").Answers(204, "");
    }

    static async Task<Ok<LookupAnswer>> LookupAsync(LookupBody body, Actor actor, PatientLookup lookup, CancellationToken cancellation) =>
        TypedResults.Ok(new LookupAnswer(await lookup.FindAsync(actor, body, cancellation)));

    static async Task<Created<ConsentRequestView>> AskAsync(
        EntityIdentifier id, ConsentRequestBody body, Actor actor, RequestIdentity request, ConsentRequests requests, CancellationToken cancellation)
    {
        var asked = await requests.AskAsync(actor, id, body, request, cancellation);
        return TypedResults.Created($"/v1/consent-requests/{asked.Id}", asked);
    }

    static async Task<Ok<ListAnswer<ConsentRequestView>>> OfPatientAsync(
        EntityIdentifier id, Actor actor, PageQuery page, Patients patients, PatientAccess access, ConsentRequests requests, CancellationToken cancellation)
    {
        var patient = await patients.ResolveAsync(id, cancellation);
        if (actor.Entity != patient) throw await access.RefuseAsync(actor, patient, null, "consent-requests.list", cancellation);
        return TypedResults.Ok((await requests.OfPatientAsync(patient, page, cancellation)).AsAnswer());
    }

    static async Task<Ok<ConsentRequestView>> GetAsync(LedgerId id, Actor actor, ConsentRequests requests, CancellationToken cancellation) =>
        TypedResults.Ok(await requests.GetAsync(actor, id, cancellation));

    static async Task<IResult> ApproveAsync(
        LedgerId id, ApprovalBody? body, Actor actor, RequestIdentity request, ConsentRequests requests, Writes writes, HttpContext http) =>
        await writes.SubmitAsync(http, await requests.ApproveAsync(actor, id, body?.Code, request, http.RequestAborted));

    static async Task<Ok<ConsentRequestView>> RefuseAsync(LedgerId id, Actor actor, ConsentRequests requests, CancellationToken cancellation) =>
        TypedResults.Ok(await requests.RefuseAsync(actor, id, cancellation));

    static async Task<Created<CodesView>> IssueAsync(
        EntityIdentifier id, CodesBody? body, Actor actor, RequestIdentity request, Patients patients, ConsentCodes codes, CancellationToken cancellation) =>
        TypedResults.Created(
            (string?)null,
            await codes.IssueAsync(actor, await patients.ResolveAsync(id, cancellation), body ?? new CodesBody(null), request, cancellation));

    static async Task<NoContent> VoidAsync(EntityIdentifier id, Actor actor, Patients patients, ConsentCodes codes, CancellationToken cancellation)
    {
        await codes.VoidAsync(actor, await patients.ResolveAsync(id, cancellation), cancellation);
        return TypedResults.NoContent();
    }
}
