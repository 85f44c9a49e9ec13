namespace HealthLedger.Core.Ledger;

/// <summary>A block the indexer has taken in. The last one is the cursor.</summary>
public sealed class IndexedBlock
{
    public long Number { get; set; }
    public Digest Hash { get; set; }
    public Digest ParentHash { get; set; }

    /// <summary>Unix seconds.</summary>
    public long Time { get; set; }
}

/// <summary>
/// A block of the embedded chain with what it takes to make it again to the same hash. A record of its own: what the node has not written
/// down stands here alone, so that it is never rebuilt.
/// </summary>
public sealed class JournalBlock
{
    public long Number { get; set; }
    public Digest Hash { get; set; }
    public Digest ParentHash { get; set; }

    /// <summary>Unix seconds.</summary>
    public long Time { get; set; }

    /// <summary>RLP as sent.</summary>
    public List<byte[]> RawTransactions { get; set; } = [];
}

/// <summary>Where a batch stands. Zero is nothing.</summary>
public enum BatchState
{
    None = 0,
    Pending = 1,
    Executed = 2,
    Reverted = 3,
}

/// <summary>One transaction of the relayer account: its very bytes, persisted before they are sent.</summary>
public sealed class Batch
{
    public long Nonce { get; set; }
    public Digest Hash { get; set; }
    public byte[] Raw { get; set; } = [];
    public long Gas { get; set; }
    public BatchState State { get; set; }

    /// <summary>UTC milliseconds.</summary>
    public long CreatedAt { get; set; }
    public long? Block { get; set; }
}

/// <summary>
/// What the relay contract decided of a request that this store does not know: it was restored from a backup, and whoever asked then will
/// ask again. Derived from the chain like the read model.
/// </summary>
public sealed class UnclaimedExecution
{
    public Digest RequestId { get; set; }
    public LedgerId Actor { get; set; }
    public Digest TransactionHash { get; set; }
    public long BlockNumber { get; set; }

    /// <summary>The block's time, UTC milliseconds.</summary>
    public long At { get; set; }

    /// <summary>The problem's code where it was refused or given up; null where it succeeded.</summary>
    public string? ProblemCode { get; set; }
    public string? ProblemDetail { get; set; }

    /// <summary>What it committed to on the ledger: by this the request that comes back is known to say what it said then.</summary>
    public List<Digest> Commitments { get; set; } = [];
}

/// <summary>One fact about this store: which ledger it belongs to, which migration of the read model it has.</summary>
public sealed class Fact
{
    public string Name { get; set; } = "";
    public string Value { get; set; } = "";
}
