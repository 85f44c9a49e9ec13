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

    /// <summary>The words of <see cref="OperationView.Kind"/>.</summary>
    public static IReadOnlyList<string> Kinds { get; } =
        [.. typeof(LedgerCommand).Assembly.GetTypes().Where(type => type.IsSubclassOf(typeof(LedgerCommand))).Select(KindOf).Order(StringComparer.Ordinal)];

    /// <summary>The words of <see cref="OperationView.State"/>.</summary>
    public static IReadOnlyList<string> States { get; } = [.. Enum.GetValues<OperationState>()[1..].Select(WordOf)];

    /// <summary>None for a word that is no state.</summary>
    public static OperationState StateOf(string word) => Enum.GetValues<OperationState>()[1..].FirstOrDefault(state => WordOf(state) == word);

    /// <summary>`dispense`, `addConsultation`.</summary>
    internal static string KindOf(LedgerCommand command) => KindOf(command.GetType());

    internal async Task<OperationView> ViewAsync(Operation operation, CancellationToken cancellation)
    {
        var history = new List<OperationStep> { new("accepted", At(operation.AcceptedAt)) };
        if (operation.SentAt is { } sent) history.Add(new OperationStep("sent", At(sent)));
        if (operation.DecidedAt is { } decided) history.Add(new OperationStep(WordOf(operation.State), At(decided)));
        var problem = operation.ProblemCode is { } code ? Problems.Of(code) : null;
        return new OperationView(
            operation.Id.ToString(), WordOf(operation.State), KindOf(operation.Command),
            await directory.IdentifierOfAsync(operation.Actor, cancellation), operation.Resource,
            problem is null ? null : new OperationProblem(problem.Code, problem.Status, problem.Title, operation.ProblemDetail), history,
            operation.IsDecided ? null : Waiting(operation), operation.TransactionHash?.ToString(), operation.BlockNumber);
    }

    string Waiting(Operation operation) =>
        network.Health is { Explanation: { Length: > 0 } explanation } ? explanation
        : operation.UndoneAt is not null ? "A fork took back the block that had confirmed it; it is being brought back."
        : operation.State == OperationState.Sent ? "Sent; waiting for the block that decides it."
        : "Waiting for its turn in a batch.";

    static string KindOf(Type command) => char.ToLowerInvariant(command.Name[0]) + command.Name[1..];

    static string WordOf(OperationState state) => state.ToString().ToLowerInvariant();

    static DateTimeOffset At(long milliseconds) => DateTimeOffset.FromUnixTimeMilliseconds(milliseconds);
}
