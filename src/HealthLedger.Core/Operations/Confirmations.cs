using HealthLedger.Core.Ledger;
using HealthLedger.Core.Store;
using Microsoft.EntityFrameworkCore;

namespace HealthLedger.Core.Operations;

/// <summary>
/// The usual case of a block: operations that were sent, and of which it says once that they were executed. Nothing else about them changes, so that
/// those of one transaction are decided by one statement, and never loaded whole.
/// </summary>
sealed class Confirmations
{
    readonly Dictionary<(LedgerId Actor, Digest Request), (LedgerId Id, bool IsTold)> expected = [];
    readonly List<(Place At, Digest Request)> confirmed = [];

    public static async Task<Confirmations> LoadAsync(LedgerDb db, LedgerBlock block, CancellationToken cancellation)
    {
        var confirmations = new Confirmations();
        var once = OperationProjection.RequestsOf(block).CountBy(request => request).Where(count => count.Value == 1).Select(count => count.Key).ToHashSet();
        var executed = block.Logs.Where(log => log.Event is OperationExecuted { Refusal: null } happened && once.Contains(happened.RequestId))
            .ToDictionary(log => ((OperationExecuted)log.Event).RequestId, log => log.TransactionHash);
        foreach (var ids in executed.Keys.Chunk(OperationProjection.LoadLimit))
        {
            var rows = await db.Operations.AsNoTracking()
                .Where(row => ids.Contains(row.RequestId) && row.SentAt != null && row.UndoneAt == null)
                .Where(row => row.State == OperationState.Sent || (row.State == OperationState.Confirmed && row.BlockNumber == block.Number))
                .Select(row => new { row.Id, row.Actor, row.RequestId, row.State, row.TransactionHash, row.Command })
                .ToListAsync(cancellation);
            foreach (var row in rows)
            {
                // The read model is derived again: nothing is new about it. Else a key that comes back from a lost database may be another one than
                // the ledger took: that is looked at.
                var told = row.State == OperationState.Confirmed && row.TransactionHash == executed[row.RequestId];
                if (!told && (row.State == OperationState.Confirmed || row.Command is RegisterEntity or RotateKey)) continue;
                confirmations.expected[(row.Actor, row.RequestId)] = (row.Id, told);
            }
        }
        return confirmations;
    }

    /// <summary>The requests of those that the block has yet to confirm.</summary>
    public IEnumerable<Digest> Requests => expected.Keys.Select(key => key.Request);

    /// <summary>The operation that the event confirms; null where it is none of these.</summary>
    public LedgerId? Take(Place at)
    {
        if (at.Log.Event is not OperationExecuted { Refusal: null } executed || !expected.Remove((executed.Entity, executed.RequestId), out var known)) return null;
        if (!known.IsTold) confirmed.Add((at, executed.RequestId));
        return known.Id;
    }

    public async Task SaveAsync(LedgerDb db, CancellationToken cancellation)
    {
        foreach (var together in confirmed.GroupBy(one => one.At.Log.TransactionHash, (transaction, all) => (Transaction: transaction, All: all.ToList())))
        {
            var (block, time) = (together.All[0].At.Block.Number, together.All[0].At.Standing.At);
            var ids = together.All.Select(one => one.Request).ToArray();
            await db.Operations.Where(row => ids.Contains(row.RequestId)).ExecuteUpdateAsync(
                set => set.SetProperty(row => row.State, OperationState.Confirmed)
                    .SetProperty(row => row.TransactionHash, together.Transaction)
                    .SetProperty(row => row.BlockNumber, block)
                    // The block's time, which has whole seconds, but never before what led to it.
                    .SetProperty(row => row.DecidedAt, row => row.SentAt > time ? row.SentAt : time),
                cancellation);
        }
    }
}
