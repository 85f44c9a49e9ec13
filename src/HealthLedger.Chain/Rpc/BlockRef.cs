using HealthLedger.Chain.Ethereum;

namespace HealthLedger.Chain.Rpc;

/// <summary>
/// Which block a question is about. There is neither "finalized" nor "safe": Besu answers an error to them on QBFT, GoQuorum cannot
/// parse them.
/// </summary>
internal readonly record struct BlockRef
{
    public static readonly BlockRef Latest = new("latest");
    public static readonly BlockRef Pending = new("pending");

    readonly string text;

    BlockRef(string text, ulong? number = null, Bytes32? hash = null) => (this.text, Number, Hash) = (text, number, hash);

    public static BlockRef At(ulong number) => new(Hex.Quantity(number), number: number);

    public static BlockRef Of(Bytes32 hash) => new(hash.ToString(), hash: hash);

    /// <summary>Set where the block is named by height.</summary>
    public ulong? Number { get; }

    /// <summary>Set where the block is named by hash.</summary>
    public Bytes32? Hash { get; }

    public override string ToString() => text ?? "latest";

    /// <summary>As the last parameter of a question about state (EIP-1898).</summary>
    public object Parameter => Hash is null ? ToString() : new { blockHash = text };
}
