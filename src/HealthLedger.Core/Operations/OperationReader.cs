using System.Linq.Expressions;
using HealthLedger.Core.Audit;
using HealthLedger.Core.Ledger;
using HealthLedger.Core.Regulation;
using HealthLedger.Core.Store;
using Microsoft.EntityFrameworkCore;

namespace HealthLedger.Core.Operations;

/// <summary>One step an operation took.</summary>
public sealed record OperationStep(string State, DateTimeOffset At);

/// <summary>Why an operation failed.</summary>
public sealed record OperationProblem(string Code, int Status, string Title, string? Detail);

/// <summary>An operation as its actor and regulators see it.</summary>
public sealed record OperationView(
    string Id, string State, string Kind, string Entity, string Resource, OperationProblem? Problem, IReadOnlyList<OperationStep> History,
    string? Waiting, string? TransactionHash, long? BlockNumber);

/// <summary>Reads operations.</summary>
public sealed class OperationReader(LedgerStore store, EntityDirectory directory, PatientAccess access, ILedgerNetwork network)
{
    /// <exception cref="RefusedException">404: absent, or another's.</exception>
    public async Task<OperationView> GetAsync(Actor actor, LedgerId id, CancellationToken cancellation)
    {
        await using var db = store.OpenRead();
        var operation = await db.Operations.FirstOrDefaultAsync(row => row.Id == id, cancellation) ?? throw Problems.NotFound.With().AsException();
        // A patient's consent may have been approved at the terminal of whoever asked for it.
        var asked = await db.ConsentRequests.AnyAsync(row => row.GrantedBy == id && row.Grantee == actor.Entity, cancellation);
        return operation.Actor == actor.Entity || asked || actor.Class == EntityClass.Regulator
            ? await ViewAsync(operation, cancellation)
            : throw await access.RefuseAsync(actor, operation.Subject, id, "operation.read", cancellation);
    }

    /// <summary>Newest first; all of them, or those of one entity.</summary>
    public async Task<Page<OperationView>> ListAsync(LedgerId? entity, PageRequest page, CancellationToken cancellation)
    {
        await using var db = store.OpenRead();
        var rows = entity is { } one
            ? Page.Merge(
                page.Take, row => row.Sequence, await NewestAsync(row => row.Actor == one), await NewestAsync(row => row.Subject == one && row.Actor != one))
            : await NewestAsync(_ => true);
        return await Page.OfAsync(rows, page.Limit, row => row.Sequence, row => ViewAsync(row, cancellation));

        Task<List<Operation>> NewestAsync(Expression<Func<Operation, bool>> wanted) => db.Operations
            .Where(wanted).Where(row => row.Sequence < page.Before).OrderByDescending(row => row.Sequence).Take(page.Take).ToListAsync(cancellation);
    }

    /// <summary>`dispense`, `addConsultation`.</summary>
    internal static string KindOf(LedgerCommand command)
    {
        var name = command.GetType().Name;
        return char.ToLowerInvariant(name[0]) + name[1..];
    }

    async Task<OperationView> ViewAsync(Operation operation, CancellationToken cancellation)
    {
        var history = new List<OperationStep> { new("accepted", At(operation.AcceptedAt)) };
        if (operation.SentAt is { } sent) history.Add(new OperationStep("sent", At(sent)));
        if (operation.DecidedAt is { } decided) history.Add(new OperationStep(operation.State.ToString().ToLowerInvariant(), At(decided)));
        var problem = operation.ProblemCode is { } code ? Problems.Of(code) : null;
        return new OperationView(
            operation.Id.ToString(), operation.State.ToString().ToLowerInvariant(), KindOf(operation.Command),
            await directory.IdentifierOfAsync(operation.Actor, cancellation), operation.Resource,
            problem is null ? null : new OperationProblem(problem.Code, problem.Status, problem.Title, operation.ProblemDetail), history,
            operation.IsDecided ? null : Waiting(operation), operation.TransactionHash?.ToString(), operation.BlockNumber);
    }

    string Waiting(Operation operation) =>
        network.Health is { Explanation: { Length: > 0 } explanation } ? explanation
        : operation.UndoneAt is not null ? "A fork took back the block that had confirmed it; it is being brought back."
        : operation.State == OperationState.Sent ? "Sent; waiting for the block that decides it."
        : "Waiting for its turn in a batch.";

    static DateTimeOffset At(long milliseconds) => DateTimeOffset.FromUnixTimeMilliseconds(milliseconds);
}
