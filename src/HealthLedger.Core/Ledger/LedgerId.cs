using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace HealthLedger.Core.Ledger;

/// <summary>
/// The 128-bit identity of something on the ledger: an entity, a consent, a record, an operation. Text form: 26 lower-case Crockford
/// base32 symbols. On the chain it is a bytes32 with the sixteen bytes on the left. It means nothing and is derived from nothing personal.
/// </summary>
[JsonConverter(typeof(LedgerIdJson))]
public readonly record struct LedgerId : IParsable<LedgerId>
{
    /// <summary>Symbols of the text form.</summary>
    public const int TextLength = 26;

    readonly UInt128 value;

    /// <param name="bytes">At least 16 bytes; the first 16 are the id.</param>
    public LedgerId(ReadOnlySpan<byte> bytes) => value = BinaryPrimitives.ReadUInt128BigEndian(bytes);

    public bool IsEmpty => value == UInt128.Zero;

    public static LedgerId Random() => new(RandomNumberGenerator.GetBytes(16));

    /// <summary>The form the contracts know: 32 bytes, the id on the left, zeros on the right.</summary>
    public byte[] ToBytes32()
    {
        var bytes = new byte[32];
        BinaryPrimitives.WriteUInt128BigEndian(bytes, value);
        return bytes;
    }

    public static bool TryParse([NotNullWhen(true)] string? text, out LedgerId id) => TryParse(text, null, out id);

    public static bool TryParse([NotNullWhen(true)] string? s, IFormatProvider? provider, out LedgerId result)
    {
        result = default;
        // The first symbol carries three bits only: 26 × 5 = 130.
        if (s is not { Length: TextLength } || Crockford.ValueOf(s[0]) is < 0 or > 7) return false;
        UInt128 parsed = 0;
        foreach (var symbol in s)
        {
            if (char.IsUpper(symbol) || Crockford.ValueOf(symbol) is not (>= 0 and var digit)) return false;
            parsed = (parsed << 5) | (UInt128)digit;
        }
        Span<byte> bytes = stackalloc byte[16];
        BinaryPrimitives.WriteUInt128BigEndian(bytes, parsed);
        result = new LedgerId(bytes);
        // One text for one id: a look-alike symbol or a zero id is no id of ours.
        return !result.IsEmpty && result.ToString() == s;
    }

    public static LedgerId Parse(string s, IFormatProvider? provider = null) =>
        TryParse(s, provider, out var id) ? id : throw new FormatException("An id has 26 lower-case base32 symbols.");

    public override string ToString() => string.Create(TextLength, value, static (text, left) =>
    {
        for (var i = text.Length - 1; i >= 0; i--, left >>= 5)
            text[i] = char.ToLowerInvariant(Crockford.Symbols[(int)(left & 31)]);
    });
}

sealed class LedgerIdJson : JsonConverter<LedgerId>
{
    public override LedgerId Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        LedgerId.TryParse(reader.GetString(), out var id) ? id : throw new JsonException("An id has 26 lower-case base32 symbols.");

    public override void Write(Utf8JsonWriter writer, LedgerId value, JsonSerializerOptions options) => writer.WriteStringValue(value.ToString());
}
