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
    const int LoadLimit = 500;

    readonly Dictionary<(LedgerId Actor, Digest Request), LedgerId> expected = [];
    readonly HashSet<Digest> requests = [];
    readonly List<(Place At, Digest Request)> confirmed = [];

    public static async Task<Confirmations> LoadAsync(LedgerDb db, LedgerBlock block, CancellationToken cancellation)
    {
        var confirmations = new Confirmations();
        var once = OperationProjection.RequestsOf(block).CountBy(request => request).Where(count => count.Value == 1).Select(count => count.Key).ToHashSet();
        var executed = block.Logs.Select(log => log.Event).OfType<OperationExecuted>().Where(happened => happened.Refusal is null)
            .Select(happened => happened.RequestId).Where(once.Contains);
        foreach (var ids in executed.Chunk(LoadLimit))
        {
            var sent = await db.Operations.AsNoTracking()
                .Where(row => ids.Contains(row.RequestId) && row.State == OperationState.Sent && row.SentAt != null && row.UndoneAt == null)
                .Select(row => new { row.Id, row.Actor, row.RequestId, row.Command })
                .ToListAsync(cancellation);
            // A key that comes back from a lost database may be another one than the ledger took: that is looked at.
            foreach (var row in sent.Where(row => row.Command is not (RegisterEntity or RotateKey)))
            {
                confirmations.expected[(row.Actor, row.RequestId)] = row.Id;
                confirmations.requests.Add(row.RequestId);
            }
        }
        return confirmations;
    }

    /// <summary>Whether the request is not among these.</summary>
    public bool Lack(Digest request) => !requests.Contains(request);

    /// <summary>The operation that the event confirms; null where it is none of these.</summary>
    public LedgerId? Take(Place at)
    {
        if (at.Log.Event is not OperationExecuted { Refusal: null } executed || !expected.Remove((executed.Entity, executed.RequestId), out var id)) return null;
        confirmed.Add((at, executed.RequestId));
        return id;
    }

    public async Task SaveAsync(LedgerDb db, CancellationToken cancellation)
    {
        foreach (var together in confirmed.GroupBy(one => one.At.Log.TransactionHash, (transaction, all) => (Transaction: transaction, All: all.ToList())))
        {
            var (block, time) = (together.All[0].At.Block.Number, together.All[0].At.Standing.At);
            foreach (var ids in together.All.Select(one => one.Request).Chunk(LoadLimit))
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
