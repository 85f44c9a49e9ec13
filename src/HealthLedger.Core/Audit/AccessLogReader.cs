using System.Text;
using System.Text.Json.Nodes;
using HealthLedger.Core.Ledger;
using HealthLedger.Core.Operations;
using HealthLedger.Core.Regulation;
using HealthLedger.Core.Vault;

namespace HealthLedger.Core.Audit;

/// <summary>One line of a patient's access log.</summary>
public sealed record AccessView(
    DateTimeOffset At, string Actor, string Action, string Outcome, string Purpose, string? Resource, string? Reason,
    JsonObject? Operator) : Confidential;

/// <summary>Reads access logs, newest first. Who may is judged before.</summary>
public sealed class AccessLogReader(AccessLog log, EntityDirectory directory, Vault.Vault vault)
{
    /// <exception cref="RefusedException">404: nobody's, or the patient's key was destroyed.</exception>
    public async Task<Page<AccessView>> OfPatientAsync(LedgerId patient, PageRequest page, CancellationToken cancellation)
    {
        var key = await vault.RequireAsync(patient, cancellation);
        var (items, next) = await log.ListAsync(patient, page.Before, page.Limit, cancellation);
        var views = new List<AccessView>(items.Count);
        foreach (var entry in items)
            views.Add(new AccessView(
                DateTimeOffset.FromUnixTimeMilliseconds(entry.At), await directory.IdentifierOfAsync(entry.Actor, cancellation), entry.Action,
                entry.Outcome.ToString().ToLowerInvariant(), entry.Purpose, entry.Resource?.ToString(),
                entry.SealedReason is { } reason ? Encoding.UTF8.GetString(key.Open(reason, PatientAccess.ReasonContext(entry))) : null,
                entry.OpenOperator(key)));
        return new Page<AccessView>(views, next);
    }
}
