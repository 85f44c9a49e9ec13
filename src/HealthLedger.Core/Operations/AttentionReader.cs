using System.Text.Json.Nodes;
using HealthLedger.Core.Audit;
using HealthLedger.Core.Consents;
using HealthLedger.Core.Ledger;
using HealthLedger.Core.Regulation;
using HealthLedger.Core.Store;
using Microsoft.EntityFrameworkCore;

namespace HealthLedger.Core.Operations;

/// <summary>Something that the gateway cannot settle by itself.</summary>
/// <param name="Kind">`operation-failed` or `entity-key-missing`.</param>
/// <param name="Entity">Who signs; the ledger's id of one whose identity is not here.</param>
public sealed record AttentionView(
    string Kind, DateTimeOffset At, string Entity, string? Class, string? Operation, string? OperationKind, string? Resource, string? Code,
    string Detail);

/// <summary>What a failed operation carried.</summary>
public sealed record CarriedView(
    string Operation, string OperationKind, string Entity, string Code, string Detail, IReadOnlyList<CarriedPayload> Payloads) : Confidential;

/// <summary>One content; null and not available where its key was destroyed.</summary>
public sealed record CarriedPayload(string Id, string Kind, int Version, JsonObject? Content, bool Available) : Confidential;

/// <summary>The operator's list: operations that will not reach the ledger, and entities that cannot sign here.</summary>
public sealed class AttentionReader(LedgerStore store, Vault.Vault vault, EntityDirectory directory, PatientAccess access)
{
    /// <summary>What nobody's repetition cures.</summary>
    static readonly string?[] codes = [Problems.NeedsOperator.Code, Problems.LostInFork.Code, Problems.ExecutedAfterRefusal.Code];

    /// <summary>In the list's order every operation stands before every entity.</summary>
    const long Operations = 1L << 62;

    const string KeyMissing =
        "This gateway holds no key for the address that speaks for the entity: the key was lost with a database, or the entity keeps it itself, "
        + "which the gateway cannot know.";

    /// <summary>Failed operations, then entities without a key here; each newest first.</summary>
    public async Task<Page<AttentionView>> ListAsync(PageRequest page, CancellationToken cancellation)
    {
        await using var db = store.OpenRead();
        var operations = await Failed(db).Where(row => row.Sequence < page.Before - Operations)
            .OrderByDescending(row => row.Sequence).Take(page.Take).ToListAsync(cancellation);
        var entities = await db.Entities.Where(row => row.KeyMissing && row.Position < page.Before)
            .OrderByDescending(row => row.Position).Take(page.Take - operations.Count).ToListAsync(cancellation);
        IReadOnlyList<(long Position, Func<Task<AttentionView>> View)> rows =
        [
            .. operations.Select(row => (Operations + row.Sequence, (Func<Task<AttentionView>>)(() => ViewAsync(row, cancellation)))),
            .. entities.Select(row => (row.Position, (Func<Task<AttentionView>>)(() => ViewAsync(row, cancellation)))),
        ];
        return await Page.OfAsync(rows, page.Limit, row => row.Position, row => row.View());
    }

    /// <summary>What a failed operation carried, for a regulator who says why; it is on its subject's access log before this returns.</summary>
    /// <exception cref="RefusedException">404: no operation of the list; reason-required.</exception>
    public async Task<CarriedView> ReadAsync(Actor regulator, LedgerId operation, string? reason, CancellationToken cancellation)
    {
        await using var db = store.OpenRead();
        var row = await Failed(db).SingleOrDefaultAsync(row => row.Id == operation, cancellation) ?? throw Problems.NotFound.With().AsException();
        await access.RequireAsync(regulator, row.Subject, Scopes.RecordsRead, operation, "operation.read", reason, cancellation);
        var payloads = new List<CarriedPayload>();
        var carried = db.Payloads.Where(payload => payload.RequestId == row.RequestId).OrderBy(payload => payload.Id);
        foreach (var payload in await carried.ToListAsync(cancellation))
        {
            var content = await vault.SubjectAsync(payload.Subject, cancellation) is { } subject ? subject.OpenPayload(payload) : null;
            payloads.Add(new CarriedPayload(payload.Id.ToString(), payload.Kind, payload.Version, content, content is not null));
        }
        return new CarriedView(
            operation.ToString(), OperationReader.KindOf(row.Command), await directory.IdentifierOfAsync(row.Actor, cancellation), row.ProblemCode!,
            row.ProblemDetail ?? "", payloads);
    }

    // Only what failed has a code.
    static IQueryable<Operation> Failed(LedgerDb db) => db.Operations.Where(row => codes.Contains(row.ProblemCode));

    async Task<AttentionView> ViewAsync(Operation row, CancellationToken cancellation) => new(
        "operation-failed", DateTimeOffset.FromUnixTimeMilliseconds(row.DecidedAt ?? row.AcceptedAt),
        await directory.IdentifierOfAsync(row.Actor, cancellation), null, row.Id.ToString(), OperationReader.KindOf(row.Command),
        row.Resource, row.ProblemCode, row.ProblemDetail ?? "");

    async Task<AttentionView> ViewAsync(Entity row, CancellationToken cancellation) => new(
        "entity-key-missing", DateTimeOffset.FromUnixTimeMilliseconds(row.RegisteredAt), await directory.IdentifierOfAsync(row.Id, cancellation),
        row.Class.NameOf(), null, null, null, null, KeyMissing);
}
