namespace HealthLedger.Core.Ledger;

/// <summary>Where on the chain a row of the read model comes from. Owned by its row; every list is ordered by <see cref="Position"/>.</summary>
public sealed class Standing
{
    /// <summary>Block number × 2^20 + log index: grows with the chain, unique per log.</summary>
    public long Position { get; set; }
    public long Block { get; set; }
    public Digest Transaction { get; set; }

    /// <summary>The block's time, UTC milliseconds.</summary>
    public long At { get; set; }

    public static Standing Of(LedgerBlock block, LedgerLog log) => new()
    {
        Position = (block.Number << 20) + log.LogIndex,
        Block = block.Number,
        Transaction = log.TransactionHash,
        At = block.Time * 1000,
    };
}
