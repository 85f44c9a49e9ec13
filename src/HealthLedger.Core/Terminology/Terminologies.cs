using HealthLedger.Core.Store;
using Microsoft.EntityFrameworkCore;

namespace HealthLedger.Core.Terminology;

/// <summary>Looks codes up in the editions that are in effect.</summary>
public sealed class Terminologies(LedgerStore store, Editions editions)
{
    const int RegisterOfProduct = 9;

    /// <summary>Whether an edition decides on this system's codes on this day; else they are known by their form only.</summary>
    public async Task<bool> HasEditionAsync(string system, DateOnly on, CancellationToken cancellation)
    {
        foreach (var table in CodeTables.Of(system))
            if (await editions.InEffectAsync(table, on, cancellation) is not null) return true;
        return false;
    }

    /// <summary>
    /// What the code means in the edition in effect on a day; null where that has no such code, or there is none. A code that is not valid on the
    /// day is found too: see <see cref="Concept.IsValid"/>. A presentation (13 digits) is known where its product (the first 9) is.
    /// </summary>
    public async Task<Concept?> FindAsync(string system, string code, DateOnly on, CancellationToken cancellation)
    {
        code = CodeSystems.Canonical(system, code);
        await using var db = store.OpenRead();
        if (system == CodeTables.Anvisa && code.Length > RegisterOfProduct) return await PresentationAsync(db, code, on, cancellation);
        if (CodeTables.Deciding(system, code) is not { } table || await editions.InEffectAsync(table, on, cancellation) is not { } edition) return null;
        var entry = await EntryAsync(db, edition, code, on, cancellation);
        if (entry is { Register: { } register }) return Concept.Of(entry, edition, await ProductAsync(db, register, on, cancellation));
        if (entry is not null) return Concept.Of(entry, edition);
        return table == CodeTables.Cid10 && code.Length == CodeSystems.CategoryOfCid10 ? await CategoryAsync(db, edition, code, cancellation) : null;
    }

    /// <summary>A medicine's active ingredients, as an imported edition knows them; none where none does.</summary>
    public async Task<IReadOnlyList<string>> IngredientsAsync(Coding medicine, DateOnly on, CancellationToken cancellation) =>
        (await FindAsync(medicine.System!, medicine.Code!, on, cancellation))?.Ingredients ?? [];

    /// <summary>Everything that a system's editions in effect on a day hold.</summary>
    internal async Task<(string Key, Func<Task<IReadOnlyList<Concept>>> Load)> AllAsync(string system, DateOnly on, CancellationToken cancellation)
    {
        // Presentations are TUSS's, products ANVISA's: each completes the other.
        string[] tables = system is "tuss" or CodeTables.Anvisa ? [.. CodeTables.Of("tuss"), CodeTables.Anvisa] : [.. CodeTables.Of(system)];
        var found = new List<Edition>();
        foreach (var table in tables)
            if (await editions.InEffectAsync(table, on, cancellation) is { } edition) found.Add(edition);
        return ($"{system} {string.Join(' ', found.Select(edition => edition.Id))}", () => LoadAsync(system, found));
    }

    // Not the caller's to break off: others wait for it too.
    async Task<IReadOnlyList<Concept>> LoadAsync(string system, IReadOnlyList<Edition> from)
    {
        await using var db = store.OpenRead();
        var entries = new List<(CodeEntry Entry, Edition Edition)>();
        foreach (var edition in from)
            await foreach (var entry in db.CodeEntries.AsNoTracking().Where(row => row.Edition == edition.Id).AsAsyncEnumerable()) entries.Add((entry, edition));
        var products = entries.Where(one => one.Edition.Table == CodeTables.Anvisa).ToLookup(one => one.Entry.Code);
        return
        [
            .. entries.Where(one => one.Entry.System == system).Select(one => Concept.Of(
                one.Entry, one.Edition, RegisterOf(one.Entry) is { } register && products[register[..RegisterOfProduct]].ToList() is [.., var product] ? product : null)),
        ];

        static string? RegisterOf(CodeEntry entry) =>
            entry.Register ?? (entry.System == CodeTables.Anvisa && entry.Code.Length > RegisterOfProduct ? entry.Code : null);
    }

    // Periods do not overlap: the last that has begun is the one, or else the first to come.
    static async Task<CodeEntry?> EntryAsync(LedgerDb db, Edition edition, string code, DateOnly on, CancellationToken cancellation)
    {
        var periods = await db.CodeEntries.Where(row => row.Edition == edition.Id && row.Code == code).ToListAsync(cancellation);
        return periods.Where(row => row.ValidFrom <= on).MaxBy(row => row.ValidFrom) ?? periods.MinBy(row => row.ValidFrom);
    }

    async Task<(CodeEntry Entry, Edition Edition)?> ProductAsync(LedgerDb db, string register, DateOnly on, CancellationToken cancellation) =>
        await editions.InEffectAsync(CodeTables.Anvisa, on, cancellation) is { } edition
            && await EntryAsync(db, edition, register[..RegisterOfProduct], on, cancellation) is { } entry
            ? (entry, edition)
            : null;

    async Task<Concept?> PresentationAsync(LedgerDb db, string register, DateOnly on, CancellationToken cancellation)
    {
        var product = await ProductAsync(db, register, on, cancellation);
        if (await editions.InEffectAsync(CodeTables.TussMedicines, on, cancellation) is { } tuss && await EntryAsync(db, tuss, register, on, cancellation) is { } named)
            return Concept.Of(named, tuss, product);
        return product is { } known ? Concept.Of(known.Entry, known.Edition) with { Code = register } : null;
    }

    // DATASUS lists subcategories only: a category is known by those it has. Asked for each, so that the index answers under any collation.
    static async Task<Concept?> CategoryAsync(LedgerDb db, Edition edition, string category, CancellationToken cancellation)
    {
        string[] codes = [.. Enumerable.Range(0, 10).Select(digit => $"{category}.{digit}"), $"{category}.X"];
        var parts = await db.CodeEntries.Where(row => row.Edition == edition.Id && codes.Contains(row.Code)).ToListAsync(cancellation);
        if (parts.Count == 0) return null;
        var (first, last) = (parts.MinBy(row => row.Code, StringComparer.Ordinal)!, parts.MaxBy(row => row.Code, StringComparer.Ordinal)!);
        return Concept.Of(first, edition) with
        {
            Code = category,
            Display = first == last ? first.Display : $"{first.Code} to {last.Code}",
            Sex = parts.All(row => row.Sex == first.Sex) ? first.Sex : null,
            ValidFrom = null,
            ValidUntil = null,
        };
    }
}
