using System.Data.Common;
using System.Text.Json.Nodes;
using HealthLedger.Core.Audit;
using HealthLedger.Core.Ledger;
using HealthLedger.Core.Replicas;
using HealthLedger.Core.Store;
using HealthLedger.Core.Vault;
using Microsoft.EntityFrameworkCore;

namespace HealthLedger.Core.Operations;

/// <summary>Takes operations in, finds them again, and waits with whoever asked until the chain has decided.</summary>
public sealed class OperationDesk(
    LedgerStore store, Vault.Vault vault, AccessLog log, ILedgerNetwork network, LedgerSignals signals, CoreOptions options, TimeProvider time)
{
    // Decisions ring, those of another replica by its notice; this is for a notice that is lost.
    static readonly TimeSpan glance = TimeSpan.FromSeconds(5);

    readonly KeyedLocks<Digest> requests = new();
    readonly DecisionBoard decisions = new();
    readonly OutboxGauge outbox = new(options.OutboxBound, time);

    /// <summary>Waits until no other request with this id is being taken in; dispose the result to let the next one pass.</summary>
    public Task<IDisposable> EnterAsync(Digest requestId, CancellationToken cancellation) => requests.EnterAsync(requestId, cancellation);

    /// <summary>The operation that this request made earlier; null where it made none.</summary>
    public async Task<Operation?> FindAsync(Digest requestId, CancellationToken cancellation) => (await RecallAsync(requestId, cancellation)).Operation;

    /// <summary>
    /// The operation that this request made earlier, or what the ledger decided of it although the store does not know it; neither for a request
    /// that is new.
    /// </summary>
    public async Task<(Operation? Operation, UnclaimedExecution? Execution)> RecallAsync(Digest requestId, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        await using var db = store.OpenRead();
        return await OperationQueries.OfRequest(db, requestId) is { } operation ? (operation, null) : (null, await OperationQueries.ExecutionOf(db, requestId));
    }

    /// <summary>
    /// Writes all that the request is, in one transaction, and answers when it is on the disk. A request that was taken in before is answered
    /// with the operation it made then; one that the ledger executed before a database was lost is decided at once.
    /// </summary>
    /// <exception cref="RefusedException">entity-already-registered; ledger-unavailable; idempotency-key-reused.</exception>
    public async Task<Operation> AcceptAsync(OperationDraft draft, CancellationToken cancellation)
    {
        var operation = await DescribeAsync(draft, cancellation);
        var accepted = await WriteAsync(
            operation, draft,
            async (db, token) =>
            {
                if (await OperationQueries.OfRequest(db, operation.RequestId) is { } earlier) return earlier;
                await RequireRoomAsync(db, draft, token);
                if (draft.Request.Returns)
                {
                    await Claiming.ClaimAsync(db, operation, draft, token);
                }
                else
                {
                    await RequireRestoredAsync(db, draft.Subject);
                    await RequireUnregisteredAsync(db, draft, token);
                }
                if (draft.Along is { } along) await along(db, token);
                await InsertAsync(db, operation, draft, token);
                Boundaries.Passed(Boundary.Accepting);
                return operation;
            },
            cancellation);
        if (accepted != operation) return accepted.BodyHash == operation.BodyHash ? accepted : throw Problems.IdempotencyKeyReused.With().AsException();
        Boundaries.Passed(Boundary.Accepted);
        if (!operation.IsDecided) signals.Accepted();
        if (draft.Access is not null) log.Nudge();
        return accepted;
    }

    // Two requests that would make the same row, as two rotations of one key, or one request on two replicas: the later one finds what the first made.
    async Task<Operation> WriteAsync(
        Operation operation, OperationDraft draft, Func<LedgerDb, CancellationToken, Task<Operation>> work, CancellationToken cancellation)
    {
        try
        {
            return await store.WriteAsync(work, cancellation);
        }
        catch (Exception failure) when (failure is RefusedException || (failure is DbUpdateException or DbException && StoreFaults.Of(failure) is null))
        {
            if (await FindAsync(operation.RequestId, cancellation) is { } earlier) return earlier;
            if (failure is RefusedException) throw;
            await using var db = store.OpenRead();
            await RequireUnregisteredAsync(db, draft, cancellation);
            throw Problems.LedgerConflict.With("Something else about this was accepted at the same moment: try again.").AsException();
        }
    }

    /// <summary>The operation once it is decided, or as it was when it was last looked at and the time is over.</summary>
    /// <param name="accepted">As it was accepted or found a moment ago: it is not read again before there is news of it.</param>
    /// <param name="atMost">How long.</param>
    /// <param name="cancellation">Ends the wait.</param>
    /// <exception cref="RefusedException">not-found: no such operation.</exception>
    public async Task<Operation> WaitAsync(Operation accepted, TimeSpan atMost, CancellationToken cancellation)
    {
        var (begun, operation) = (time.GetTimestamp(), accepted);
        using var listener = decisions.Listen(operation.Id);
        while (true)
        {
            var left = atMost - time.GetElapsedTime(begun);
            if (operation.IsDecided || left <= TimeSpan.Zero) return operation;
            // Once it has rung the store has the decision; should it not (it was taken back), looking again at leisure is enough.
            var rung = listener.Rung.IsCompleted && operation != accepted ? Task.Delay(left, time, cancellation) : listener.Rung;
            await rung.WaitAsync(left < glance ? left : glance, time, cancellation).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            cancellation.ThrowIfCancellationRequested();
            operation = await ReadAsync(operation.Id, cancellation);
        }
    }

    /// <summary>Called after the commit that decided these operations.</summary>
    public void Decided(IEnumerable<LedgerId> operations) => decisions.Ring(operations);

    /// <summary>Gives an operation to the operator: the ledger will never execute it as it is.</summary>
    public async Task FailAsync(LedgerId operationId, Refusal refusal, CancellationToken cancellation)
    {
        await store.LeadAsync(
            async (db, token) =>
            {
                var operation = await db.Operations.SingleAsync(row => row.Id == operationId, token);
                if (!operation.IsDecided) await OperationProjection.FailAsync(db, operation, refusal, time.GetUtcNow().ToUnixTimeMilliseconds(), token);
                await db.TellDecidedAsync([operationId], token);
            },
            cancellation);
        decisions.Ring([operationId]);
    }

    /// <summary>The body of the operation's answer, as it was accepted.</summary>
    /// <exception cref="RefusedException">not-found: the subject's key was destroyed.</exception>
    public async Task<JsonObject> AnswerAsync(Operation operation, CancellationToken cancellation)
    {
        var subject = await vault.SubjectAsync(operation.Subject, cancellation) ?? throw Problems.NotFound.With().AsException();
        return CanonicalJson.Parse(subject.Open(operation.SealedAnswer, AnswerContext(operation.Id)))!.AsObject();
    }

    async Task<Operation> DescribeAsync(OperationDraft draft, CancellationToken cancellation)
    {
        var id = draft.Request.OperationId;
        var subject = draft.SubjectKey is { } row ? vault.Open(row) : await vault.SubjectAsync(draft.Subject, cancellation);
        if (draft.Access is { } access)
        {
            // One access a request: a log that a lost database did not take with it holds it already.
            access.Id = draft.Request.Derive("access");
            access.SealOperator(draft.Actor, subject);
        }
        return new Operation
        {
            Id = id,
            RequestId = draft.Request.RequestId,
            Actor = draft.Actor.Entity,
            Subject = draft.Subject,
            Command = draft.Command,
            Resource = draft.Resource,
            Method = draft.Request.Method,
            Path = draft.Request.Path,
            IdempotencyKey = draft.Request.IdempotencyKey,
            BodyHash = draft.Request.BodyHash,
            SealedAnswer = (subject ?? throw Problems.NotFound.With().AsException()).Seal(CanonicalJson.Of(draft.Answer), AnswerContext(id)),
            State = OperationState.Accepted,
            AcceptedAt = time.GetUtcNow().ToUnixTimeMilliseconds(),
        };
    }

    async Task RequireRoomAsync(LedgerDb db, OperationDraft draft, CancellationToken cancellation)
    {
        var health = network.Health;
        if (draft.Request.Returns ? !health.Ready : !health.Accepting) throw Problems.LedgerUnavailable.With(health.Explanation).AsException();
        // What comes back needs none.
        if (draft.Request.Returns) return;
        if (!await outbox.HasRoomAsync(db, cancellation))
            throw Problems.LedgerUnavailable.With("More operations wait for the chain than may: try again later.").AsException();
    }

    // What a fork took back comes first: new work could stand in its way.
    static async Task RequireRestoredAsync(LedgerDb db, LedgerId subject)
    {
        if (await OperationQueries.IsBeingRestored(db, subject))
            throw Problems.LedgerUnavailable.With("What a fork of the chain took back about this is being restored: try again later.").AsException();
    }

    static async Task RequireUnregisteredAsync(LedgerDb db, OperationDraft draft, CancellationToken cancellation)
    {
        foreach (var document in draft.Documents)
            if (await db.DocumentLookups.AnyAsync(row => row.Hash == document, cancellation))
                throw Problems.EntityAlreadyRegistered.With().AsException();
    }

    static async Task InsertAsync(LedgerDb db, Operation operation, OperationDraft draft, CancellationToken cancellation)
    {
        await db.InsertAsync(operation, cancellation);
        foreach (var payload in draft.Payloads) await db.InsertAsync(payload, cancellation);
        if (draft.Access is { } access) await db.InsertAsync(access, cancellation);
        if (draft.SubjectKey is { } subject) db.Add(subject);
        // It came back refused: nobody was registered by it.
        if (operation.State == OperationState.Failed) return;
        db.AddRange(draft.Documents.Distinct().Select(hash => new Regulation.DocumentLookup { Hash = hash, Entity = draft.Subject }));
        foreach (var row in new object?[] { draft.Key, draft.Identity, draft.Credential })
            if (row is not null) db.Add(row);
    }

    async Task<Operation> ReadAsync(LedgerId id, CancellationToken cancellation)
    {
        await using var db = store.OpenRead();
        return await OperationQueries.WithId(db, id) ?? throw Problems.NotFound.With().AsException();
    }

    static string AnswerContext(LedgerId operation) => $"answer {operation}";
}
