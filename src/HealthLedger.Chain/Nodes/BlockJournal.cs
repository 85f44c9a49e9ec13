using HealthLedger.Chain.Deployment;
using HealthLedger.Core.Ledger;
using HealthLedger.Core.Store;
using Microsoft.EntityFrameworkCore;

namespace HealthLedger.Chain.Nodes;

/// <summary>The embedded chain's blocks as they were taken in, with what it takes to make them again.</summary>
internal sealed class BlockJournal(LedgerStore store)
{
    const int Chunk = 500;

    /// <summary>The last block taken in; null before the first.</summary>
    public async Task<JournalBlock?> LastAsync(CancellationToken cancellation)
    {
        await using var db = store.OpenRead();
        return await db.Journal.OrderByDescending(block => block.Number).FirstOrDefaultAsync(cancellation);
    }

    /// <summary>The relay contract of the ledger that this store belongs to; null before there is one.</summary>
    public async Task<string?> LedgerAsync(CancellationToken cancellation) => (await LedgerFacts.ReadAsync(store, cancellation))?.Relay;

    public async Task<JournalBlock?> AtAsync(long number, CancellationToken cancellation)
    {
        await using var db = store.OpenRead();
        return await db.Journal.FirstOrDefaultAsync(block => block.Number == number, cancellation);
    }

    /// <summary>The blocks from this one on, some at a time; empty at the end.</summary>
    public async Task<IReadOnlyList<JournalBlock>> FromAsync(long number, CancellationToken cancellation)
    {
        await using var db = store.OpenRead();
        return await db.Journal.Where(block => block.Number >= number).OrderBy(block => block.Number).Take(Chunk).ToListAsync(cancellation);
    }
}
