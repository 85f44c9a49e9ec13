using System.Threading.Channels;
using HealthLedger.Core.Ledger;
using HealthLedger.Core.Store;
using Microsoft.EntityFrameworkCore;

namespace HealthLedger.Core.Audit;

/// <summary>
/// Who saw or tried to see what of whom. Written before the answer leaves; what an operation causes is first written in the operation's own
/// transaction and moved here from it, as often as it takes: an entry's id makes a second writing harmless.
/// </summary>
public sealed class AccessLog : IAsyncDisposable
{
    const int DrainLimit = 500;

    readonly LedgerStore store;
    readonly IDatabase<AccessLogDb> database;
    readonly GroupCommitWriter<AccessLogDb> writer;
    readonly SemaphoreSlim draining = new(1);
    readonly Channel<bool> pending = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });

    AccessLog(LedgerStore store, IDatabase<AccessLogDb> database)
    {
        this.store = store;
        this.database = database;
        writer = new(database.OpenWrite, TimeSpan.FromMilliseconds(5));
    }

    /// <summary>Creates or migrates the log beside the store, whose lock covers it.</summary>
    public static AccessLog Open(StorePlace place, LedgerStore store) => new(store, place.OpenAccessLog());

    /// <summary>Completes when the entry is on the disk. Writing it again changes nothing.</summary>
    public Task WriteAsync(AccessEntry entry, CancellationToken cancellation) => AppendAsync([entry], cancellation);

    /// <summary>Moves into the log what operations left in the store for it.</summary>
    public async Task DrainPendingAsync(CancellationToken cancellation)
    {
        await draining.WaitAsync(cancellation);
        try
        {
            List<AccessEntry> entries;
            do
            {
                entries = await ReadPendingAsync(cancellation);
                if (entries.Count == 0) return;
                await AppendAsync(entries, cancellation);
                // Only now: if this is not reached, they are moved once more and nothing is doubled.
                // And these alone: what another replica writes may become visible in any order.
                var moved = entries.Select(entry => entry.Sequence).ToArray();
                await store.WriteAsync(
                    (db, token) => db.PendingAccess.Where(entry => moved.Contains(entry.Sequence)).ExecuteDeleteAsync(token), cancellation);
            }
            while (entries.Count == DrainLimit);
        }
        finally
        {
            draining.Release();
        }
    }

    /// <summary>The newest accesses to a patient's data, with what operations caused up to now.</summary>
    /// <param name="before">The Next of the page before; null for the first page.</param>
    public async Task<(IReadOnlyList<AccessEntry> Items, long? Next)> ListAsync(
        LedgerId patient, long? before, int limit, CancellationToken cancellation)
    {
        await DrainPendingAsync(cancellation);
        await using var db = database.OpenRead();
        var items = await db.Entries
            .Where(entry => entry.Patient == patient && (before == null || entry.Sequence < before))
            .OrderByDescending(entry => entry.Sequence)
            .Take(limit + 1)
            .ToListAsync(cancellation);
        if (items.Count <= limit) return (items, null);
        items.RemoveAt(limit);
        return (items, items[^1].Sequence);
    }

    /// <summary>Whether such an access to the patient's data was written directly: not by way of an operation.</summary>
    public async Task<bool> HoldsAsync(LedgerId patient, LedgerId resource, string action, CancellationToken cancellation)
    {
        await using var db = database.OpenRead();
        return await db.Entries.AnyAsync(entry => entry.Patient == patient && entry.Resource == resource && entry.Action == action, cancellation);
    }

    /// <summary>Wakes the feeder: an operation left something.</summary>
    internal void Nudge() => pending.Writer.TryWrite(true);

    /// <summary>Completes when something was left since the last call.</summary>
    internal async Task WaitForPendingAsync(CancellationToken cancellation) => await pending.Reader.ReadAsync(cancellation);

    public async ValueTask DisposeAsync()
    {
        await writer.DisposeAsync();
        database.Dispose();
        draining.Dispose();
    }

    async Task<List<AccessEntry>> ReadPendingAsync(CancellationToken cancellation)
    {
        await using var db = store.OpenRead();
        return await db.PendingAccess.OrderBy(entry => entry.Sequence).Take(DrainLimit).ToListAsync(cancellation);
    }

    Task<int> AppendAsync(List<AccessEntry> entries, CancellationToken cancellation) => writer.WriteAsync(
        async (db, token) =>
        {
            // One statement an entry, without change tracking: every read of a record comes through here.
            foreach (var entry in entries)
                await db.AppendAsync(entry, token);
            return entries.Count;
        },
        cancellation);
}
