using System.Buffers.Binary;

namespace HealthLedger.Chain.Ethereum;

/// <summary>How contracts name functions, errors and events: by the hash of a signature such as "revoke(bytes32,bytes32)".</summary>
internal static class Abi
{
    public const int SelectorLength = 4;

    /// <summary>The first four bytes of a function's or custom error's hash, as a big-endian number.</summary>
    public static uint Selector(string signature)
    {
        Span<byte> hash = stackalloc byte[Bytes32.Length];
        Keccak.HashText(signature).CopyTo(hash);
        return BinaryPrimitives.ReadUInt32BigEndian(hash);
    }

    /// <summary>The selector that a call or a revert's data begins with; null where there are fewer than four bytes.</summary>
    public static uint? SelectorOf(ReadOnlySpan<byte> data) =>
        data.Length < SelectorLength ? null : BinaryPrimitives.ReadUInt32BigEndian(data);

    /// <summary>The first topic of an event's logs.</summary>
    public static Bytes32 Topic(string signature) => Keccak.HashText(signature);
}
