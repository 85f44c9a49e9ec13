using HealthLedger.Api.Http;
using HealthLedger.Api.Identity;
using HealthLedger.Core.Audit;
using HealthLedger.Core.Operations;
using HealthLedger.Core.Regulation;
using HealthLedger.Core.Vault;
using Microsoft.AspNetCore.Http.HttpResults;

namespace HealthLedger.Api.Audit;

/// <summary>Patients see every access to their data, and every refusal.</summary>
static class AuditEndpoints
{
    public static void MapAudit(this IEndpointRouteBuilder v1) =>
        v1.MapGet("/patients/{id}/access-log", ListAsync).WithTags("Audit").RequireClass(EntityClass.Patient, EntityClass.Regulator)
            .WithSummary("Read a patient's access log").WithDescription("The patient its own, a regulator any. Newest first, refusals included.")
            .Answers(200, Examples.AccessLog);

    static async Task<Ok<ListAnswer<AccessView>>> ListAsync(
        EntityIdentifier id, Actor actor, PageQuery page, Patients patients, PatientAccess access, AccessLogReader reader,
        Core.Vault.Vault vault, CancellationToken cancellation)
    {
        var patient = await patients.ResolveAsync(id, cancellation);
        if (actor.Class == EntityClass.Patient && actor.Entity != patient)
            throw await access.RefuseAsync(actor, patient, null, "access-log.read", cancellation);
        await vault.RequireAsync(patient, cancellation);
        if (actor.Entity != patient) await access.NoteAsync(actor, patient, "access-log.read", cancellation);
        return TypedResults.Ok((await reader.OfPatientAsync(patient, page, cancellation)).AsAnswer());
    }
}
