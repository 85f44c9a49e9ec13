using HealthLedger.Core.Ledger;
using HealthLedger.Core.Store;

namespace HealthLedger.Core.Consents;

/// <summary>Consents, from what the registry says of them.</summary>
static class ConsentProjection
{
    public static Task GrantedAsync(LedgerDb db, ConsentGranted granted, Place at, CancellationToken cancellation)
    {
        var consent = new Consent
        {
            Id = granted.Consent,
            Patient = granted.Patient,
            Grantee = granted.Grantee,
            Scopes = granted.Scopes,
            Purpose = granted.Purpose,
            ValidFrom = granted.ValidFrom,
            ValidUntil = granted.ValidUntil,
            Resource = granted.Resource,
            Position = at.Position,
            Ledger = at.Standing,
        };
        return db.InsertAsync(consent, cancellation);
    }

    public static async Task RevokedAsync(LedgerDb db, ConsentRevoked revoked, CancellationToken cancellation)
    {
        // An id may be revoked that was never granted; it never will be then, and nothing needs to remember it.
        if (await db.Consents.FindAsync([revoked.Patient, revoked.Consent], cancellation) is { } consent) consent.Revoked = true;
    }
}
