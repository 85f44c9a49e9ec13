using HealthLedger.Core.Ledger;
using HealthLedger.Core.Store;
using Microsoft.EntityFrameworkCore;

namespace HealthLedger.Core.Regulation;

/// <summary>Entities, from what the registry says of them.</summary>
static class EntityProjection
{
    public static async Task RegisteredAsync(LedgerDb db, EntityRegistered registered, Place at, CancellationToken cancellation)
    {
        var entity = new Entity
        {
            Id = registered.Entity,
            Class = registered.Class,
            Status = EntityStatus.Active,
            Address = registered.Address,
            KeyMissing = await IsKeyMissingAsync(db, registered.Address, cancellation),
            Commitment = registered.Commitment,
            RegisteredAt = at.Standing.At,
            Position = at.Position,
        };
        await db.InsertAsync(entity, cancellation);
        // By the event, not by an operation: the first regulator was registered without one.
        if (await db.Identities.FindAsync([registered.Entity], cancellation) is { } identity) identity.Confirmed = true;
    }

    public static async Task StatusAsync(LedgerDb db, LedgerId entity, EntityStatus status, CancellationToken cancellation) =>
        (await db.KnownAsync<Entity>(entity, cancellation)).Status = status;

    public static async Task SpeakerChangedAsync(LedgerDb db, SpeakerChanged changed, CancellationToken cancellation)
    {
        var entity = await db.KnownAsync<Entity>(changed.Entity, cancellation);
        entity.Address = changed.Address;
        entity.KeyMissing = await IsKeyMissingAsync(db, changed.Address, cancellation);
    }

    // A key is stored with the request for it, before the ledger can know its address.
    static async Task<bool> IsKeyMissingAsync(LedgerDb db, string address, CancellationToken cancellation) =>
        !await db.EntityKeys.AnyAsync(key => key.Address == address, cancellation);
}
