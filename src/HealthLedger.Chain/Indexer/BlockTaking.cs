using HealthLedger.Core;
using HealthLedger.Core.Ledger;
using HealthLedger.Core.Replicas;
using HealthLedger.Core.Store;
using Microsoft.EntityFrameworkCore;

namespace HealthLedger.Chain.Indexer;

/// <summary>What a block changes in the store, in its caller's one transaction.</summary>
internal static class BlockTaking
{
    /// <returns>The operations that were decided, to be told after the commit.</returns>
    public static async Task<IReadOnlyList<LedgerId>> TakeAsync(LedgerDb db, IReadOnlyList<ReadBlock> blocks, DateTimeOffset now, CancellationToken cancellation)
    {
        var decided = new List<LedgerId>();
        foreach (var read in blocks)
        {
            // While everything is derived again no block is known that could tell of a fork: what was told of this height does.
            if (await Projector.ContradictsAsync(db, read.Block, cancellation))
                await Rewinding.TakeBackAsync(db, read.Block.Number - 1, now, cancellation);
            decided.AddRange(await Projector.ApplyAsync(db, read.Block, cancellation));
            if (read.RawTransactions is { } raw && !await db.Journal.AnyAsync(row => row.Number == read.Block.Number, cancellation))
                db.Add(new JournalBlock
                {
                    Number = read.Block.Number, Hash = read.Block.Hash, ParentHash = read.Block.ParentHash, Time = read.Block.Time, RawTransactions = [.. raw],
                });
            foreach (var (hash, succeeded) in read.Succeeded)
            {
                // Just taken back with a refusal that was told: what it carried is decided by the events.
                if (await db.Batches.SingleOrDefaultAsync(row => row.Hash == hash, cancellation) is not { } batch) continue;
                batch.State = succeeded ? BatchState.Executed : BatchState.Reverted;
                batch.Block = read.Block.Number;
            }
        }

        if (decided.Count > 0) Boundaries.Passed(Boundary.Projecting);
        await db.TellDecidedAsync(decided, cancellation);
        return decided;
    }
}
