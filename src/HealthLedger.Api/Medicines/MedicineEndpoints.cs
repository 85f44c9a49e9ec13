using HealthLedger.Api.Http;
using HealthLedger.Api.Identity;
using HealthLedger.Core.Audit;
using HealthLedger.Core.Consents;
using HealthLedger.Core.Ledger;
using HealthLedger.Core.Medicines;
using HealthLedger.Core.Operations;
using HealthLedger.Core.Regulation;
using Microsoft.AspNetCore.Http.HttpResults;

namespace HealthLedger.Api.Medicines;

/// <summary>The paper's fourth flow: a pharmacy dispenses, never more than was prescribed.</summary>
static class MedicineEndpoints
{
    // A pharmacy that is to dispense an item reads that one; lists, and what other pharmacies wrote down, are for readers.
    const Scopes ReadingOne = Scopes.PrescriptionsRead | Scopes.PrescriptionsServe;

    public static void MapMedicines(this IEndpointRouteBuilder v1)
    {
        var medicines = v1.MapGroup("").WithTags("Medicines");
        medicines.MapGet("/patients/{id}/prescriptions", ListAsync)
            .WithSummary("List a patient's prescriptions").WithDescription("The patient, a holder of `prescriptions:read`, or a regulator who states a `reason`.")
            .Answers(200, Examples.Prescriptions).Problems(Problems.ReasonRequired);
        medicines.MapGet("/me/prescriptions", MineAsync).RequireClass(EntityClass.Pharmacy)
            .WithSummary("List the prescriptions to serve").WithDescription("What the pharmacy may dispense under the consents it holds now. With `status`.")
            .Answers(200, Examples.Prescriptions);
        medicines.MapGet("/prescriptions/{id}", GetAsync)
            .WithSummary("Read a prescription").WithDescription("With what was dispensed and what remains, in the prescribed unit.")
            .Answers(200, Examples.Prescription).Problems(Problems.ReasonRequired);
        medicines.MapGet("/prescriptions/{id}/dispensations", DispensationsAsync)
            .WithSummary("List the dispensations of a prescription").WithDescription("Newest first, reversed ones included.")
            .Answers(200, Examples.Dispensations).Problems(Problems.ReasonRequired);
        medicines.MapPost("/prescriptions/{id}/dispensations", DispenseAsync).RequireClass(EntityClass.Pharmacy)
            .WithSummary("Dispense")
            .WithDescription("Needs the patient's consent with `prescriptions:serve`. The contract refuses what exceeds the prescription, whoever asks, however concurrently.")
            .WithExample(Examples.Dispensation).Answers(201, Examples.Dispensed)
            .Problems(Problems.PrescriptionExhausted, Problems.PrescriptionExpired, Problems.PrescriptionCancelled, Problems.PartNotAllowed);
        medicines.MapPost("/prescriptions/{id}/cancellation", CancelAsync).RequireClass(EntityClass.Physician)
            .WithSummary("Cancel what is left of a prescription").WithDescription("Only its prescriber; what was dispensed stays.")
            .WithExample(Examples.Reason).Answers(200, Examples.PrescriptionCancelled)
            .Problems(Problems.PrescriptionExhausted, Problems.PrescriptionCancelled);
        medicines.MapPost("/dispensations/{id}/reversal", ReverseAsync).RequireClass(EntityClass.Pharmacy)
            .WithSummary("Reverse a dispensation").WithDescription("Only the pharmacy that dispensed, once; the quantity is restored.")
            .WithExample(Examples.Reason).Answers(200, Examples.Reversed).Problems(Problems.DispensationReversed);
    }

    static async Task<Ok<ListAnswer<PrescriptionView>>> ListAsync(
        EntityIdentifier id, Actor actor, PageQuery page, Patients patients, PatientAccess access, PrescriptionReader reader,
        CancellationToken cancellation, string? status = null, string? reason = null)
    {
        status = Query.RequireOneOf(status, "status", PrescriptionReader.Statuses);
        var patient = await patients.ResolveAsync(id, cancellation);
        await access.RequireAsync(actor, patient, Scopes.PrescriptionsRead, null, "prescriptions.list", reason, cancellation);
        return TypedResults.Ok((await reader.OfPatientAsync(patient, status, page, cancellation)).AsAnswer());
    }

    static async Task<Ok<ListAnswer<PrescriptionView>>> MineAsync(
        Actor actor, PageQuery page, PrescriptionReader reader, CancellationToken cancellation, string? status = null) =>
        TypedResults.Ok((await reader.OfPharmacyAsync(
            actor, Query.RequireOneOf(status, "status", PrescriptionReader.Statuses), page, cancellation)).AsAnswer());

    static async Task<Ok<PrescriptionView>> GetAsync(
        LedgerId id, Actor actor, PatientAccess access, PrescriptionReader reader, CancellationToken cancellation, string? reason = null)
    {
        var prescription = await RequireAsync(id, actor, ReadingOne, access, reader, "prescription.read", reason, cancellation);
        return TypedResults.Ok(await reader.GetAsync(prescription, cancellation));
    }

    static async Task<Ok<ListAnswer<DispensationView>>> DispensationsAsync(
        LedgerId id, Actor actor, PageQuery page, PatientAccess access, PrescriptionReader reader, CancellationToken cancellation,
        string? reason = null)
    {
        await RequireAsync(id, actor, Scopes.PrescriptionsRead, access, reader, "dispensations.list", reason, cancellation);
        return TypedResults.Ok((await reader.DispensationsAsync(id, page, cancellation)).AsAnswer());
    }

    static async Task<IResult> DispenseAsync(
        LedgerId id, DispensationBody body, Actor actor, RequestIdentity request, MedicineDesk desk, Writes writes, HttpContext http) =>
        await writes.SubmitAsync(http, await desk.DispenseAsync(actor, id, body, request, http.RequestAborted));

    static async Task<IResult> CancelAsync(
        LedgerId id, ReasonBody body, Actor actor, RequestIdentity request, MedicineDesk desk, Writes writes, HttpContext http) =>
        await writes.SubmitAsync(http, await desk.CancelAsync(actor, id, body.Reason!, request, http.RequestAborted));

    static async Task<IResult> ReverseAsync(
        LedgerId id, ReasonBody body, Actor actor, RequestIdentity request, MedicineDesk desk, Writes writes, HttpContext http) =>
        await writes.SubmitAsync(http, await desk.ReverseAsync(actor, id, body.Reason!, request, http.RequestAborted));

    static async Task<Prescription> RequireAsync(
        LedgerId id, Actor actor, Scopes scope, PatientAccess access, PrescriptionReader reader, string action, string? reason, CancellationToken cancellation)
    {
        var prescription = await reader.FindAsync(id, cancellation) ?? throw Problems.NotFound.With().AsException();
        await access.RequireAsync(actor, prescription.Patient, scope, id, action, reason, cancellation);
        return prescription;
    }
}
