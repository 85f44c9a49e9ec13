namespace HealthLedger.Chain.Ethereum;

/// <summary>A type-0 transaction with EIP-155 replay protection: the one form that every supported node takes.</summary>
/// <param name="Nonce">The sender's running number.</param>
/// <param name="GasPrice">Wei a gas; 0 on free networks.</param>
/// <param name="GasLimit">The most gas it may use.</param>
/// <param name="To">The callee; null creates a contract.</param>
/// <param name="Value">Wei.</param>
/// <param name="Data">Call data, or the contract's creation code.</param>
internal sealed record LegacyTransaction(
    ulong Nonce, ulong GasPrice, ulong GasLimit, Address? To, UInt128 Value, ReadOnlyMemory<byte> Data)
{
    /// <summary>The signed bytes, read back: <see cref="SignedTransaction.Sender"/> is recovered from them, never assumed.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Chain id 0 or 1.</exception>
    public SignedTransaction Sign(PrivateKey key, ulong chainId)
    {
        var signature = key.Sign(SigningHash(chainId));
        return SignedTransaction.Parse(Fields()
            .Write((UInt128)chainId * 2 + 35 + (signature.YIsOdd ? 1u : 0u))
            .Write(signature.R)
            .Write(signature.S)
            .ToList());
    }

    internal Bytes32 SigningHash(ulong chainId)
    {
        // On chain id 1 EIP-155 gives v 37 or 38, which GoQuorum reads as a private transaction.
        ArgumentOutOfRangeException.ThrowIfLessThan(chainId, 2ul);
        return Keccak.Hash(Fields().Write(chainId).Write(UInt128.Zero).Write(UInt128.Zero).ToList());
    }

    RlpWriter Fields() => new RlpWriter().Write(Nonce).Write(GasPrice).Write(GasLimit).Write(To).Write(Value).Write(Data.Span);
}

/// <summary>A signed transaction as it is persisted and sent.</summary>
/// <param name="Raw">The very bytes.</param>
/// <param name="Hash">Their Keccak-256, by which nodes name it.</param>
/// <param name="Transaction">What the bytes say.</param>
/// <param name="ChainId">The one chain they are valid on.</param>
/// <param name="Sender">
/// Recovered from the bytes. A node takes a transaction with a flipped bit as a stranger's, so compare before persisting.
/// </param>
internal sealed record SignedTransaction(byte[] Raw, Bytes32 Hash, LegacyTransaction Transaction, ulong ChainId, Address Sender)
{
    /// <exception cref="FormatException">Not a canonical, replay-protected type-0 transaction with a valid low-s signature.</exception>
    public static SignedTransaction Parse(byte[] raw)
    {
        var outer = new RlpReader(raw);
        var fields = outer.ReadList();
        outer.End();

        var transaction = new LegacyTransaction(
            ReadUInt64(ref fields), ReadUInt64(ref fields), ReadUInt64(ref fields),
            ReadTo(ref fields), fields.ReadNumber(), fields.ReadBytes().ToArray());
        var v = fields.ReadNumber();
        if (v < 39 || (v - 35) / 2 > ulong.MaxValue) throw new FormatException("Not an EIP-155 signature of a chain above 1.");
        var chainId = (ulong)((v - 35) / 2);
        var signature = new Signature(fields.ReadWord(), fields.ReadWord(), YIsOdd: UInt128.IsEvenInteger(v));
        fields.End();

        var sender = signature.Recover(transaction.SigningHash(chainId)) ?? throw new FormatException("The signature is invalid.");
        return new SignedTransaction(raw, Keccak.Hash(raw), transaction, chainId, sender);
    }

    static ulong ReadUInt64(ref RlpReader fields)
    {
        var value = fields.ReadNumber();
        return value <= ulong.MaxValue ? (ulong)value : throw new FormatException("A number exceeds 64 bits.");
    }

    static Address? ReadTo(ref RlpReader fields)
    {
        var bytes = fields.ReadBytes();
        return bytes.Length switch
        {
            0 => null,
            Address.Length => new Address(bytes),
            _ => throw new FormatException("The callee is no address."),
        };
    }
}
