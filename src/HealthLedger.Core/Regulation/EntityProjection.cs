using HealthLedger.Core.Ledger;
using HealthLedger.Core.Store;

namespace HealthLedger.Core.Regulation;

/// <summary>Entities, from what the registry says of them.</summary>
static class EntityProjection
{
    public static async Task RegisteredAsync(LedgerDb db, EntityRegistered registered, Place at, CancellationToken cancellation)
    {
        var standing = at.Standing;
        db.Entities.Add(new Entity
        {
            Id = registered.Entity,
            Class = registered.Class,
            Status = EntityStatus.Active,
            Address = registered.Address,
            Commitment = registered.Commitment,
            RegisteredAt = standing.At,
            Position = standing.Position,
        });
        // By the event, not by an operation: the first regulator was registered without one.
        if (await db.Identities.FindAsync([registered.Entity], cancellation) is { } identity) identity.Confirmed = true;
    }

    public static async Task StatusAsync(LedgerDb db, LedgerId entity, EntityStatus status, CancellationToken cancellation) =>
        (await db.KnownAsync<Entity>(entity, cancellation)).Status = status;

    public static async Task SpeakerChangedAsync(LedgerDb db, SpeakerChanged changed, CancellationToken cancellation) =>
        (await db.KnownAsync<Entity>(changed.Entity, cancellation)).Address = changed.Address;
}
