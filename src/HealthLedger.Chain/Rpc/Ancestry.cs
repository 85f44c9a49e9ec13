namespace HealthLedger.Chain.Rpc;

/// <summary>What a node's chain is to the blocks that were taken in.</summary>
internal enum Ancestry
{
    /// <summary>It was not asked yet, or not since it answered again.</summary>
    Unknown,

    /// <summary>It has our last block, and perhaps more.</summary>
    True,

    /// <summary>Its head is one of our blocks: it has not got the later ones yet, or no longer.</summary>
    Behind,

    /// <summary>It has another block at a height that we hold.</summary>
    Forked,
}
