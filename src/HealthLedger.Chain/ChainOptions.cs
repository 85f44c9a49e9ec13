namespace HealthLedger.Chain;

/// <summary>Which chain the gateway works on, and where it keeps what belongs to it.</summary>
public sealed record ChainOptions
{
    /// <summary>Holds the embedded chain's state.</summary>
    public required string DataDirectory { get; init; }

    /// <summary>Holds the relayer's key, next to the master key.</summary>
    public required string KeysDirectory { get; init; }

    /// <summary>Nodes of a network of one's own, in the order of preference; none: a node of our own is started and kept.</summary>
    public IReadOnlyList<Uri> Endpoints { get; init; } = [];

    /// <summary>The OperationRelay's address on a network of one's own; it leads to the other contracts.</summary>
    public string? ContractAddress { get; init; }

    /// <summary>The embedded chain's seconds a block; 0: a block at once.</summary>
    public int BlockTime { get; init; }

    /// <summary>How much gas may be pending for each second of block period; null: as the client's kind allows.</summary>
    public long? GasPerSecond { get; init; }

    /// <summary>How long a network's nodes may contradict what was taken in before they are believed; a power cut's fork lasts about 10 s.</summary>
    public TimeSpan BelieveForkAfter { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>
    /// How long nothing is told as confirmed after a start, and after all endpoints were gone, on a network whose nodes keep only recent state:
    /// there a power cut's fork cannot be told from the chain.
    /// </summary>
    public TimeSpan SettleFor { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>WebSocket addresses of the network, asked for new heads to wake the indexer early; what they say is not believed.</summary>
    public IReadOnlyList<Uri> Heads { get; init; } = [];

    /// <summary>Whether the chain is the embedded one.</summary>
    public bool Embedded => Endpoints.Count == 0;
}
