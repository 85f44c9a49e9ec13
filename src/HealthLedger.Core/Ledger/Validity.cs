using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace HealthLedger.Core.Ledger;

/// <summary>A bound of a validity as a request states it: an RFC 3339 time with its offset, or a date in the configured zone.</summary>
[JsonConverter(typeof(ValidityJson))]
public sealed record Validity(DateTimeOffset? Instant, DateOnly Date)
{
    public static bool TryParse([NotNullWhen(true)] string? text, [NotNullWhen(true)] out Validity? validity)
    {
        validity = null;
        if (DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var date))
            validity = new Validity(null, date);
        else if (JsonTime.TryParse(text, out var instant))
            validity = new Validity(instant, default);
        return validity is not null;
    }

    public override string ToString() => Instant is { } instant
        ? JsonTime.Print(instant)
        : Date.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}

sealed class ValidityJson : JsonConverter<Validity>
{
    public override Validity Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        reader.TokenType == JsonTokenType.String && Validity.TryParse(reader.GetString(), out var validity)
            ? validity
            : throw new JsonException("A validity is a date or an RFC 3339 time with its offset.");

    public override void Write(Utf8JsonWriter writer, Validity value, JsonSerializerOptions options) => writer.WriteStringValue(value.ToString());
}

/// <summary>Times on the wire: RFC 3339, any offset accepted (never none), UTC returned.</summary>
public static class JsonTime
{
    const string Form = "yyyy-MM-dd'T'HH:mm:ss.FFFFFFFK";

    public static bool TryParse([NotNullWhen(true)] string? text, out DateTimeOffset time)
    {
        time = default;
        var candidate = text?.ToUpperInvariant();
        // Without an offset a time means something else on every machine.
        if (candidate is not { Length: >= 20 } || !(candidate[^1] == 'Z' || candidate[^6] is '+' or '-')) return false;
        if (!DateTimeOffset.TryParseExact(candidate, Form, CultureInfo.InvariantCulture, DateTimeStyles.None, out var parsed)) return false;
        time = parsed.ToUniversalTime();
        return true;
    }

    public static string Print(DateTimeOffset time) =>
        time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);

    public static string Print(long milliseconds) => Print(DateTimeOffset.FromUnixTimeMilliseconds(milliseconds));
}

/// <summary>Reads and writes <see cref="DateTimeOffset"/> as <see cref="JsonTime"/> says.</summary>
public sealed class JsonTimeConverter : JsonConverter<DateTimeOffset>
{
    public override DateTimeOffset Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        reader.TokenType == JsonTokenType.String && JsonTime.TryParse(reader.GetString(), out var time)
            ? time
            : throw new JsonException("A time is RFC 3339 with its offset.");

    public override void Write(Utf8JsonWriter writer, DateTimeOffset value, JsonSerializerOptions options) =>
        writer.WriteStringValue(JsonTime.Print(value));
}
