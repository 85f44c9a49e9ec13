using System.Globalization;

namespace HealthLedger.Chain.Ethereum;

/// <summary>Hexadecimal as JSON-RPC writes it: "0x" and lower-case digits. Reading takes either case and nothing else.</summary>
internal static class Hex
{
    public static string Encode(ReadOnlySpan<byte> bytes) => string.Concat("0x", Convert.ToHexStringLower(bytes));

    /// <summary>Bytes of "0x" and an even number of digits.</summary>
    /// <exception cref="FormatException">Anything else.</exception>
    public static byte[] Decode(ReadOnlySpan<char> text) => Convert.FromHexString(Digits(text));

    /// <summary>Fills <paramref name="destination"/> exactly; false where the text is not just that many bytes.</summary>
    public static bool TryDecode(ReadOnlySpan<char> text, Span<byte> destination) =>
        text.Length == 2 + 2 * destination.Length
        && text.StartsWith("0x", StringComparison.Ordinal)
        && Convert.FromHexString(text[2..], destination, out _, out _) == System.Buffers.OperationStatus.Done;

    /// <summary>A JSON-RPC quantity: "0x0", "0x41", never a leading zero.</summary>
    public static string Quantity(ulong value) => string.Create(CultureInfo.InvariantCulture, $"0x{value:x}");

    /// <summary>The number of a JSON-RPC quantity that fits 64 bits.</summary>
    /// <exception cref="FormatException">No prefix, no digits, a leading zero, or more than 64 bits.</exception>
    public static ulong ParseQuantity(ReadOnlySpan<char> text)
    {
        var digits = Digits(text);
        var wellFormed = digits.Length is > 0 and <= 16 && (digits.Length == 1 || digits[0] != '0');
        return wellFormed && ulong.TryParse(digits, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var value)
            ? value
            : throw new FormatException("Not a 64-bit hexadecimal quantity.");
    }

    static ReadOnlySpan<char> Digits(ReadOnlySpan<char> text) =>
        text.StartsWith("0x", StringComparison.Ordinal) ? text[2..] : throw new FormatException("Hexadecimal must begin with 0x.");
}
