using System.Text;
using System.Text.Json.Nodes;
using HealthLedger.Api.Http;
using HealthLedger.Api.Identity;
using HealthLedger.Core.Audit;
using HealthLedger.Core.Ledger;
using HealthLedger.Core.Operations;
using HealthLedger.Core.Regulation;
using HealthLedger.Core.Vault;
using Microsoft.AspNetCore.Http.HttpResults;

namespace HealthLedger.Api.Audit;

/// <summary>One line of a patient's access log.</summary>
sealed record AccessView(
    DateTimeOffset At, string Actor, string Action, string Outcome, string Purpose, string? Resource, string? Reason,
    JsonObject? Operator) : Core.Confidential;

/// <summary>Patients see every access to their data, and every refusal.</summary>
static class AuditEndpoints
{
    public static void MapAudit(this IEndpointRouteBuilder v1) =>
        v1.MapGet("/patients/{id}/access-log", ListAsync).WithTags("Audit").RequireClass(EntityClass.Patient, EntityClass.Regulator)
            .WithSummary("Read a patient's access log").WithDescription("The patient its own, a regulator any. Newest first, refusals included.")
            .Answers(200, Examples.AccessLog);

    static async Task<Ok<ListAnswer<AccessView>>> ListAsync(
        EntityIdentifier id, Actor actor, PageQuery page, Patients patients, PatientAccess access, AccessLog log, EntityDirectory directory, Core.Vault.Vault vault,
        CancellationToken cancellation)
    {
        var patient = await patients.ResolveAsync(id, cancellation);
        if (actor.Class == EntityClass.Patient && actor.Entity != patient)
            throw await access.RefuseAsync(actor, patient, null, "access-log.read", cancellation);
        var key = await vault.RequireAsync(patient, cancellation);
        if (actor.Entity != patient) await access.NoteAsync(actor, patient, "access-log.read", cancellation);
        var (items, next) = await log.ListAsync(patient, page.Request.Before, page.Request.Limit, cancellation);
        var views = new List<AccessView>(items.Count);
        foreach (var entry in items)
            views.Add(new AccessView(
                DateTimeOffset.FromUnixTimeMilliseconds(entry.At), await directory.IdentifierOfAsync(entry.Actor, cancellation), entry.Action,
                entry.Outcome.ToString().ToLowerInvariant(), entry.Purpose, entry.Resource?.ToString(),
                entry.SealedReason is { } reason ? Encoding.UTF8.GetString(key.Open(reason, PatientAccess.ReasonContext(entry))) : null,
                entry.OpenOperator(key)));
        return TypedResults.Ok(new Page<AccessView>(views, next).AsAnswer());
    }
}
