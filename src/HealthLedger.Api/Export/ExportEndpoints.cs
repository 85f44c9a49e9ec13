using HealthLedger.Api.Http;
using HealthLedger.Api.Identity;
using HealthLedger.Core.Audit;
using HealthLedger.Core.Ledger;
using HealthLedger.Core.Operations;
using HealthLedger.Core.Regulation;
using HealthLedger.Core.Vault;

namespace HealthLedger.Api.Export;

/// <summary>A patient takes away everything that is held of it (LGPD, Lei 13.709/2018, article 18, II and V).</summary>
static class ExportEndpoints
{
    public static void MapExport(this IEndpointRouteBuilder v1) =>
        v1.MapGet("/patients/{id}/export", ExportAsync).WithTags("Export").RequireClass(EntityClass.Patient).RequireRateLimiting(RateLimits.Bulk)
            .WithMetadata(new StreamedAnswer(["application/zip"]))
            .WithSummary("Export everything that is held of you")
            .WithDescription(
                "For the patient alone: one ZIP archive with profile, records, exam requests with results, prescriptions, dispensations, consents, appointments, "
                + "attachments, access log, and for each record what verifies it; README.txt in it tells how. An archive that broke off does not open.");

    static async Task ExportAsync(
        EntityIdentifier id, Actor actor, Caller caller, Patients patients, PatientAccess access, Core.Vault.Vault vault, ILedgerNetwork network,
        PatientArchive archive, Clock clock, HttpContext http)
    {
        var cancellation = http.RequestAborted;
        var patient = await patients.ResolveAsync(id, cancellation);
        if (actor.Entity != patient) throw await access.RefuseAsync(actor, patient, null, "export", cancellation);
        await vault.RequireAsync(patient, cancellation);
        // The proofs ask the chain.
        if (network.Health is { Ready: false } health) throw Problems.LedgerUnavailable.With(health.Explanation).AsException();
        await access.NoteAsync(actor, patient, "export", cancellation);
        caller.LeaveTurnstile();

        http.Response.ContentType = "application/zip";
        http.Response.Headers.ContentDisposition = $"attachment; filename=healthledger-{actor.Identifier}-{clock.Today:yyyy-MM-dd}.zip";
        await http.WriteWholeAsync(() => archive.WriteAsync(actor, new PipeStream(http.Response.BodyWriter), cancellation));
    }
}
