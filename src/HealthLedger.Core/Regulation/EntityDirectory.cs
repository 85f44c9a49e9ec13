using HealthLedger.Core.Ledger;
using HealthLedger.Core.Store;
using Microsoft.EntityFrameworkCore;

namespace HealthLedger.Core.Regulation;

/// <summary>The bridge between identifiers, which people use, and ids, which the ledger knows. Only confirmed entities cross it.</summary>
public sealed class EntityDirectory(LedgerStore store)
{
    readonly BoundedCache<string, Identity> byIdentifier = new(10_000);
    readonly BoundedCache<LedgerId, Identity> byEntity = new(10_000);

    /// <summary>Who bears the identifier; null for nobody, or not yet.</summary>
    public async Task<Identity?> FindAsync(EntityIdentifier identifier, CancellationToken cancellation)
    {
        var text = identifier.ToString();
        if (byIdentifier.TryGet(text, out var known)) return known;
        await using var db = store.OpenRead();
        return Remember(await db.Identities.SingleOrDefaultAsync(row => row.Identifier == text && row.Confirmed, cancellation));
    }

    /// <summary>The identity of an entity; null for an unknown or an erased one.</summary>
    public async Task<Identity?> FindAsync(LedgerId entity, CancellationToken cancellation)
    {
        if (byEntity.TryGet(entity, out var known)) return known;
        await using var db = store.OpenRead();
        return Remember(await db.Identities.SingleOrDefaultAsync(row => row.Entity == entity && row.Confirmed, cancellation));
    }

    /// <summary>What to call an entity; its ledger id where the identity was erased.</summary>
    public async Task<string> IdentifierOfAsync(LedgerId entity, CancellationToken cancellation) =>
        (await FindAsync(entity, cancellation))?.Identifier ?? entity.ToString();

    /// <summary>The same for many, in one query for those not yet known.</summary>
    public async Task<IReadOnlyDictionary<LedgerId, string>> IdentifiersOfAsync(
        IEnumerable<LedgerId> entities, CancellationToken cancellation)
    {
        var names = new Dictionary<LedgerId, string>();
        var asked = new List<LedgerId>();
        foreach (var entity in entities.Distinct())
            if (byEntity.TryGet(entity, out var known)) names[entity] = known.Identifier;
            else asked.Add(entity);
        if (asked.Count == 0) return names;

        await using var db = store.OpenRead();
        foreach (var found in await db.Identities.Where(row => asked.Contains(row.Entity) && row.Confirmed).ToListAsync(cancellation))
            names[found.Entity] = Remember(found)!.Identifier;
        foreach (var entity in asked) names.TryAdd(entity, entity.ToString());
        return names;
    }

    /// <summary>Forgets an identity that was erased or taken back in the store.</summary>
    public void Forget(Identity identity)
    {
        byIdentifier.Remove(identity.Identifier);
        byEntity.Remove(identity.Entity);
    }

    /// <summary>Forgets all of them: a fork took back, nobody knows whom.</summary>
    public void ForgetAll()
    {
        byIdentifier.Clear();
        byEntity.Clear();
    }

    // A confirmed identity does not change, so that it can be remembered without a clock.
    Identity? Remember(Identity? identity)
    {
        if (identity is null) return null;
        byIdentifier.Put(identity.Identifier, identity);
        byEntity.Put(identity.Entity, identity);
        return identity;
    }
}
