using System.Text.Json;
using System.Text.Json.Serialization;

namespace HealthLedger.Core.Ledger;

/// <summary>32 bytes that are a hash, a salt, a commitment or a request id. Text form: "0x" and 64 lower-case hexadecimal digits.</summary>
[JsonConverter(typeof(DigestJson))]
public readonly record struct Digest
{
    readonly UInt128 high, low;

    /// <exception cref="ArgumentException">Not exactly 32 bytes.</exception>
    public Digest(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length != 32) throw new ArgumentException("A digest has 32 bytes.", nameof(bytes));
        high = System.Buffers.Binary.BinaryPrimitives.ReadUInt128BigEndian(bytes);
        low = System.Buffers.Binary.BinaryPrimitives.ReadUInt128BigEndian(bytes[16..]);
    }

    /// <summary>Thirty-two zero bytes: nothing is committed to.</summary>
    public static Digest Zero => default;

    public byte[] ToBytes()
    {
        var bytes = new byte[32];
        System.Buffers.Binary.BinaryPrimitives.WriteUInt128BigEndian(bytes, high);
        System.Buffers.Binary.BinaryPrimitives.WriteUInt128BigEndian(bytes.AsSpan(16), low);
        return bytes;
    }

    /// <exception cref="FormatException">Not "0x" and 64 hexadecimal digits.</exception>
    public static Digest Parse(string text) =>
        text.StartsWith("0x", StringComparison.Ordinal) && text.Length == 66
            ? new Digest(Convert.FromHexString(text.AsSpan(2)))
            : throw new FormatException("A digest is 0x and 64 hexadecimal digits.");

    public override string ToString() => "0x" + Convert.ToHexStringLower(ToBytes());
}

sealed class DigestJson : JsonConverter<Digest>
{
    public override Digest Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        Digest.Parse(reader.GetString() ?? throw new JsonException("A digest is missing."));

    public override void Write(Utf8JsonWriter writer, Digest value, JsonSerializerOptions options) => writer.WriteStringValue(value.ToString());
}
