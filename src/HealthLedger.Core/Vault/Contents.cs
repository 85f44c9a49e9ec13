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
        if (payload is null || await vault.SubjectAsync(patient, cancellation) is not { } subject) return (null, payload);
        return (subject.OpenPayload(payload), payload);
    }
}
