using System.Text;
using HealthLedger.Core.Consents;
using HealthLedger.Core.Ledger;
using HealthLedger.Core.Operations;
using HealthLedger.Core.Store;
using HealthLedger.Core.Vault;
using Microsoft.EntityFrameworkCore;

namespace HealthLedger.Core.Consultation;

/// <summary>What the chain holds for a record.</summary>
/// <param name="Commitment">Null where the chain holds none for it.</param>
public sealed record OnChain(string? Commitment, long BlockNumber, string TransactionHash);

/// <summary>
/// Everything that a commitment binds, so that anyone with this answer and a node can compute it again (docs/commitments.md).
/// Patient, author and id are the ledger's bytes32 values.
/// </summary>
public sealed record VerificationView(
    string Commitment, long ChainId, string Ledger, string Id, string Kind, string Patient, string Author, int Version, string Previous,
    string Salt, string Canonical, OnChain OnChain, bool Matches) : Confidential;

/// <summary>A record on the ledger, and what it takes to read it.</summary>
/// <param name="Scope">Any one of these opens it.</param>
/// <param name="Resource">The exam request or prescription that a bound consent may name.</param>
public sealed record Verifiable(LedgerId Id, LedgerId Patient, Scopes Scope, LedgerId Resource, int Version, Digest Previous, Standing Ledger);

/// <summary>Proves that what the vault holds is what the chain, asked itself, committed to.</summary>
public sealed class Verifier(LedgerStore store, Vault.Vault vault, ILedgerNetwork network)
{
    /// <summary>The record, exam request or prescription of that id; null where there is none.</summary>
    public async Task<Verifiable?> FindAsync(LedgerId id, Actor actor, CancellationToken cancellation)
    {
        await using var db = store.OpenRead();
        if (await db.Records.FirstOrDefaultAsync(row => row.Id == id, cancellation) is { } record)
            return new Verifiable(id, record.Patient, ScopeOf(record, actor), record.About ?? id, record.Version, record.Previous, record.Ledger);
        if (await db.ExamRequests.FirstOrDefaultAsync(row => row.Id == id, cancellation) is { } exam)
            return new Verifiable(id, exam.Patient, Scopes.ExamsRead | Scopes.RecordsRead, id, 1, Digest.Zero, exam.Ledger);
        if (await db.Prescriptions.FirstOrDefaultAsync(row => row.Id == id, cancellation) is { } prescription)
            return new Verifiable(id, prescription.Patient, Scopes.PrescriptionsRead | Scopes.RecordsRead, id, 1, Digest.Zero, prescription.Ledger);
        return null;
    }

    /// <exception cref="RefusedException">404: its payload is unavailable.</exception>
    public async Task<VerificationView> VerifyAsync(Verifiable record, CancellationToken cancellation)
    {
        await using var db = store.OpenRead();
        var payload = await db.Payloads.FirstOrDefaultAsync(row => row.Id == record.Id, cancellation) ?? throw Problems.NotFound.With().AsException();
        var subject = await vault.RequireAsync(record.Patient, cancellation);
        var canonical = subject.OpenCanonical(payload);
        var fields = subject.FieldsOf(payload, network.Identity);
        var commitment = Commitments.Of(fields, canonical);
        var held = await network.ReadCommitmentAsync(record.Id, record.Ledger.Transaction, cancellation);
        // A version that links to another one than the ledger says is no proof, however well its own fields hash.
        var matches = commitment == held && payload.Version == record.Version && payload.Previous == record.Previous;
        return new VerificationView(
            commitment.ToString(), fields.ChainId, fields.Ledger, Bytes32(payload.Id), payload.Kind, Bytes32(fields.Patient),
            Bytes32(payload.Author), payload.Version, payload.Previous.ToString(), fields.Salt.ToString(), Encoding.UTF8.GetString(canonical),
            new OnChain(held?.ToString(), record.Ledger.Block, record.Ledger.Transaction.ToString()), matches);
    }

    // Whoever may read such a record, and whoever wrote it while the consent to serve lasts.
    static Scopes ScopeOf(Record record, Actor actor)
    {
        var own = record.Author == actor.Entity;
        return record.Kind switch
        {
            PayloadKinds.Result or PayloadKinds.ResultAmendment => Scopes.RecordsRead | Scopes.ExamsRead | (own ? Scopes.ExamsServe : Scopes.None),
            PayloadKinds.Dispensation => Scopes.RecordsRead | Scopes.PrescriptionsRead | (own ? Scopes.PrescriptionsServe : Scopes.None),
            _ => Scopes.RecordsRead,
        };
    }

    static string Bytes32(LedgerId id) => "0x" + Convert.ToHexStringLower(id.ToBytes32());
}
