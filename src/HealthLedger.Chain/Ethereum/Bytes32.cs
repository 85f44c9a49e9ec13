using System.Buffers.Binary;

namespace HealthLedger.Chain.Ethereum;

/// <summary>
/// One EVM word as a value: a hash, an id, a topic. Compares and hashes without touching the heap, so it serves as a key.
/// Text form: "0x" and 64 lower-case digits.
/// </summary>
internal readonly record struct Bytes32
{
    public const int Length = 32;

    readonly ulong first, second, third, fourth;

    /// <exception cref="ArgumentException">Not 32 bytes.</exception>
    public Bytes32(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length != Length) throw new ArgumentException("A word has 32 bytes.", nameof(bytes));
        first = BinaryPrimitives.ReadUInt64BigEndian(bytes);
        second = BinaryPrimitives.ReadUInt64BigEndian(bytes[8..]);
        third = BinaryPrimitives.ReadUInt64BigEndian(bytes[16..]);
        fourth = BinaryPrimitives.ReadUInt64BigEndian(bytes[24..]);
    }

    public void CopyTo(Span<byte> destination)
    {
        BinaryPrimitives.WriteUInt64BigEndian(destination, first);
        BinaryPrimitives.WriteUInt64BigEndian(destination[8..], second);
        BinaryPrimitives.WriteUInt64BigEndian(destination[16..], third);
        BinaryPrimitives.WriteUInt64BigEndian(destination[24..], fourth);
    }

    public byte[] ToArray()
    {
        var bytes = new byte[Length];
        CopyTo(bytes);
        return bytes;
    }

    /// <exception cref="FormatException">Not "0x" and 64 digits.</exception>
    public static Bytes32 Parse(ReadOnlySpan<char> text) =>
        TryParse(text, out var word) ? word : throw new FormatException("A word is 0x and 64 hexadecimal digits.");

    public static bool TryParse(ReadOnlySpan<char> text, out Bytes32 word)
    {
        Span<byte> bytes = stackalloc byte[Length];
        var parsed = Hex.TryDecode(text, bytes);
        word = parsed ? new Bytes32(bytes) : default;
        return parsed;
    }

    public override string ToString()
    {
        Span<byte> bytes = stackalloc byte[Length];
        CopyTo(bytes);
        return Hex.Encode(bytes);
    }
}
