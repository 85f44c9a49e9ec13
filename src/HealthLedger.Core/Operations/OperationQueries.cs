using HealthLedger.Core.Ledger;
using HealthLedger.Core.Store;
using Microsoft.EntityFrameworkCore;

namespace HealthLedger.Core.Operations;

/// <summary>What every write asks of the outbox, compiled once. None of them tracks what it finds.</summary>
static class OperationQueries
{
    public static readonly Func<LedgerDb, Digest, Task<Operation?>> OfRequest = EF.CompileAsyncQuery(
        (LedgerDb db, Digest request) => db.Operations.AsNoTracking().SingleOrDefault(row => row.RequestId == request));

    public static readonly Func<LedgerDb, LedgerId, Task<Operation?>> WithId = EF.CompileAsyncQuery(
        (LedgerDb db, LedgerId id) => db.Operations.AsNoTracking().SingleOrDefault(row => row.Id == id));

    public static readonly Func<LedgerDb, Digest, Task<UnclaimedExecution?>> ExecutionOf = EF.CompileAsyncQuery(
        (LedgerDb db, Digest request) => db.UnclaimedExecutions.AsNoTracking().FirstOrDefault(row => row.RequestId == request));

    /// <summary>Whether nothing came of the operation; what was told as failed, and executed all the same when the chain went another way, did come to something.</summary>
    public static Task<bool> CameToNothingAsync(LedgerDb db, LedgerId operation, CancellationToken cancellation) => db.Operations.AnyAsync(
        row => row.Id == operation && row.State == OperationState.Failed && row.ProblemCode != Problems.ExecutedAfterRefusal.Code, cancellation);

    /// <summary>What was accepted about the subject and the ledger has not decided yet.</summary>
    public static Task<List<LedgerCommand>> UndecidedAsync(LedgerDb db, LedgerId subject, CancellationToken cancellation) => db.Operations
        .Where(row => row.Subject == subject && (row.State == OperationState.Accepted || row.State == OperationState.Sent))
        .Select(row => row.Command)
        .ToListAsync(cancellation);

    /// <summary>Whether something on the subject that a fork took back is undecided still.</summary>
    public static readonly Func<LedgerDb, LedgerId, Task<bool>> IsBeingRestored = EF.CompileAsyncQuery(
        (LedgerDb db, LedgerId subject) => db.Operations.Any(row => row.UndoneAt != null && row.Subject == subject));
}
