using HealthLedger.Core.Ledger;

namespace HealthLedger.Core.Operations;

/// <summary>Where an operation stands. Zero is nothing: an operation exists from its acceptance on.</summary>
public enum OperationState
{
    None = 0,
    Accepted = 1,
    Sent = 2,
    Confirmed = 3,
    Failed = 4,
}

/// <summary>
/// One write, from acceptance to decision: a row of the outbox, and a record of its own that is never rebuilt. Times are UTC milliseconds.
/// </summary>
public sealed class Operation
{
    /// <summary>The order of acceptance.</summary>
    public long Sequence { get; set; }
    public LedgerId Id { get; set; }

    /// <summary>What the relay contract executes at most once, keyed by (actor, request id).</summary>
    public Digest RequestId { get; set; }

    /// <summary>The entity that signs.</summary>
    public LedgerId Actor { get; set; }

    /// <summary>The patient concerned, else the entity: operations on one subject reach the chain in the order of acceptance.</summary>
    public LedgerId Subject { get; set; }
    public required LedgerCommand Command { get; set; }

    /// <summary>The id of what the operation makes or changes, as the answer names it.</summary>
    public string Resource { get; set; } = "";

    public string Method { get; set; } = "";
    public string Path { get; set; } = "";
    public string? IdempotencyKey { get; set; }

    /// <summary>HMAC of the canonical body under the ledger secret.</summary>
    public Digest BodyHash { get; set; }

    /// <summary>The answer's body as accepted, sealed under the subject's key.</summary>
    public byte[] SealedAnswer { get; set; } = [];

    public OperationState State { get; set; }

    /// <summary>The problem's code, once failed.</summary>
    public string? ProblemCode { get; set; }
    public string? ProblemDetail { get; set; }

    /// <summary>The relayer nonce of the batch that carries it now; null while it waits.</summary>
    public long? Nonce { get; set; }
    public Digest? TransactionHash { get; set; }
    public long? BlockNumber { get; set; }

    /// <summary>How often the relay contract passed it over for want of gas.</summary>
    public int OutOfGas { get; set; }

    public long AcceptedAt { get; set; }
    public long? SentAt { get; set; }
    public long? DecidedAt { get; set; }

    /// <summary>When a fork took back the block that had confirmed it; null for one that never was, or is confirmed again.</summary>
    public long? UndoneAt { get; set; }

    /// <summary>It failed, but the chain could still execute it: until an empty call has spent its id.</summary>
    public bool IdOpen { get; set; }

    public bool IsDecided => State is OperationState.Confirmed or OperationState.Failed;
}
