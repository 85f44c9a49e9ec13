using HealthLedger.Chain.Contracts;
using HealthLedger.Chain.Ethereum;
using HealthLedger.Core.Ledger;
using HealthLedger.Core.Operations;
using HealthLedger.Core.Regulation;
using HealthLedger.Core.Store;
using Microsoft.EntityFrameworkCore;
using Operation = HealthLedger.Core.Operations.Operation;

namespace HealthLedger.Chain.Relay;

/// <summary>The relay's view of the store: what waits, what is under way, and the one transaction that puts operations into a batch.</summary>
internal sealed class Outbox(LedgerStore store)
{
    const int MostAtOnce = 1000;

    /// <summary>What may be packed now, in the order of acceptance.</summary>
    public async Task<IReadOnlyList<Operation>> WaitingAsync(CancellationToken cancellation)
    {
        await using var db = store.OpenRead();
        // First what is under way: what comes back from there between the two questions is held once more, and not overtaken.
        var underWay = await db.Operations.Where(row => row.State == OperationState.Sent).Select(row => row.Subject).Distinct().ToListAsync(cancellation);
        var waiting = await db.Operations.Where(row => row.State == OperationState.Accepted)
            .OrderBy(row => row.Sequence).Take(MostAtOnce).ToListAsync(cancellation);
        return PackingOrder.Of(underWay, waiting);
    }

    public async Task<IReadOnlyDictionary<LedgerId, Entity>> SpeakersAsync(IEnumerable<LedgerId> actors, CancellationToken cancellation)
    {
        var ids = actors.Distinct().ToArray();
        await using var db = store.OpenRead();
        return await db.Entities.Where(row => ids.Contains(row.Id)).ToDictionaryAsync(row => row.Id, cancellation);
    }

    /// <summary>Batches that no block has decided, lowest nonce first.</summary>
    public async Task<IReadOnlyList<Batch>> PendingAsync(CancellationToken cancellation)
    {
        await using var db = store.OpenRead();
        return await db.Batches.Where(row => row.State == BatchState.Pending).OrderBy(row => row.Nonce).ToListAsync(cancellation);
    }

    public async Task<long?> HighestNonceAsync(CancellationToken cancellation)
    {
        await using var db = store.OpenRead();
        return await db.Batches.MaxAsync(row => (long?)row.Nonce, cancellation);
    }

    public static Batch BatchOf(long nonce, SignedTransaction transaction, long gas) => new()
    {
        Nonce = nonce,
        Hash = transaction.Hash.ToDigest(),
        Raw = transaction.Raw,
        Gas = gas,
        State = BatchState.Pending,
        CreatedAt = DateTimeOffset.UtcNow.ToUnixTimeMilliseconds(),
    };

    /// <summary>Batch and operations in one transaction, before anything is sent; what was decided meanwhile stays decided.</summary>
    public Task PersistAsync(Batch batch, IReadOnlyCollection<long> operations, CancellationToken cancellation) => store.WriteAsync(
        async (db, token) =>
        {
            db.Batches.Add(batch);
            foreach (var operation in await db.Operations.Where(row => operations.Contains(row.Sequence) && row.State == OperationState.Accepted).ToListAsync(token))
            {
                operation.Nonce = batch.Nonce;
                operation.State = OperationState.Sent;
                operation.SentAt = batch.CreatedAt;
            }
        },
        cancellation);

    /// <summary>The nonce was spent by a transaction that was not ours: what the batch carried waits for another one.</summary>
    /// <param name="nonce">Whose batch is lost.</param>
    /// <param name="by">The block by which it was spent: should the chain go back behind it, the bytes count again.</param>
    /// <param name="cancellation">Counts until the write begins.</param>
    public Task LoseAsync(long nonce, long by, CancellationToken cancellation) => store.WriteAsync(
        async (db, token) =>
        {
            var batch = await db.Batches.SingleAsync(row => row.Nonce == nonce, token);
            // Decided after all, by a block taken in meanwhile.
            if (batch.State != BatchState.Pending) return;
            batch.State = BatchState.Reverted;
            batch.Block = by;
            await ReleaseAsync(db, nonce, token);
        },
        cancellation);

    /// <summary>Other bytes for a nonce; what its batch carried waits for another one.</summary>
    public Task ReplaceAsync(Batch batch, CancellationToken cancellation) => store.WriteAsync(
        async (db, token) =>
        {
            if (await db.Batches.SingleOrDefaultAsync(row => row.Nonce == batch.Nonce, token) is { } former)
            {
                if (former.State == BatchState.Executed) return;
                await ReleaseAsync(db, batch.Nonce, token);
                db.Remove(former);
                await db.SaveChangesAsync(token);
            }
            db.Batches.Add(batch);
        },
        cancellation);

    /// <summary>Reverted batches whose operations still stand in them, each with its operations in the order of acceptance.</summary>
    public async Task<IReadOnlyList<IReadOnlyList<Operation>>> RevertedAsync(CancellationToken cancellation)
    {
        await using var db = store.OpenRead();
        var rows = await db.Operations.Where(row => row.State == OperationState.Sent)
            .Where(row => db.Batches.Any(batch => batch.Nonce == row.Nonce && batch.State == BatchState.Reverted))
            .OrderBy(row => row.Sequence).ToListAsync(cancellation);
        return [.. rows.GroupBy(row => row.Nonce).Select(IReadOnlyList<Operation> (batch) => [.. batch])];
    }

    /// <summary>What a decided batch left undecided waits again.</summary>
    public Task ReleaseAsync(long nonce, CancellationToken cancellation) =>
        store.WriteAsync((db, token) => ReleaseAsync(db, nonce, token), cancellation);

    static async Task ReleaseAsync(LedgerDb db, long nonce, CancellationToken cancellation)
    {
        var operations = await db.Operations.Where(row => row.Nonce == nonce && row.State == OperationState.Sent).ToListAsync(cancellation);
        foreach (var operation in operations)
        {
            operation.Nonce = null;
            operation.State = OperationState.Accepted;
        }
    }
}
