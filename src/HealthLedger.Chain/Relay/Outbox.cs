using HealthLedger.Core.Ledger;
using HealthLedger.Core.Operations;
using HealthLedger.Core.Regulation;
using HealthLedger.Core.Store;
using Microsoft.EntityFrameworkCore;

namespace HealthLedger.Chain.Relay;

/// <summary>The relay's view of the store: what waits, what is under way, and the one transaction that puts operations into a batch.</summary>
internal sealed class Outbox(LedgerStore store)
{
    const int MostAtOnce = 1000;

    /// <summary>
    /// What may be packed now, in the order of acceptance: operations whose subject has nothing undecided in a batch already under way.
    /// </summary>
    public async Task<IReadOnlyList<Operation>> WaitingAsync(CancellationToken cancellation)
    {
        await using var db = store.OpenRead();
        var busy = (await db.Operations.Where(row => row.State == OperationState.Sent).Select(row => row.Subject).Distinct().ToListAsync(cancellation)).ToHashSet();
        var waiting = await db.Operations.Where(row => row.State == OperationState.Accepted)
            .OrderBy(row => row.Sequence).Take(MostAtOnce).ToListAsync(cancellation);
        return [.. waiting.Where(operation => !busy.Contains(operation.Subject))];
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

    /// <summary>Batch and operations in one transaction, before anything is sent.</summary>
    public Task PersistAsync(Batch batch, IReadOnlyCollection<long> operations, CancellationToken cancellation) => store.WriteAsync(
        async (db, token) =>
        {
            db.Batches.Add(batch);
            foreach (var operation in await db.Operations.Where(row => operations.Contains(row.Sequence)).ToListAsync(token))
            {
                operation.Nonce = batch.Nonce;
                operation.State = OperationState.Sent;
                operation.SentAt = batch.CreatedAt;
            }
        },
        cancellation);

    /// <summary>The nonce was spent by a transaction that was not ours: what the batch carried waits for another one.</summary>
    public Task LoseAsync(long nonce, CancellationToken cancellation) => store.WriteAsync(
        async (db, token) =>
        {
            var batch = await db.Batches.SingleAsync(row => row.Nonce == nonce, token);
            batch.State = BatchState.Reverted;
            await ReleaseAsync(db, nonce, token);
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
