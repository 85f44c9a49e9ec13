using System.Text;
using HealthLedger.Core.Ledger;
using HealthLedger.Core.Operations;
using HealthLedger.Core.Store;
using HealthLedger.Core.Vault;
using Microsoft.EntityFrameworkCore;

namespace HealthLedger.Core.Consultation;

/// <summary>What the chain holds for a record.</summary>
public sealed record OnChain(string Commitment, long BlockNumber, string TransactionHash);

/// <summary>
/// Everything that a commitment binds, so that anyone with this answer and a node can compute it again (docs/commitments.md).
/// Patient, author and id are the ledger's bytes32 values.
/// </summary>
public sealed record VerificationView(
    string Commitment, long ChainId, string Ledger, string Id, string Kind, string Patient, string Author, int Version, string Previous,
    string Salt, string Canonical, OnChain OnChain, bool Matches) : Confidential;

/// <summary>Proves that what the vault holds is what the chain committed to.</summary>
public sealed class Verifier(LedgerStore store, Vault.Vault vault, ILedgerNetwork network)
{
    /// <summary>The patient whose record, exam request or prescription this is; null where there is none.</summary>
    public async Task<LedgerId?> PatientOfAsync(LedgerId record, CancellationToken cancellation)
    {
        await using var db = store.OpenRead();
        return (await StandingAsync(db, record, cancellation))?.Patient;
    }

    /// <exception cref="RefusedException">404: no such record, or its payload is unavailable.</exception>
    public async Task<VerificationView> VerifyAsync(LedgerId record, CancellationToken cancellation)
    {
        await using var db = store.OpenRead();
        var found = await StandingAsync(db, record, cancellation);
        var payload = await db.Payloads.FirstOrDefaultAsync(row => row.Id == record, cancellation);
        if (found is not { } standing || payload is null) throw Problems.NotFound.With().AsException();
        var subject = await vault.RequireAsync(standing.Patient, cancellation);
        var canonical = subject.OpenCanonical(payload);
        var fields = subject.FieldsOf(payload, network.Identity);
        var commitment = Commitments.Of(fields, canonical);
        return new VerificationView(
            commitment.ToString(), fields.ChainId, fields.Ledger, Bytes32(payload.Id), payload.Kind, Bytes32(fields.Patient),
            Bytes32(payload.Author), payload.Version, payload.Previous.ToString(), fields.Salt.ToString(), Encoding.UTF8.GetString(canonical),
            new OnChain(standing.Commitment.ToString(), standing.Ledger.Block, standing.Ledger.Transaction.ToString()),
            commitment == standing.Commitment);
    }

    static async Task<(LedgerId Patient, Digest Commitment, Standing Ledger)?> StandingAsync(LedgerDb db, LedgerId id, CancellationToken cancellation)
    {
        if (await db.Records.FirstOrDefaultAsync(row => row.Id == id, cancellation) is { } record)
            return (record.Patient, record.Commitment, record.Ledger);
        if (await db.ExamRequests.FirstOrDefaultAsync(row => row.Id == id, cancellation) is { } exam)
            return (exam.Patient, exam.Commitment, exam.Ledger);
        if (await db.Prescriptions.FirstOrDefaultAsync(row => row.Id == id, cancellation) is { } prescription)
            return (prescription.Patient, prescription.Commitment, prescription.Ledger);
        return null;
    }

    static string Bytes32(LedgerId id) => "0x" + Convert.ToHexStringLower(id.ToBytes32());
}
