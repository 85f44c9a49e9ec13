using System.Text.Json.Nodes;
using HealthLedger.Core.Ledger;
using HealthLedger.Core.Operations;
using HealthLedger.Core.Store;
using Microsoft.EntityFrameworkCore;

namespace HealthLedger.Core.Regulation;

/// <summary>An entity as others see it.</summary>
public sealed record EntityView(
    string Identifier, string Class, string? Name, string Status, string? Address, JsonNode? Crm, string? Specialty, DateTimeOffset RegisteredAt) : Confidential;

/// <summary>Finds entities: a regulator all of them, others the active professionals and organizations.</summary>
public sealed class EntityReader(LedgerStore store, Vault.Vault vault, NameIndex names)
{
    /// <param name="actor">Decides what is found.</param>
    /// <param name="entityClass">Only this class; null: all.</param>
    /// <param name="query">How words of the name begin, in any order, or the whole identifier; null: all.</param>
    /// <param name="page">Which part of the list.</param>
    /// <param name="cancellation">Ends the search.</param>
    public async Task<Page<EntityView>> ListAsync(Actor actor, EntityClass? entityClass, string? query, PageRequest page, CancellationToken cancellation)
    {
        await using var db = store.OpenRead();
        if (query is not null && !EntityIdentifier.TryParse(query, out _)) return await SearchAsync(db, actor, entityClass, NameWords.Of(query), page, cancellation);
        var wanted = Where(All(db), entityClass, page.Before);
        if (query is not null && EntityIdentifier.TryParse(query, out var identifier))
        {
            var text = identifier.ToString();
            wanted = wanted.Where(row => row.Identity.Identifier == text);
        }
        var rows = await NewestAsync(wanted, actor, page.Take, cancellation);
        return await Page.OfAsync(rows, page.Limit, row => row.Entity.Position, row => ViewAsync(db, row.Entity, row.Identity, cancellation));
    }

    /// <exception cref="RefusedException">404: absent, or not for this actor to see.</exception>
    public async Task<EntityView> GetAsync(Actor actor, EntityIdentifier identifier, CancellationToken cancellation)
    {
        await using var db = store.OpenRead();
        var text = identifier.ToString();
        var row = await Visible(db, actor).FirstOrDefaultAsync(row => row.Identity.Identifier == text, cancellation)
            ?? throw Problems.NotFound.With().AsException();
        return await ViewAsync(db, row.Entity, row.Identity, cancellation);
    }

    // What the index has not reached is newer than all that it has: first profile by profile, then by the index.
    async Task<Page<EntityView>> SearchAsync(
        LedgerDb db, Actor actor, EntityClass? entityClass, IReadOnlyList<string> words, PageRequest page, CancellationToken cancellation)
    {
        var found = new List<(long Position, EntityView View)>();
        var reached = await NameIndex.ReachedAsync(db, cancellation);
        long? before = words.Count == 0 ? null : page.Before;
        while (before is { } from && found.Count < page.Take)
        {
            List<Found> rows;
            if (from - 1 > reached)
            {
                rows = await NewestAsync(Where(All(db), entityClass, from).Where(row => row.Entity.Position > reached), actor, page.Take, cancellation);
                before = rows.Count == page.Take ? rows[^1].Entity.Position : reached + 1;
            }
            else
            {
                var positions = await FindAsync(db, actor, entityClass, words, from, page.Take, cancellation);
                rows = await Visible(db, actor).Where(row => positions.Contains(row.Entity.Position)).OrderByDescending(row => row.Entity.Position).ToListAsync(cancellation);
                before = positions.Count == page.Take ? positions[^1] : null;
            }
            foreach (var row in rows)
                if (await ViewAsync(db, row.Entity, row.Identity, cancellation) is var view && NameWords.Match(view.Name, words)) found.Add((row.Entity.Position, view));
        }
        return Page.Of(found, page.Limit, item => item.Position, item => item.View);
    }

    async Task<List<long>> FindAsync(
        LedgerDb db, Actor actor, EntityClass? entityClass, IReadOnlyList<string> words, long before, int most, CancellationToken cancellation)
    {
        var lists = new List<IEnumerable<long>>();
        foreach (var one in EntityClasses.All.Where(one => entityClass is null || entityClass == one))
            if (actor.Class == EntityClass.Regulator || one.IsPublic()) lists.Add(await names.Find(db, one, words, before).Take(most).ToListAsync(cancellation));
            else lists.Add(await db.Entities.Where(row => row.Id == actor.Entity && row.Class == one && row.Position < before).Select(row => row.Position).ToListAsync(cancellation));
        return Page.Merge(most, position => position, [.. lists]);
    }

    // Public ones have an index of their own; where the reader is none, its own row is asked for besides.
    static async Task<List<Found>> NewestAsync(IQueryable<Found> wanted, Actor actor, int most, CancellationToken cancellation)
    {
        if (actor.Class == EntityClass.Regulator) return await PageAsync(wanted);
        var found = await PageAsync(wanted.Where(row => row.Entity.Class != EntityClass.Patient && row.Entity.Status == EntityStatus.Active));
        return actor.Class.IsPublic() ? found
            : Page.Merge(most, row => row.Entity.Position, found, await PageAsync(wanted.Where(row => row.Entity.Id == actor.Entity)));

        Task<List<Found>> PageAsync(IQueryable<Found> rows) =>
            rows.OrderByDescending(row => row.Entity.Position).Take(most).ToListAsync(cancellation);
    }

    static IQueryable<Found> Where(IQueryable<Found> rows, EntityClass? entityClass, long before)
    {
        var older = rows.Where(row => row.Entity.Position < before);
        return entityClass is { } one ? older.Where(row => row.Entity.Class == one) : older;
    }

    static IQueryable<Found> Visible(LedgerDb db, Actor actor) => actor.Class == EntityClass.Regulator
        ? All(db)
        : All(db).Where(row => row.Entity.Id == actor.Entity || (row.Entity.Status == EntityStatus.Active && row.Entity.Class != EntityClass.Patient));

    static IQueryable<Found> All(LedgerDb db) => db.Entities.Join(
        db.Identities, entity => entity.Id, identity => identity.Entity, (entity, identity) => new Found { Entity = entity, Identity = identity });

    async Task<EntityView> ViewAsync(LedgerDb db, Entity entity, Identity identity, CancellationToken cancellation)
    {
        var payload = await db.Payloads.FirstOrDefaultAsync(row => row.Id == entity.Id, cancellation);
        var profile = payload is not null && await vault.SubjectAsync(entity.Id, cancellation) is { } key ? key.OpenPayload(payload) : null;
        return new EntityView(
            identity.Identifier, entity.Class.NameOf(), profile?["name"]?.GetValue<string>(), entity.Status.ToString().ToLowerInvariant(),
            entity.Address, profile?["crm"]?.DeepClone(), profile?["specialty"]?.GetValue<string>(), DateTimeOffset.FromUnixTimeMilliseconds(entity.RegisteredAt));
    }

    sealed class Found
    {
        public required Entity Entity { get; init; }
        public required Identity Identity { get; init; }
    }
}
