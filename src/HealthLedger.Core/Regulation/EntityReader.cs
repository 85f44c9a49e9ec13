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
public sealed class EntityReader(LedgerStore store, Vault.Vault vault)
{
    // Names are sealed; a search opens profiles in steps of this many.
    const int Step = 200;

    /// <param name="actor">Decides what is found.</param>
    /// <param name="entityClass">Only this class; null: all.</param>
    /// <param name="words">Part of a name or the whole identifier; null: all.</param>
    /// <param name="page">Which part of the list.</param>
    /// <param name="cancellation">Ends the search.</param>
    public async Task<Page<EntityView>> ListAsync(Actor actor, EntityClass? entityClass, string? words, PageRequest page, CancellationToken cancellation)
    {
        await using var db = store.OpenRead();
        var found = new List<(long Position, EntityView View)>();
        var before = page.Before;
        while (found.Count < page.Take)
        {
            var rows = await NewestAsync(db, actor, entityClass, before, words is null ? page.Take : Step, cancellation);
            foreach (var row in rows)
            {
                var view = await ViewAsync(db, row.Entity, row.Identity, cancellation);
                if (words is null || Matches(view, words)) found.Add((row.Entity.Position, view));
                if (found.Count == page.Take) break;
            }
            if (words is null || rows.Count < Step) break;
            before = rows[^1].Entity.Position;
        }
        return Page.Of(found, page.Limit, item => item.Position, item => item.View);
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

    // Public ones have an index of their own; where the reader is none, its own row is asked for besides.
    static async Task<List<Found>> NewestAsync(
        LedgerDb db, Actor actor, EntityClass? entityClass, long before, int most, CancellationToken cancellation)
    {
        var wanted = All(db).Where(row => row.Entity.Position < before);
        if (entityClass is { } one) wanted = wanted.Where(row => row.Entity.Class == one);
        if (actor.Class == EntityClass.Regulator) return await PageAsync(wanted);
        var found = await PageAsync(wanted.Where(row => row.Entity.Class != EntityClass.Patient && row.Entity.Status == EntityStatus.Active));
        return actor.Class.IsPublic() ? found
            : Page.Merge(most, row => row.Entity.Position, found, await PageAsync(wanted.Where(row => row.Entity.Id == actor.Entity)));

        Task<List<Found>> PageAsync(IQueryable<Found> rows) =>
            rows.OrderByDescending(row => row.Entity.Position).Take(most).ToListAsync(cancellation);
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

    static bool Matches(EntityView view, string words) =>
        string.Equals(view.Identifier, words, StringComparison.OrdinalIgnoreCase)
        || (view.Name?.Contains(words, StringComparison.OrdinalIgnoreCase) ?? false);

    sealed class Found
    {
        public required Entity Entity { get; init; }
        public required Identity Identity { get; init; }
    }
}
