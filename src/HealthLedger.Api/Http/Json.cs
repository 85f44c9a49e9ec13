using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Unicode;
using HealthLedger.Core.Ledger;
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
        // What a body declares as not nullable is not null, whatever its validator forgot.
        options.RespectNullableAnnotations = true;
        options.Encoder = JavaScriptEncoder.Create(UnicodeRanges.All);
        options.Converters.Add(new JsonTimeConverter());
        options.Converters.Add(new EntityIdentifierJson());
        options.Converters.Add(new EnumWordsJson());
        return options;
    }
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
