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
        var waiting = await ToSign(db.Operations.Where(row => row.State == OperationState.Accepted)).ToListAsync(cancellation);
        // Empty calls, in nobody's way; but before anything on a patient may follow, what was refused can no longer happen.
        var givenUp = await ToSign(db.Operations.Where(row => row.IdOpen && row.Nonce == null)).ToListAsync(cancellation);
        return [.. givenUp, .. PackingOrder.Of(underWay, waiting)];
    }

    // Without the sealed answers, which nobody signs.
    static IQueryable<Operation> ToSign(IQueryable<Operation> rows) => rows.OrderBy(row => row.Sequence).Take(MostAtOnce).Select(row => new Operation
    {
        Sequence = row.Sequence, Id = row.Id, RequestId = row.RequestId, Actor = row.Actor, Subject = row.Subject, Command = row.Command,
        State = row.State, OutOfGas = row.OutOfGas, IdOpen = row.IdOpen,
    });

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
        return await Pending(db).ToListAsync(cancellation);
    }

    /// <summary>The same, without their bytes.</summary>
    public async Task<IReadOnlyList<Batch>> UnderWayAsync(CancellationToken cancellation)
    {
        await using var db = store.OpenRead();
        return await Pending(db).Select(row => new Batch { Nonce = row.Nonce, Hash = row.Hash, Gas = row.Gas, State = row.State, CreatedAt = row.CreatedAt })
            .ToListAsync(cancellation);
    }

    static IOrderedQueryable<Batch> Pending(LedgerDb db) => db.Batches.Where(row => row.State == BatchState.Pending).OrderBy(row => row.Nonce);

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
    public Task PersistAsync(Batch batch, IReadOnlyCollection<Operation> operations, CancellationToken cancellation) => store.LeadAsync(
        (db, token) => InsertAsync(db, batch, operations, token), cancellation);

    /// <summary>The nonce was spent by a transaction that was not ours: what the batch carried waits for another one.</summary>
    /// <param name="nonce">Whose batch is lost.</param>
    /// <param name="by">The block by which it was spent: should the chain go back behind it, the bytes count again.</param>
    /// <param name="cancellation">Counts until the write begins.</param>
    public Task LoseAsync(long nonce, long by, CancellationToken cancellation) => store.LeadAsync(
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

    /// <summary>Other bytes for a nonce, whose batch carries nothing any more.</summary>
    public Task ReplaceAsync(Batch batch, IReadOnlyCollection<Operation> operations, CancellationToken cancellation) => store.LeadAsync(
        async (db, token) =>
        {
            if (await db.Batches.SingleOrDefaultAsync(row => row.Nonce == batch.Nonce, token) is { } former)
            {
                if (former.State == BatchState.Executed) return;
                db.Remove(former);
                await db.SaveChangesAsync(token);
            }

            await InsertAsync(db, batch, operations, token);
        },
        cancellation);

    /// <summary>What stands in a batch of which there is no row waits for another one.</summary>
    public async Task ReleaseOrphansAsync(CancellationToken cancellation)
    {
        await using var reading = store.OpenRead();
        if (await Orphans(reading).AnyAsync(cancellation)) await store.LeadAsync((db, token) => ReleaseAsync(Orphans(db), token), cancellation);
    }

    static IQueryable<Operation> Orphans(LedgerDb db) =>
        db.Operations.Where(row => row.State == OperationState.Sent && !db.Batches.Any(batch => batch.Nonce == row.Nonce));

    /// <summary>An id that cannot be given up, for nobody can sign for it, cannot be used either.</summary>
    public Task ForgetAsync(long operation, CancellationToken cancellation) => store.LeadAsync(
        async (db, token) => (await db.Operations.SingleAsync(row => row.Sequence == operation, token)).IdOpen = false, cancellation);

    /// <summary>Reverted batches whose operations still stand in them, each with its operations in the order of acceptance.</summary>
    public async Task<IReadOnlyList<IReadOnlyList<Operation>>> RevertedAsync(CancellationToken cancellation)
    {
        await using var db = store.OpenRead();
        var reverted = db.Batches.Where(batch => batch.State == BatchState.Reverted).Select(batch => (long?)batch.Nonce);
        var rows = await db.Operations.Where(row => reverted.Contains(row.Nonce) && (row.State == OperationState.Sent || row.IdOpen))
            .OrderBy(row => row.Sequence).ToListAsync(cancellation);
        return [.. rows.GroupBy(row => row.Nonce).Select(IReadOnlyList<Operation> (batch) => [.. batch])];
    }

    /// <summary>What a decided batch left undecided waits again.</summary>
    public Task ReleaseAsync(long nonce, CancellationToken cancellation) => store.LeadAsync((db, token) => ReleaseAsync(db, nonce, token), cancellation);

    static async Task InsertAsync(LedgerDb db, Batch batch, IReadOnlyCollection<Operation> operations, CancellationToken cancellation)
    {
        db.Batches.Add(batch);
        var (nonce, at) = (batch.Nonce, batch.CreatedAt);
        var sequences = operations.Select(row => row.Sequence).ToArray();
        var carried = db.Operations.Where(row => sequences.Contains(row.Sequence));
        await carried.Where(row => row.State == OperationState.Accepted).ExecuteUpdateAsync(
            set => set.SetProperty(row => row.Nonce, nonce).SetProperty(row => row.State, OperationState.Sent).SetProperty(row => row.SentAt, at), cancellation);
        if (operations.Any(row => row.IdOpen))
            await carried.Where(row => row.IdOpen).ExecuteUpdateAsync(set => set.SetProperty(row => row.Nonce, nonce), cancellation);
    }

    // After a fork, later batches may carry what came after it on the same subjects: those are packed anew behind it, too.
    static async Task ReleaseAsync(LedgerDb db, long nonce, CancellationToken cancellation)
    {
        var subjects = await ReleaseAsync(CarriedBy(db, nonce), cancellation);
        foreach (var later in await db.Batches.Where(row => row.Nonce > nonce && row.State == BatchState.Pending).OrderBy(row => row.Nonce).ToListAsync(cancellation))
        {
            if (!await CarriedBy(db, later.Nonce).AnyAsync(row => subjects.Contains(row.Subject), cancellation)) continue;
            subjects = [.. subjects, .. await ReleaseAsync(CarriedBy(db, later.Nonce), cancellation)];
            db.Remove(later);
        }
    }

    static IQueryable<Operation> CarriedBy(LedgerDb db, long nonce) =>
        db.Operations.Where(row => row.Nonce == nonce && (row.State == OperationState.Sent || row.IdOpen));

    static async Task<LedgerId[]> ReleaseAsync(IQueryable<Operation> batch, CancellationToken cancellation)
    {
        var released = await batch.ToListAsync(cancellation);
        foreach (var operation in released)
        {
            operation.Nonce = null;
            if (!operation.IdOpen) operation.State = OperationState.Accepted;
        }

        return [.. released.Select(operation => operation.Subject)];
    }
}
