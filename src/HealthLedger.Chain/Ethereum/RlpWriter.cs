using System.Buffers;
using System.Buffers.Binary;

namespace HealthLedger.Chain.Ethereum;

/// <summary>Collects items and ends as the RLP list of them.</summary>
internal sealed class RlpWriter
{
    const byte TextBase = 0x80, ListBase = 0xc0;
    const int ShortLimit = 55;

    readonly ArrayBufferWriter<byte> items = new(256);

    public RlpWriter Write(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length != 1 || bytes[0] >= TextBase) WriteHeader(items, TextBase, bytes.Length);
        items.Write(bytes);
        return this;
    }

    /// <summary>A number: big-endian without leading zeros, zero as the empty string.</summary>
    public RlpWriter Write(UInt128 value)
    {
        Span<byte> bytes = stackalloc byte[16];
        BinaryPrimitives.WriteUInt128BigEndian(bytes, value);
        return Write(bytes.TrimStart((byte)0));
    }

    /// <summary>A 256-bit number, such as a signature's r and s.</summary>
    public RlpWriter Write(Bytes32 value)
    {
        Span<byte> bytes = stackalloc byte[Bytes32.Length];
        value.CopyTo(bytes);
        return Write(bytes.TrimStart((byte)0));
    }

    /// <summary>An address; the empty string for none, as in a contract's creation.</summary>
    public RlpWriter Write(Address? address)
    {
        Span<byte> bytes = stackalloc byte[Address.Length];
        address?.CopyTo(bytes);
        return Write(address is null ? [] : bytes);
    }

    /// <summary>What another writer collected, as one nested list.</summary>
    public RlpWriter Write(RlpWriter list)
    {
        WriteHeader(items, ListBase, list.items.WrittenCount);
        items.Write(list.items.WrittenSpan);
        return this;
    }

    public byte[] ToList()
    {
        var list = new ArrayBufferWriter<byte>(items.WrittenCount + 9);
        WriteHeader(list, ListBase, items.WrittenCount);
        list.Write(items.WrittenSpan);
        return list.WrittenSpan.ToArray();
    }

    static void WriteHeader(ArrayBufferWriter<byte> target, byte form, int length)
    {
        if (length <= ShortLimit)
        {
            target.Write([(byte)(form + length)]);
            return;
        }

        Span<byte> bytes = stackalloc byte[4];
        BinaryPrimitives.WriteInt32BigEndian(bytes, length);
        var digits = bytes.TrimStart((byte)0);
        target.Write([(byte)(form + ShortLimit + digits.Length)]);
        target.Write(digits);
    }
}
