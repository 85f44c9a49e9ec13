namespace HealthLedger.Chain.Ethereum;

/// <summary>
/// Where a signed message is valid: one application and version, one chain, one contract. What is signed is
/// keccak256(0x19 ‖ 0x01 ‖ separator ‖ struct hash).
/// </summary>
internal sealed class Eip712Domain
{
    static readonly Bytes32 Type = Keccak.HashText(
        "EIP712Domain(string name,string version,uint256 chainId,address verifyingContract)");

    public Eip712Domain(string name, string version, ulong chainId, Address verifyingContract) =>
        Separator = Keccak.Hash(AbiWriter.Arguments(5)
            .Write(Type)
            .Write(Keccak.HashText(name))
            .Write(Keccak.HashText(version))
            .Write(chainId)
            .Write(verifyingContract)
            .ToArray());

    /// <summary>The ledgers' own domain: "HealthLedger", version "1".</summary>
    public static Eip712Domain HealthLedger(ulong chainId, Address verifyingContract) =>
        new("HealthLedger", "1", chainId, verifyingContract);

    public Bytes32 Separator { get; }

    /// <summary>The 32 bytes that are signed for a message with this struct hash.</summary>
    public Bytes32 Digest(Bytes32 structHash)
    {
        Span<byte> message = stackalloc byte[2 + 2 * Bytes32.Length];
        message[0] = 0x19;
        message[1] = 0x01;
        Separator.CopyTo(message[2..]);
        structHash.CopyTo(message[34..]);
        return Keccak.Hash(message);
    }
}
