using HealthLedger.Core.Ledger;
using HealthLedger.Core.Store;
using Microsoft.EntityFrameworkCore;

namespace HealthLedger.Core.Operations;

/// <summary>What a block says of our operations, those of the block loaded at once. The relay contract's word alone decides them.</summary>
sealed class OperationProjection
{
    internal const int LoadLimit = 500;

    // Told of what failed although the ledger executed it.
    static readonly string?[] executedNonetheless = [Problems.ExecutedAfterRefusal.Code, Problems.EntityKeyLost.Code];

    readonly Dictionary<(LedgerId Actor, Digest Request), Operation> operations = [];
    readonly Confirmations confirmations;

    OperationProjection(Confirmations confirmations) => this.confirmations = confirmations;

    public static async Task<OperationProjection> LoadAsync(LedgerDb db, LedgerBlock block, CancellationToken cancellation)
    {
        var projection = new OperationProjection(await Confirmations.LoadAsync(db, block, cancellation));
        foreach (var ids in RequestsOf(block).Except(projection.confirmations.Requests).Chunk(LoadLimit))
            foreach (var operation in await db.Operations.Where(row => ids.Contains(row.RequestId)).ToListAsync(cancellation))
                projection.operations[(operation.Actor, operation.RequestId)] = operation;
        return projection;
    }

    /// <summary>Stores what was decided by the many; the rest is tracked, and saved by the caller.</summary>
    public Task SaveAsync(LedgerDb db, CancellationToken cancellation) => confirmations.SaveAsync(db, cancellation);

    /// <summary>The requests that the block says something of.</summary>
    internal static IEnumerable<Digest> RequestsOf(LedgerBlock block) => block.Logs.Select(log => KeyOf(log.Event)?.Request).OfType<Digest>();

    /// <summary>The operation that the event decided, if it did and if it is ours; what was decided of a request unknown to us waits to be claimed.</summary>
    public async Task<IEnumerable<LedgerId>> ApplyAsync(LedgerDb db, Place at, CancellationToken cancellation)
    {
        if (KeyOf(at.Log.Event) is not { } key) return [];
        if (confirmations.Take(at) is { } confirmed) return [confirmed];
        if (!operations.TryGetValue(key, out var operation))
        {
            if (at.Log.Event is not OperationSkipped) db.Add(Claiming.Of(at, key.Actor, key.Request));
            return [];
        }

        switch (at.Log.Event)
        {
            case OperationExecuted or OperationGivenUp when operation.State == OperationState.Failed:
                Close(operation, at);
                return [];
            case OperationExecuted or OperationGivenUp:
                if (operation.SentAt is null) await Claiming.SettleAsync(db, operation, Claiming.Of(at, key.Actor, key.Request), cancellation);
                else await DecideAsync(db, operation, Claiming.ExecutionOf(at, key.Actor, key.Request), cancellation);
                return [operation.Id];
            // Accepted as new in the moment in which the block was taken in that had executed it before a database was lost.
            case OperationSkipped { Reason: "AlreadySpent" } when await Claiming.TakeAsync(db, operation, cancellation) is { } execution:
                await Claiming.SettleAsync(db, operation, execution, cancellation);
                return [operation.Id];
            case OperationSkipped { Reason: "AlreadySpent" } when operation.State == OperationState.Failed:
                operation.IdOpen = false;
                break;
            case OperationSkipped when !await StandsInAsync(db, operation, at, cancellation):
                break;
            case OperationSkipped when operation.State == OperationState.Failed:
                if (operation.IdOpen) operation.Nonce = null;
                break;
            case OperationSkipped skipped when !operation.IsDecided:
                operation.State = OperationState.Accepted;
                operation.Nonce = null;
                if (skipped.Reason == "OutOfGas") operation.OutOfGas++;
                break;
        }
        return [];
    }

    /// <summary>
    /// Makes undecided again what succeeded after this block. What was refused keeps its answer, and an empty call is to spend its id: the
    /// chain that comes now must not execute what was told as refused.
    /// </summary>
    public static async Task<IReadOnlyList<LedgerId>> UndoAsync(LedgerDb db, long toBlock, long now, CancellationToken cancellation)
    {
        // Only what is decided has a block.
        var undone = await db.Operations.Where(row => row.BlockNumber > toBlock).ToListAsync(cancellation);
        foreach (var operation in undone)
        {
            operation.TransactionHash = null;
            operation.BlockNumber = null;
            if (operation.State == OperationState.Failed)
            {
                operation.IdOpen = true;
                continue;
            }

            // Sent, with its nonce: the stored bytes come back first.
            operation.State = operation.Nonce is null ? OperationState.Accepted : OperationState.Sent;
            operation.DecidedAt = null;
            operation.UndoneAt = now;
            if (operation.Command is RegisterEntity registration
                && await db.Identities.FindAsync([registration.Entity], cancellation) is { } identity) identity.Confirmed = false;
        }

        return [.. undone.Where(operation => !operation.IsDecided).Select(operation => operation.Id)];
    }

