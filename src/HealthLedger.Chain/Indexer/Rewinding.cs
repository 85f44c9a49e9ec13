using HealthLedger.Core.Ledger;
using HealthLedger.Core.Operations;
using HealthLedger.Core.Replicas;
using HealthLedger.Core.Store;
using Microsoft.EntityFrameworkCore;

namespace HealthLedger.Chain.Indexer;

/// <summary>What a fork changes in the store, in its caller's one transaction.</summary>
internal static class Rewinding
{
    /// <summary>
    /// The blocks after the common one are no longer the chain's. What had succeeded in them comes back through the relay: by its very bytes,
    /// in nonce order, up to the first batch that also carried something refused. That refusal was told: its id is given up, in a new batch,
    /// and so everything from there on is packed anew in the order of acceptance.
    /// </summary>
    public static async Task RewindAsync(LedgerDb db, long common, DateTimeOffset now, CancellationToken cancellation)
    {
        await TakeBackAsync(db, common, now, cancellation);
        await Projector.ClearAsync(db, cancellation);
    }

    /// <summary>The same where the read model does not reach beyond the common block.</summary>
    public static async Task TakeBackAsync(LedgerDb db, long common, DateTimeOffset now, CancellationToken cancellation)
    {
        var told = await db.Operations.Where(row => row.BlockNumber > common).Select(row => new { row.State, row.Nonce }).ToListAsync(cancellation);
        var refused = told.Where(row => row.State == OperationState.Failed).Min(row => row.Nonce);
        foreach (var batch in await db.Batches.Where(batch => batch.Block > common || batch.Nonce >= refused).ToListAsync(cancellation))
            if (batch.Nonce >= refused) db.Remove(batch);
            else (batch.State, batch.Block) = (BatchState.Pending, null);

        await Projector.TakeBackAsync(db, common, now, cancellation);
        await db.TellTakenBackAsync(cancellation);
        if (refused is { } first)
            foreach (var operation in await db.Operations.Where(row => row.Nonce >= first && (row.State == OperationState.Sent || row.IdOpen)).ToListAsync(cancellation))
            {
                operation.Nonce = null;
                if (!operation.IdOpen) operation.State = OperationState.Accepted;
            }

        await db.SaveChangesAsync(cancellation);
    }
}
