using System.Text.Json.Nodes;
using HealthLedger.Core.Audit;
using HealthLedger.Core.Ledger;
using HealthLedger.Core.Regulation;
using HealthLedger.Core.Store;

namespace HealthLedger.Core.Operations;

/// <summary>Who asks: an active entity that signed in.</summary>
public sealed record Actor(LedgerId Entity, string Identifier, EntityClass Class)
{
    /// <summary>The person who acts for it, where the request says so.</summary>
    public OperatorBody? Operator { get; init; }
}

/// <summary>
/// One write request as the outbox knows it. With an Idempotency-Key the request id is HMAC(ledger secret, actor ‖ method ‖ path ‖ key), else
/// it is random; every id the request makes derives from it, so that a retry after anything names the same things.
/// </summary>
/// <param name="BodyHash">HMAC of the canonical body under the ledger secret.</param>
public sealed record RequestIdentity(Digest RequestId, string Method, string Path, string? IdempotencyKey, Digest BodyHash)
{
    /// <summary>What the ledger decided of this very request before a database was lost; null for a request that is new.</summary>
    public UnclaimedExecution? Execution { get; init; }

    /// <summary>
    /// Whether it was executed before and only comes back: it is built as it was then, and what judges the present no longer counts.
    /// </summary>
    public bool Returns => Execution is not null;

    /// <summary>The operation's own id.</summary>
    public LedgerId OperationId => new(RequestId.ToBytes());

    /// <summary>The id of the n-th thing of a kind that this request makes: HMAC-SHA256(request id, kind ‖ n), its first 16 bytes.</summary>
    public LedgerId Derive(string kind, int index = 0) => new(DeriveBytes(kind, index));

    /// <summary>Thirty-two bytes that belong to this request and this purpose alone.</summary>
    public byte[] DeriveBytes(string purpose, int index = 0) => System.Security.Cryptography.HMACSHA256.HashData(
        RequestId.ToBytes(), System.Text.Encoding.UTF8.GetBytes($"{purpose}\n{index}"));
}

/// <summary>Everything that one accepted request writes, in one transaction or not at all.</summary>
public sealed class OperationDraft
{
    /// <summary>A change of something that a patient has: answered with its id and the status that it then is in.</summary>
    public static OperationDraft OfChange(
        Actor actor, LedgerId patient, LedgerId resource, LedgerCommand command, RequestIdentity request, string status, IReadOnlyList<Payload> payloads,
        AccessEntry entry) => new()
        {
            Request = request,
            Actor = actor,
            Subject = patient,
            Command = command,
            Resource = resource.ToString(),
            Payloads = payloads,
            Access = entry,
            Answer = new JsonObject { ["id"] = resource.ToString(), ["status"] = status },
        };

    public required RequestIdentity Request { get; init; }
    public required Actor Actor { get; init; }

    /// <summary>The patient concerned, else the entity.</summary>
    public required LedgerId Subject { get; init; }
    public required LedgerCommand Command { get; init; }

    /// <summary>What the operation makes or changes, as the answer names it.</summary>
    public required string Resource { get; init; }

    /// <summary>The body of the answer, without "ledger" and without what only the chain decides; sealed under the subject's key.</summary>
    public required JsonObject Answer { get; init; }

    public IReadOnlyList<Payload> Payloads { get; init; } = [];
    public EntityKey? Key { get; init; }
    public SubjectKey? SubjectKey { get; init; }
    public Identity? Identity { get; init; }
    public Credential? Credential { get; init; }

    /// <summary>Keyed hashes of documents that may be registered once; one that exists refuses with entity-already-registered.</summary>
    public IReadOnlyList<Digest> Documents { get; init; } = [];

    /// <summary>The access this write is, to be put into the access log after it was accepted.</summary>
    public AccessEntry? Access { get; set; }

    /// <summary>What changes with it, in the transaction that takes it in, also where it only comes back; a refusal takes all of it back.</summary>
    public Func<LedgerDb, CancellationToken, Task>? Along { get; set; }
}
