namespace HealthLedger.Core.Ledger;

/// <summary>
/// Where on the chain a row of the read model comes from. Owned by its row, whose own Position (block number × 2^20 + log index: it grows with
/// the chain and is unique per log) is what every list is ordered by.
/// </summary>
public sealed class Standing
{
    public long Block { get; set; }
    public Digest Transaction { get; set; }

    /// <summary>The block's time, UTC milliseconds.</summary>
    public long At { get; set; }

    public static Standing Of(LedgerBlock block, LedgerLog log) => new()
    {
        Block = block.Number,
        Transaction = log.TransactionHash,
        At = block.Time * 1000,
    };
}
