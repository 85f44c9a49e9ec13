using System.Buffers.Binary;

namespace HealthLedger.Chain.Ethereum;

/// <summary>
/// Reads RLP strictly: only the one canonical form of each item is taken, so bytes that were read are the bytes that would be
/// written. Every method throws <see cref="FormatException"/> on anything else.
/// </summary>
internal ref struct RlpReader(ReadOnlySpan<byte> input)
{
    ReadOnlySpan<byte> rest = input;

    public readonly bool AtEnd => rest.IsEmpty;

    public readonly bool NextIsList => !rest.IsEmpty && rest[0] >= 0xc0;

    public ReadOnlySpan<byte> ReadBytes()
    {
        if (NextIsList) throw Malformed();
        if (!rest.IsEmpty && rest[0] < 0x80) return Take(1);

        var bytes = ReadItem(0x80);
        return bytes.Length == 1 && bytes[0] < 0x80 ? throw Malformed() : bytes;
    }

    public RlpReader ReadList() => NextIsList ? new RlpReader(ReadItem(0xc0)) : throw Malformed();

    public UInt128 ReadNumber()
    {
        Span<byte> bytes = stackalloc byte[16];
        ReadNumber(bytes);
        return BinaryPrimitives.ReadUInt128BigEndian(bytes);
    }

    public Bytes32 ReadWord()
    {
        Span<byte> bytes = stackalloc byte[Bytes32.Length];
        ReadNumber(bytes);
        return new Bytes32(bytes);
    }

    public readonly void End()
    {
        if (!AtEnd) throw Malformed();
    }

    void ReadNumber(scoped Span<byte> destination)
    {
        var digits = ReadBytes();
        if (digits.Length > destination.Length || (!digits.IsEmpty && digits[0] == 0)) throw Malformed();
        digits.CopyTo(destination[^digits.Length..]);
    }

    ReadOnlySpan<byte> ReadItem(byte form)
    {
        var length = Take(1)[0] - form;
        if (length <= 55) return Take(length);

        var digits = Take(length - 55);
        Span<byte> bytes = stackalloc byte[4];
        if (digits.Length > bytes.Length || digits[0] == 0) throw Malformed();
        digits.CopyTo(bytes[^digits.Length..]);
        length = BinaryPrimitives.ReadInt32BigEndian(bytes);
        return length > 55 ? Take(length) : throw Malformed();
    }

    ReadOnlySpan<byte> Take(int length)
    {
        if (length > rest.Length) throw Malformed();
        var taken = rest[..length];
        rest = rest[length..];
        return taken;
    }

    static FormatException Malformed() => new("Not canonical RLP of what was expected.");
}
