using HealthLedger.Api.Http;
using HealthLedger.Api.Identity;
using HealthLedger.Core.Audit;
using HealthLedger.Core.Consents;
using HealthLedger.Core.Consultation;
using HealthLedger.Core.Ledger;
using HealthLedger.Core.Operations;
using HealthLedger.Core.Regulation;
using Microsoft.AspNetCore.Http.HttpResults;

namespace HealthLedger.Api.Consultation;

/// <summary>The paper's second flow: the physician reads the history, records a consultation, asks for exams and prescribes.</summary>
static class ConsultationEndpoints
{
    const string Tag = "Consultation";

    public static void MapConsultation(this IEndpointRouteBuilder v1)
    {
        var patient = v1.MapGroup("/patients/{id}").WithTags(Tag);
        patient.MapPost("/consultations", AddAsync).RequireClass(EntityClass.Physician)
            .WithSummary("Record a consultation")
            .WithDescription("Needs the patient's consent with `records:write`. Late entry is allowed; `occurredAt` lies at most five minutes ahead.")
            .WithExample(Examples.Consultation).Answers(201, Examples.ConsultationAdded);
        patient.MapPost("/consultations/{record}/amendments", AmendAsync).RequireClass(EntityClass.Physician)
            .WithSummary("Amend a consultation").WithDescription("Its physician appends what changes and why; nothing is overwritten.")
            .WithExample(Examples.Amendment).Answers(201, Examples.Amended);
        patient.MapGet("/records", ListAsync)
            .WithSummary("Read a patient's records")
            .WithDescription("The patient, a holder of `records:read`, or a regulator who states a `reason`. Every read is logged before it is answered.")
            .Answers(200, Examples.Records).Problems(Problems.ReasonRequired);
        patient.MapGet("/records/{record}", GetAsync)
            .WithSummary("Read one record").WithDescription("As the list, for one record.").Answers(200, Examples.Record).Problems(Problems.ReasonRequired);
        v1.MapGet("/records/{record}/verification", VerifyAsync).WithTags(Tag)
            .WithSummary("Verify a record against the chain")
            .WithDescription("Every field that the commitment binds, for a record, an exam request or a prescription: compute it again and compare with the chain.")
            .Answers(200, Examples.Verification).Problems(Problems.ReasonRequired);
    }

    static async Task<IResult> AddAsync(
        EntityIdentifier id, ConsultationBody body, Actor actor, RequestIdentity request, Patients patients, ConsultationDesk desk, Writes writes,
        HttpContext http) =>
        await writes.SubmitAsync(
            http, await desk.AddAsync(actor, await patients.ResolveAsync(id, http.RequestAborted), body, request, http.RequestAborted));

    static async Task<IResult> AmendAsync(
        EntityIdentifier id, LedgerId record, AmendmentBody body, Actor actor, RequestIdentity request, Patients patients, ConsultationDesk desk,
        Writes writes, HttpContext http) =>
        await writes.SubmitAsync(
            http, await desk.AmendAsync(actor, await patients.ResolveAsync(id, http.RequestAborted), record, body, request, http.RequestAborted));

    static async Task<Ok<ListAnswer<RecordView>>> ListAsync(
        EntityIdentifier id, Actor actor, PageQuery page, Patients patients, PatientAccess access, RecordReader reader,
        CancellationToken cancellation, string? reason = null)
    {
        var patient = await patients.ResolveAsync(id, cancellation);
        await access.RequireAsync(actor, patient, Scopes.RecordsRead, null, "records.list", reason, cancellation);
        return TypedResults.Ok((await reader.ListAsync(patient, page, cancellation)).AsAnswer());
    }

    static async Task<Ok<RecordView>> GetAsync(
        EntityIdentifier id, LedgerId record, Actor actor, Patients patients, PatientAccess access, RecordReader reader,
        CancellationToken cancellation, string? reason = null)
    {
        var patient = await patients.ResolveAsync(id, cancellation);
        await access.RequireAsync(actor, patient, Scopes.RecordsRead, record, "record.read", reason, cancellation);
        return TypedResults.Ok(await reader.GetAsync(patient, record, cancellation));
    }

    static async Task<Ok<VerificationView>> VerifyAsync(
        LedgerId record, Actor actor, PatientAccess access, Verifier verifier, CancellationToken cancellation, string? reason = null)
    {
        var found = await verifier.FindAsync(record, actor, cancellation) ?? throw Problems.NotFound.With().AsException();
        await access.RequireAsync(actor, found.Patient, found.Scope, found.Resource, "record.verify", reason, cancellation);
        return TypedResults.Ok(await verifier.VerifyAsync(found, cancellation));
    }
}
