using HealthLedger.Core.Store;
using Microsoft.EntityFrameworkCore;

namespace HealthLedger.Core.Terminology;

/// <summary>
/// Which editions there are, and which of them answers on a day: of a table's editions in effect the one that took effect last. They are few,
/// and looked up again at most once a second: another gateway on the same database may import one.
/// </summary>
public sealed class Editions(LedgerStore store, TimeProvider time)
{
    static readonly TimeSpan glance = TimeSpan.FromSeconds(1);

    volatile Known? known;

    /// <summary>All of them, by table and in the order in which they take effect.</summary>
    public async Task<IReadOnlyList<Edition>> AllAsync(CancellationToken cancellation)
    {
        if (known is { } last && time.GetElapsedTime(last.At) < glance) return last.All;
        var asked = time.GetTimestamp();
        await using var db = store.OpenRead();
        List<Edition> all = [.. (await db.Editions.ToListAsync(cancellation)).OrderBy(edition => edition.EffectiveFrom).ThenBy(edition => edition.Id)];
        known = new Known(all, asked);
        return all;
    }

    /// <summary>The edition of the table that answers on this day; null where none is in effect.</summary>
    public async Task<Edition?> InEffectAsync(string table, DateOnly on, CancellationToken cancellation) =>
        (await AllAsync(cancellation)).LastOrDefault(edition => edition.Table == table && edition.IsInEffect(on));

    /// <summary>This gateway changed them itself.</summary>
    internal void Forget() => known = null;

    sealed record Known(IReadOnlyList<Edition> All, long At);
}
