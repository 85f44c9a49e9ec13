namespace HealthLedger.Chain.Ethereum;

/// <summary>An ECDSA signature over secp256k1 whose signer can be recovered.</summary>
/// <param name="R">The x coordinate of the nonce's point.</param>
/// <param name="S">Always in the lower half of the group's order: the other half is the same signature in another dress.</param>
/// <param name="YIsOdd">Parity of that point's y coordinate (the recovery id).</param>
internal readonly record struct Signature(Bytes32 R, Bytes32 S, bool YIsOdd)
{
    public const int Length = 65;

    /// <summary>r ‖ s ‖ v with v 27 or 28, as contracts check it.</summary>
    public byte[] ToArray()
    {
        var bytes = new byte[Length];
        R.CopyTo(bytes);
        S.CopyTo(bytes.AsSpan(Bytes32.Length));
        bytes[^1] = (byte)(YIsOdd ? 28 : 27);
        return bytes;
    }

    /// <exception cref="FormatException">Not 65 bytes, or v is neither 27 nor 28. Whether r and s are valid, recovery tells.</exception>
    public static Signature Parse(ReadOnlySpan<byte> bytes) =>
        bytes.Length == Length && bytes[^1] is 27 or 28
            ? new Signature(new Bytes32(bytes[..32]), new Bytes32(bytes[32..64]), bytes[^1] == 28)
            : throw new FormatException("A signature is r ‖ s ‖ v, v 27 or 28.");

    /// <summary>The address that signed this digest, null where r or s is out of range, s is high or no such point exists.</summary>
    public Address? Recover(Bytes32 digest) => Secp256k1.Recover(digest, this);
}
