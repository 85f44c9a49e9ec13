using System.Buffers.Binary;
using System.Text;

namespace HealthLedger.Chain.Ethereum;

/// <summary>
/// Decodes in the order of declaration: a log's data, a call's result, a call's arguments after the selector. Strict: a word that
/// holds more than its type, or an offset that leaves the data, throws <see cref="FormatException"/>.
/// </summary>
internal ref struct AbiReader(ReadOnlySpan<byte> frame)
{
    const int WordLength = 32;

    // Offsets count from the beginning of the head they stand in.
    readonly ReadOnlySpan<byte> frame = frame;
    int next;

    public Bytes32 ReadBytes32() => new(NextWord());

    public Address ReadAddress() => new(Tail(Address.Length));

    public bool ReadBool() => Tail(1)[0] switch
    {
        0 => false,
        1 => true,
        _ => throw Malformed(),
    };

    public byte ReadUInt8() => Tail(1)[0];

    public ushort ReadUInt16() => BinaryPrimitives.ReadUInt16BigEndian(Tail(2));

    public uint ReadUInt32() => BinaryPrimitives.ReadUInt32BigEndian(Tail(4));

    public ulong ReadUInt64() => BinaryPrimitives.ReadUInt64BigEndian(Tail(8));

    /// <summary>A wider number; none on these ledgers exceeds 128 bits.</summary>
    public UInt128 ReadUInt128() => BinaryPrimitives.ReadUInt128BigEndian(Tail(16));

    public ReadOnlySpan<byte> ReadBytes()
    {
        var content = Follow();
        var length = content.ReadLength();
        return content.frame.Slice(WordLength, length);
    }

    public string ReadText() => Encoding.UTF8.GetString(ReadBytes());

    /// <summary>A reader over a dynamic array's elements.</summary>
    public AbiReader ReadArray(out int count)
    {
        var content = Follow();
        count = content.ReadLength();
        return new AbiReader(content.frame[WordLength..]);
    }

    /// <summary>A reader over the members of a struct that has a dynamic one.</summary>
    public AbiReader ReadStruct() => Follow();

    AbiReader Follow()
    {
        var offset = ReadUInt32();
        return offset <= frame.Length ? new AbiReader(frame[(int)offset..]) : throw Malformed();
    }

    // Nothing is shorter than a byte, so a longer count than what follows is a lie that must not size an allocation.
    int ReadLength()
    {
        var length = ReadUInt32();
        return length <= frame.Length - WordLength ? (int)length : throw Malformed();
    }

    /// <summary>The last bytes of the next word, the others being zero.</summary>
    ReadOnlySpan<byte> Tail(int length)
    {
        var word = NextWord();
        return word[..^length].ContainsAnyExcept((byte)0) ? throw Malformed() : word[^length..];
    }

    ReadOnlySpan<byte> NextWord()
    {
        if (next + WordLength > frame.Length) throw Malformed();
        var word = frame.Slice(next, WordLength);
        next += WordLength;
        return word;
    }

    static FormatException Malformed() => new("Not the ABI encoding of what was expected.");
}
