using HealthLedger.Core.Audit;
using HealthLedger.Core.Ledger;
using HealthLedger.Core.Operations;
using HealthLedger.Core.Store;
using HealthLedger.Core.Vault;
using Microsoft.EntityFrameworkCore;

namespace HealthLedger.Core.Regulation;

/// <summary>The document that a patient shows at a counter: one of the two.</summary>
public sealed record LookupBody(string? Cpf, string? Cns, OperatorBody? Operator = null) : Confidential, IOperated;

/// <summary>From a document to the identifier, and to nothing else; over the keyed index that registration keeps.</summary>
public sealed class PatientLookup(LedgerStore store, LedgerSecret secret, EntityDirectory directory, PatientAccess access)
{
    /// <exception cref="RefusedException">404: nobody is registered with it. Both are on the log, of the patient or of nobody.</exception>
    public async Task<string> FindAsync(Actor actor, LookupBody body, CancellationToken cancellation)
    {
        const string Action = "patient.lookup";
        var hash = body.Cpf is { } cpf ? Registrar.HashOf(secret, EntityClass.Patient, "cpf", cpf) : Registrar.HashOf(secret, EntityClass.Patient, "cns", body.Cns!);
        await using var db = store.OpenRead();
        var found = await db.DocumentLookups.FirstOrDefaultAsync(row => row.Hash == hash, cancellation);
        if (found is null || await directory.FindAsync(found.Entity, cancellation) is not { } patient)
            throw await access.RefuseAsync(actor, new LedgerId(hash.ToBytes()), null, Action, cancellation);
        await access.NoteAsync(actor, patient.Entity, Action, cancellation);
        return patient.Identifier;
    }
}
