using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using HealthLedger.Core.Regulation;

namespace HealthLedger.Api.Http;

/// <summary>How the API reads and writes JSON: strictly, so that a misspelled or smuggled field fails instead of being ignored.</summary>
public static class Json
{
    /// <summary>The options outside of a request: for examples, sealed answers and tests.</summary>
    public static JsonSerializerOptions Options { get; } = Strict(new JsonSerializerOptions(JsonSerializerDefaults.Web));

    internal static JsonSerializerOptions Strict(JsonSerializerOptions options)
    {
        options.PropertyNameCaseInsensitive = false;
        options.NumberHandling = JsonNumberHandling.Strict;
        options.UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow;
        options.AllowDuplicateProperties = false;
        options.MaxDepth = 32;
        // What a DTO declares as not nullable is there, whatever its validator forgot.
        options.RespectNullableAnnotations = true;
        options.RespectRequiredConstructorParameters = true;
        options.Converters.Add(new TimeJson());
        options.Converters.Add(new DateOrTimeJson());
        options.Converters.Add(new EntityIdentifierJson());
        options.Converters.Add(new EnumWordsJson());
        return options;
    }
}

/// <summary>RFC 3339 with its offset, always; told in UTC with milliseconds.</summary>
sealed class TimeJson : JsonConverter<DateTimeOffset>
{
    public override DateTimeOffset Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        reader.TokenType == JsonTokenType.String && Times.TryParse(reader.GetString(), out var time)
            ? time
            : throw new WordException("A time is RFC 3339 with an offset: 2026-01-31T09:30:00-03:00.");

    public override void Write(Utf8JsonWriter writer, DateTimeOffset value, JsonSerializerOptions options) =>
        writer.WriteStringValue(Times.Format(value));
}

sealed class DateOrTimeJson : JsonConverter<DateOrTime>
{
    public override DateOrTime Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        reader.TokenType == JsonTokenType.String && DateOrTime.TryParse(reader.GetString(), out var value)
            ? value
            : throw new WordException("This is a date (2026-01-31) or an RFC 3339 time with an offset.");

    public override void Write(Utf8JsonWriter writer, DateOrTime value, JsonSerializerOptions options) =>
        writer.WriteStringValue(value.Date?.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture) ?? Times.Format(value.Time!.Value));
}

sealed class EntityIdentifierJson : JsonConverter<EntityIdentifier>
{
    public override EntityIdentifier Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        reader.TokenType == JsonTokenType.String && EntityIdentifier.TryParse(reader.GetString(), out var identifier)
            ? identifier
            : throw new MistypedIdentifierException();

    public override void Write(Utf8JsonWriter writer, EntityIdentifier value, JsonSerializerOptions options) =>
        writer.WriteStringValue(value.ToString());
}
