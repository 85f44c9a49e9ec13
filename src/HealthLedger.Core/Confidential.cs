using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;

namespace HealthLedger.Core;

/// <summary>
/// What somebody said about a person: a body as it arrived, or content opened from the vault. Prints its type's name and nothing else,
/// so that no log line, trace or exception can carry it.
/// </summary>
public abstract record Confidential
{
    public sealed override string ToString() => GetType().Name;

    /// <summary>What the request said, and nothing it did not say: the content that is committed to and sealed.</summary>
    public JsonObject ToContent() => JsonSerializer.SerializeToNode(this, GetType(), ContentJson.Options)!.AsObject();
}

/// <summary>How bodies and payloads are written: camelCase, absent members absent.</summary>
public static class ContentJson
{
    public static JsonSerializerOptions Options { get; } = new(JsonSerializerDefaults.Web)
    {
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Converters = { new Ledger.JsonTimeConverter() },
        Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };
}
