namespace HealthLedger.Chain.Ethereum;

/// <summary>
/// The curve: signing after RFC 6979 (the same message gives the same bytes), low s, recovery of the signer. By libsecp256k1 where the system
/// has it, which is several times as fast; else managed. Both give the same bytes.
/// </summary>
internal static class Secp256k1
{
    static ReadOnlySpan<byte> Order =>
    [
        0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xfe,
        0xba, 0xae, 0xdc, 0xe6, 0xaf, 0x48, 0xa0, 0x3b, 0xbf, 0xd2, 0x5e, 0x8c, 0xd0, 0x36, 0x41, 0x41,
    ];

    /// <summary>Whether 32 bytes are a private key: above zero and below the group's order.</summary>
    public static bool IsPrivateKey(ReadOnlySpan<byte> bytes) =>
        bytes.Length == 32 && bytes.SequenceCompareTo(Order) < 0 && bytes.IndexOfAnyExcept((byte)0) >= 0;

    public static Address AddressOf(ReadOnlySpan<byte> privateKey) =>
        NativeSecp256k1.IsAvailable ? NativeSecp256k1.AddressOf(privateKey) : ManagedSecp256k1.AddressOf(privateKey);

    public static Signature Sign(ReadOnlySpan<byte> privateKey, Bytes32 digest) =>
        NativeSecp256k1.IsAvailable ? NativeSecp256k1.Sign(privateKey, digest) : ManagedSecp256k1.Sign(privateKey, digest);

    public static Address? Recover(Bytes32 digest, Signature signature) =>
        NativeSecp256k1.IsAvailable ? NativeSecp256k1.Recover(digest, signature) : ManagedSecp256k1.Recover(digest, signature);
}
