using System.Buffers.Binary;

namespace HealthLedger.Chain.Ethereum;

/// <summary>
/// Encodes a call in one pass over one buffer. A writer stands for one head (the arguments of a call, the elements of an array,
/// the members of a struct) whose words are set aside when it is made; whatever is dynamic goes to the buffer's end and leaves its
/// offset in the head. A struct of static members needs no writer of its own: its words are written one after the other.
/// </summary>
internal sealed class AbiWriter
{
    const int WordLength = 32;

    readonly AbiBuffer buffer;
    readonly int start;
    readonly int end;
    int next;

    AbiWriter(AbiBuffer buffer, int words)
    {
        this.buffer = buffer;
        start = next = buffer.Append(words * WordLength);
        end = buffer.Length;
        buffer.MissingWords += words;
    }

    /// <summary>A call of a function, or a custom error, whose head has this many words.</summary>
    public static AbiWriter Call(uint selector, int words, int capacity = 512)
    {
        var buffer = new AbiBuffer(capacity);
        BinaryPrimitives.WriteUInt32BigEndian(buffer.Slice(buffer.Append(Abi.SelectorLength)), selector);
        return new AbiWriter(buffer, words);
    }

    /// <summary>Bare arguments, as for a constructor or a log's data.</summary>
    public static AbiWriter Arguments(int words, int capacity = 512) => new(new AbiBuffer(capacity), words);

    public AbiWriter Write(Bytes32 value)
    {
        value.CopyTo(NextWord());
        return this;
    }

    public AbiWriter Write(Address value)
    {
        value.CopyTo(NextWord()[12..]);
        return this;
    }

    /// <summary>An unsigned number of any width up to 128 bits; enumerations too.</summary>
    public AbiWriter Write(UInt128 value)
    {
        BinaryPrimitives.WriteUInt128BigEndian(NextWord()[16..], value);
        return this;
    }

    public AbiWriter Write(bool value) => Write(value ? UInt128.One : UInt128.Zero);

    /// <summary>Dynamic bytes: an offset here, length and padded content at the end.</summary>
    public AbiWriter Write(ReadOnlySpan<byte> bytes)
    {
        var position = WriteLength(bytes.Length);
        buffer.Append((bytes.Length + WordLength - 1) / WordLength * WordLength);
        bytes.CopyTo(buffer.Slice(position));
        return this;
    }

    /// <summary>A dynamic array; its elements are then written to the writer returned.</summary>
    /// <param name="count">How many elements.</param>
    /// <param name="words">Words of one element in the head: the members of a static struct, one for anything dynamic.</param>
    public AbiWriter Array(int count, int words)
    {
        WriteLength(count);
        return new AbiWriter(buffer, count * words);
    }

    /// <summary>A struct that has a dynamic member; its members are then written to the writer returned.</summary>
    public AbiWriter Struct(int words)
    {
        Write((UInt128)(buffer.Length - start));
        return new AbiWriter(buffer, words);
    }

    /// <exception cref="InvalidOperationException">A head was not filled.</exception>
    public byte[] ToArray() => buffer.MissingWords == 0
        ? buffer.ToArray()
        : throw new InvalidOperationException($"{buffer.MissingWords} words of the encoding were never written.");

    int WriteLength(int length)
    {
        Write((UInt128)(buffer.Length - start));
        BinaryPrimitives.WriteInt32BigEndian(buffer.Slice(buffer.Append(WordLength) + WordLength - 4), length);
        return buffer.Length;
    }

    Span<byte> NextWord()
    {
        if (next == end) throw new InvalidOperationException("The head is full.");
        var word = buffer.Slice(next)[..WordLength];
        next += WordLength;
        buffer.MissingWords--;
        return word;
    }
}

/// <summary>The zeroed, growing bytes that the writers of one encoding share.</summary>
internal sealed class AbiBuffer(int capacity)
{
    byte[] bytes = new byte[capacity];

    public int Length { get; private set; }

    public int MissingWords { get; set; }

    /// <summary>Sets zeroed bytes aside at the end and tells where they begin.</summary>
    public int Append(int count)
    {
        var position = Length;
        Length += count;
        if (Length > bytes.Length) Array.Resize(ref bytes, Math.Max(Length, 2 * bytes.Length));
        return position;
    }

    public Span<byte> Slice(int position) => bytes.AsSpan(position, Length - position);

    public byte[] ToArray() => bytes.AsSpan(0, Length).ToArray();
}
