using System.Text.Json.Nodes;
using HealthLedger.Core.Ledger;
using HealthLedger.Core.Store;
using Microsoft.EntityFrameworkCore;

namespace HealthLedger.Core.Vault;

/// <summary>Opens what stands behind a commitment.</summary>
public static class Contents
{
    /// <summary>The content and its payload; null content where payload or key is gone, which shows as unavailable.</summary>
    public static async Task<(JsonObject? Content, Payload? Payload)> OpenContentAsync(
        this Vault vault, LedgerDb db, LedgerId patient, LedgerId id, CancellationToken cancellation)
    {
        var payload = await db.Payloads.FirstOrDefaultAsync(row => row.Id == id, cancellation);
        return (payload is null ? null : await vault.OpenContentAsync(patient, payload, cancellation), payload);
    }

    /// <summary>The payload's content; null where the patient's key is gone.</summary>
    public static async Task<JsonObject?> OpenContentAsync(this Vault vault, LedgerId patient, Payload payload, CancellationToken cancellation) =>
        (await vault.SubjectAsync(patient, cancellation))?.OpenPayload(payload);
}