    /// <summary>Decides without the chain: for what it can never execute. What was sent once is given up there besides.</summary>
    public static Task FailAsync(LedgerDb db, Operation operation, Refusal refusal, long at, CancellationToken cancellation)
    {
        refusal = Told(operation, refusal);
        operation.State = OperationState.Failed;
        operation.ProblemCode = refusal.Code;
        operation.ProblemDetail = refusal.Detail;
        operation.DecidedAt = at;
        operation.IdOpen = operation.SentAt is not null;
        operation.UndoneAt = operation.Nonce = null;
        return FreeRegistrationAsync(db, operation, cancellation);
    }

    // An earlier batch's word was counted when it came: where everything is derived again it comes once more.
    static Task<bool> StandsInAsync(LedgerDb db, Operation operation, Place at, CancellationToken cancellation) =>
        db.Batches.AnyAsync(batch => batch.Nonce == operation.Nonce && batch.Hash == at.Log.TransactionHash, cancellation);

    // Its answer was told, and stays. The block is kept: should a fork take it back, the id is open once more.
    static void Close(Operation operation, Place at)
    {
        operation.IdOpen = false;
        operation.TransactionHash = at.Log.TransactionHash;
        operation.BlockNumber = at.Block.Number;
        if (at.Log.Event is OperationExecuted { Refusal: null } && !executedNonetheless.Contains(operation.ProblemCode))
            (operation.ProblemCode, operation.ProblemDetail) = (
                Problems.ExecutedAfterRefusal.Code, $"It was told as {operation.ProblemCode}, and executed when the chain went another way.");
    }

    /// <summary>Decides an operation as the ledger did.</summary>
    public static async Task DecideAsync(LedgerDb db, Operation operation, UnclaimedExecution execution, CancellationToken cancellation)
    {
        var refusal = execution.ProblemCode is { } code ? Told(operation, Problems.Of(code).With(execution.ProblemDetail))
            : await Claiming.HasLostItsKeyAsync(db, operation.Command, cancellation) ? Problems.EntityKeyLost.With() : null;
        operation.State = refusal is null ? OperationState.Confirmed : OperationState.Failed;
        (operation.ProblemCode, operation.ProblemDetail) = (refusal?.Code, refusal?.Detail);
        (operation.TransactionHash, operation.BlockNumber) = (execution.TransactionHash, execution.BlockNumber);
        operation.UndoneAt = null;
        // The block's time, which has whole seconds, but never before what led to it.
        operation.DecidedAt = Math.Max(execution.At, operation.SentAt ?? operation.AcceptedAt);
        if (refusal is not null) await FreeRegistrationAsync(db, operation, cancellation);
    }

    // Whoever was told that it is done hears why it no longer is.
    static Refusal Told(Operation operation, Refusal refusal) => operation.UndoneAt is null ? refusal
        : Problems.LostInFork.With($"It was confirmed; the chain went another way and then refused it: {refusal.Detail ?? Problems.Of(refusal.Code).Title}");

    // Whoever was not registered after all may be, with the same documents.
    static async Task FreeRegistrationAsync(LedgerDb db, Operation operation, CancellationToken cancellation)
    {
        if (operation.Command is not RegisterEntity { Entity: var entity }) return;
        db.RemoveRange(await db.DocumentLookups.Where(row => row.Entity == entity).ToListAsync(cancellation));
        if (await db.Identities.FindAsync([entity], cancellation) is { } identity) db.Remove(identity);
        if (await db.Credentials.FindAsync([entity], cancellation) is { } credential) db.Remove(credential);
    }

    /// <summary>The operation that the event decides, being the relay's word on it.</summary>
    public static (LedgerId Actor, Digest Request)? DecidedBy(LedgerEvent happened) => happened is OperationSkipped ? null : KeyOf(happened);

    static (LedgerId Actor, Digest Request)? KeyOf(LedgerEvent happened) => happened switch
    {
        OperationExecuted executed => (executed.Entity, executed.RequestId),
        OperationGivenUp givenUp => (givenUp.Entity, givenUp.RequestId),
        OperationSkipped skipped => (skipped.Entity, skipped.RequestId),
        _ => null,
    };
}
