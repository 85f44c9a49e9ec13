using System.Text.Json.Nodes;
using HealthLedger.Core.Ledger;
using HealthLedger.Core.Operations;
using HealthLedger.Core.Store;

namespace HealthLedger.Core.Vault;

/// <summary>What every flow asks of the vault.</summary>
public static class SubjectVaults
{
    /// <summary>The key of a patient or entity that exists.</summary>
    /// <exception cref="RefusedException">404: unknown, or its key was destroyed.</exception>
    public static async Task<SubjectVault> RequireAsync(this Vault vault, LedgerId subject, CancellationToken cancellation) =>
        await vault.SubjectAsync(subject, cancellation) ?? throw Problems.NotFound.With().AsException();

    /// <summary>A reason that may be left out, and the commitment to it: zero for none.</summary>
    public static async Task<(IReadOnlyList<Payload> Payloads, Digest Commitment)> SealOptionalReasonAsync(
        this Vault vault, LedgerId subject, Actor author, string? reason, RequestIdentity request, LedgerIdentity ledger, CancellationToken cancellation)
    {
        if (reason is null) return ([], Digest.Zero);
        var payload = (await vault.RequireAsync(subject, cancellation)).SealReason(author, reason, request, ledger);
        return ([payload], payload.Commitment);
    }

    /// <summary>A reason is free text about a person: committed to on the chain, sealed off it.</summary>
    public static Payload SealReason(this SubjectVault subject, Actor author, string reason, RequestIdentity request, LedgerIdentity ledger) =>
        subject.SealPayload(
            new PayloadDraft(request.Derive("reason"), PayloadKinds.Reason, author.Entity, 1, Digest.Zero, request.RequestId,
                new JsonObject { ["reason"] = reason }),
            ledger);
}
