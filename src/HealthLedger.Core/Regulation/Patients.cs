using HealthLedger.Core.Ledger;
using HealthLedger.Core.Vault;

namespace HealthLedger.Core.Regulation;

/// <summary>From the identifier in a path to the patient on the ledger.</summary>
public sealed class Patients(EntityDirectory directory, LedgerSecret secret)
{
    /// <summary>
    /// The patient's ledger id. For an identifier that nobody has, or that is no patient's, an id that nobody has either: what is absent
    /// then goes through the same judgement, the same log row and the same answer as what is not consented.
    /// </summary>
    public async Task<LedgerId> ResolveAsync(EntityIdentifier identifier, CancellationToken cancellation) =>
        await directory.FindAsync(identifier, cancellation) is { Class: EntityClass.Patient } identity
            ? identity.Entity
            : new LedgerId(secret.Hash("nobody", identifier.ToString()).ToBytes());
}
