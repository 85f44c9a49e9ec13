using System.Buffers.Binary;
using System.Text;

namespace HealthLedger.Chain.Ethereum;

/// <summary>An account's 20 bytes as a value. Text form: "0x" and 40 digits in EIP-55 mixed case.</summary>
internal readonly record struct Address
{
    public const int Length = 20;

    readonly ulong first, second;
    readonly uint third;

    /// <exception cref="ArgumentException">Not 20 bytes.</exception>
    public Address(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length != Length) throw new ArgumentException("An address has 20 bytes.", nameof(bytes));
        first = BinaryPrimitives.ReadUInt64BigEndian(bytes);
        second = BinaryPrimitives.ReadUInt64BigEndian(bytes[8..]);
        third = BinaryPrimitives.ReadUInt32BigEndian(bytes[16..]);
    }

    /// <summary>The address in an indexed topic or any other word.</summary>
    /// <exception cref="FormatException">The upper 12 bytes are not zero: no address was encoded there.</exception>
    public static Address FromWord(Bytes32 word)
    {
        Span<byte> bytes = stackalloc byte[Bytes32.Length];
        word.CopyTo(bytes);
        return bytes[..12].ContainsAnyExcept((byte)0)
            ? throw new FormatException("The word holds more than an address.")
            : new Address(bytes[12..]);
    }

    /// <param name="publicKey">The point's 64 bytes x ‖ y, without the leading 0x04.</param>
    public static Address FromPublicKey(ReadOnlySpan<byte> publicKey)
    {
        if (publicKey.Length != 64) throw new ArgumentException("A public key has 64 bytes.", nameof(publicKey));
        Span<byte> hash = stackalloc byte[Bytes32.Length];
        Keccak.Hash(publicKey, hash);
        return new Address(hash[12..]);
    }

    /// <summary>Where a contract lands that <paramref name="sender"/> creates with this nonce.</summary>
    public static Address OfContract(Address sender, ulong nonce)
    {
        Span<byte> hash = stackalloc byte[Bytes32.Length];
        Keccak.Hash(new RlpWriter().Write(sender).Write(nonce).ToList(), hash);
        return new Address(hash[12..]);
    }

    public void CopyTo(Span<byte> destination)
    {
        BinaryPrimitives.WriteUInt64BigEndian(destination, first);
        BinaryPrimitives.WriteUInt64BigEndian(destination[8..], second);
        BinaryPrimitives.WriteUInt32BigEndian(destination[16..], third);
    }

    public byte[] ToArray()
    {
        var bytes = new byte[Length];
        CopyTo(bytes);
        return bytes;
    }

    /// <exception cref="FormatException">See <see cref="TryParse"/>.</exception>
    public static Address Parse(ReadOnlySpan<char> text) =>
        TryParse(text, out var address) ? address : throw new FormatException("Not an address, or its EIP-55 checksum is wrong.");

    /// <summary>Reads 0x and 40 digits of one case, or of mixed case with a right checksum: a mistyped address is refused.</summary>
    public static bool TryParse(ReadOnlySpan<char> text, out Address address)
    {
        Span<byte> bytes = stackalloc byte[Length];
        address = default;
        if (!Hex.TryDecode(text, bytes)) return false;

        var parsed = new Address(bytes);
        var mixed = text[2..].ContainsAnyInRange('a', 'f') && text[2..].ContainsAnyInRange('A', 'F');
        if (mixed && !text.SequenceEqual(parsed.ToString())) return false;

        address = parsed;
        return true;
    }

    public override string ToString()
    {
        Span<byte> bytes = stackalloc byte[Length];
        CopyTo(bytes);
        Span<char> digits = stackalloc char[2 * Length];
        Convert.TryToHexStringLower(bytes, digits, out _);

        Span<byte> ascii = stackalloc byte[2 * Length];
        Encoding.ASCII.GetBytes(digits, ascii);
        Span<byte> hash = stackalloc byte[Bytes32.Length];
        Keccak.Hash(ascii, hash);

        // EIP-55: a letter is upper case where the hash's digit at its place is 8 or more.
        for (var i = 0; i < digits.Length; i++)
            if ((hash[i / 2] >> (i % 2 == 0 ? 4 : 0) & 8) != 0)
                digits[i] = char.ToUpperInvariant(digits[i]);
        return string.Concat("0x", digits);
    }
}
