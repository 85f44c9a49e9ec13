using HealthLedger.Core.Ledger;
using HealthLedger.Core.Store;
using Microsoft.EntityFrameworkCore;

namespace HealthLedger.Core.Operations;

/// <summary>
/// What the ledger executed and a lost database forgot: it waits, derived from the chain, and the request that comes back finds its operation
/// decided as it was then, if it says what it said.
/// </summary>
static class Claiming
{
    /// <summary>What the relay decided there of one operation.</summary>
    public static UnclaimedExecution ExecutionOf(Place at, LedgerId actor, Digest request)
    {
        var refusal = at.Log.Event is OperationExecuted executed ? executed.Refusal : Problems.NeedsOperator.With();
        return new UnclaimedExecution
        {
            RequestId = request,
            Actor = actor,
            TransactionHash = at.Log.TransactionHash,
            BlockNumber = at.Block.Number,
            At = at.Standing.At,
            ProblemCode = refusal?.Code,
            ProblemDetail = refusal?.Detail,
        };
    }

    /// <summary>What the relay decided there of a request that was not sent from here, and what that committed to.</summary>
    public static UnclaimedExecution Of(Place at, LedgerId actor, Digest request)
    {
        var execution = ExecutionOf(at, actor, request);
        execution.Commitments = [.. CommitmentsBefore(at)];
        return execution;
    }

    /// <summary>What waited for this operation, which waits no longer; null where it is new.</summary>
    public static async Task<UnclaimedExecution?> TakeAsync(LedgerDb db, Operation operation, CancellationToken cancellation)
    {
        var execution = await db.UnclaimedExecutions.FindAsync([operation.RequestId, operation.Actor], cancellation);
        if (execution is not null) db.Remove(execution);
        return execution;
    }

    /// <summary>In the transaction that stores the operation, before it is stored.</summary>
    /// <exception cref="RefusedException">idempotency-key-reused: the ledger holds commitments to something else; ledger-unavailable.</exception>
    public static async Task ClaimAsync(LedgerDb db, Operation operation, OperationDraft draft, CancellationToken cancellation)
    {
        // A fork may have taken it back since the request was looked up.
        var execution = await TakeAsync(db, operation, cancellation)
            ?? throw Problems.LedgerUnavailable.With("The ledger's decision on this request is being read again: try again later.").AsException();
        await OperationProjection.DecideAsync(db, operation, execution, cancellation);
        if (operation.State == OperationState.Confirmed && !Says(draft.Payloads.Select(payload => payload.Commitment), execution))
            throw Problems.IdempotencyKeyReused.With().AsException();
    }

    /// <summary>Decides what was accepted as new while the chain already held the decision: confirmed only if it says the same.</summary>
    public static async Task SettleAsync(LedgerDb db, Operation operation, UnclaimedExecution execution, CancellationToken cancellation)
    {
        var own = await db.Payloads.Where(row => row.RequestId == operation.RequestId).Select(row => row.Commitment).ToListAsync(cancellation);
        if (execution.ProblemCode is null && own.Count > 0 && !Says(own, execution)) execution.ProblemCode = Problems.IdempotencyKeyReused.Code;
        await OperationProjection.DecideAsync(db, operation, execution, cancellation);
    }

    /// <summary>A key is random: a request that comes back brings another one than the ledger took then.</summary>
    public static async Task<bool> HasLostItsKeyAsync(LedgerDb db, LedgerCommand command, CancellationToken cancellation)
    {
        var (entity, address) = command switch
        {
            RegisterEntity registration => (registration.Entity, registration.Address),
            RotateKey rotation => (rotation.Entity, rotation.Address),
            _ => default,
        };
        return address is not null && await db.Entities.FindAsync([entity], cancellation) is { } row && row.Address != address;
    }

    static bool Says(IEnumerable<Digest> commitments, UnclaimedExecution execution) => execution.Commitments.ToHashSet().SetEquals(commitments);

    // The relay's word stands right behind what the operation itself did, in the same transaction.
    static IEnumerable<Digest> CommitmentsBefore(Place at) => at.Block.Logs
        .Where(log => log.TransactionHash == at.Log.TransactionHash && log.LogIndex < at.Log.LogIndex).Reverse()
        .TakeWhile(log => log.Event is not (OperationExecuted or OperationGivenUp or OperationSkipped))
        .Select(log => log.Event.CommitsTo).OfType<Digest>();
}
