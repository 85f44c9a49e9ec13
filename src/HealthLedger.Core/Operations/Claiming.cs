using HealthLedger.Core.Ledger;
using HealthLedger.Core.Store;

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

    /// <summary>Keeps what the relay decided there of a request that is unknown to us, and what that committed to.</summary>
    public static void Keep(LedgerDb db, Place at, LedgerId actor, Digest request)
    {
        var execution = ExecutionOf(at, actor, request);
        execution.Commitments = [.. CommitmentsBefore(at)];
        db.Add(execution);
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
        if (operation.State == OperationState.Confirmed && !execution.Commitments.ToHashSet().SetEquals(draft.Payloads.Select(payload => payload.Commitment)))
            throw Problems.IdempotencyKeyReused.With().AsException();
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

    // The relay's word stands right behind what the operation itself did, in the same transaction.
    static IEnumerable<Digest> CommitmentsBefore(Place at) => at.Block.Logs
        .Where(log => log.TransactionHash == at.Log.TransactionHash && log.LogIndex < at.Log.LogIndex).Reverse()
        .TakeWhile(log => log.Event is not (OperationExecuted or OperationGivenUp or OperationSkipped))
        .Select(log => log.Event.CommitsTo).OfType<Digest>();
}
