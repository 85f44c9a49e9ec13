using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace HealthLedger.Core.Vault;

/// <summary>RFC 8785: one text for one JSON value, so that whoever has the value has the very bytes that were committed to.</summary>
public static class CanonicalJson
{
    // Half a surrogate pair has no UTF-8 form: refused, not replaced.
    static readonly UTF8Encoding strict = new(false, throwOnInvalidBytes: true);
    static readonly JsonDocumentOptions unambiguous = new() { AllowDuplicateProperties = false };

    /// <exception cref="ArgumentException">A key stands twice, a number is not finite, or a string is no Unicode.</exception>
    public static byte[] Of(JsonNode? node)
    {
        var text = new StringBuilder();
        Write(text, node);
        return strict.GetBytes(text.ToString());
    }

    /// <summary>Reads JSON that means one thing only: a key that stands twice is refused.</summary>
    /// <exception cref="JsonException">Not such JSON.</exception>
    public static JsonNode? Parse(ReadOnlySpan<byte> utf8) => JsonNode.Parse(utf8, documentOptions: unambiguous);

    static void Write(StringBuilder text, JsonNode? node)
    {
        switch (node)
        {
            case null:
                text.Append("null");
                break;
            case JsonObject members:
                WriteObject(text, members);
                break;
            case JsonArray items:
                WriteArray(text, items);
                break;
            case JsonValue value:
                WriteValue(text, value);
                break;
        }
    }

    static void WriteObject(StringBuilder text, JsonObject members)
    {
        text.Append('{');
        var first = true;
        foreach (var (name, value) in members.OrderBy(member => member.Key, StringComparer.Ordinal))
        {
            if (!first) text.Append(',');
            first = false;
            WriteString(text, name);
            text.Append(':');
            Write(text, value);
        }
        text.Append('}');
    }

    static void WriteArray(StringBuilder text, JsonArray items)
    {
        text.Append('[');
        for (var i = 0; i < items.Count; i++)
        {
            if (i > 0) text.Append(',');
            Write(text, items[i]);
        }
        text.Append(']');
    }

    static void WriteValue(StringBuilder text, JsonValue value)
    {
        switch (value.GetValueKind())
        {
            case JsonValueKind.String:
                WriteString(text, value.TryGetValue(out string? plain) ? plain : value.Deserialize<string>()!);
                break;
            case JsonValueKind.Number:
                text.Append(EcmaScriptNumber.Format(NumberOf(value)));
                break;
            case JsonValueKind.True or JsonValueKind.False:
                text.Append(value.GetValueKind() == JsonValueKind.True ? "true" : "false");
                break;
            case var other:
                throw new ArgumentException($"A {other} has no canonical form.", nameof(value));
        }
    }

    // Every number is an IEEE 754 double, as the RFC has it, whatever type it came in.
    static double NumberOf(JsonValue value) =>
        value.TryGetValue(out double number) ? number : double.Parse(value.ToJsonString(), NumberStyles.Float, CultureInfo.InvariantCulture);

    static void WriteString(StringBuilder text, string value)
    {
        text.Append('"');
        foreach (var symbol in value)
            _ = symbol switch
            {
                '"' => text.Append("\\\""),
                '\\' => text.Append("\\\\"),
                '\b' => text.Append("\\b"),
                '\t' => text.Append("\\t"),
                '\n' => text.Append("\\n"),
                '\f' => text.Append("\\f"),
                '\r' => text.Append("\\r"),
                < ' ' => text.Append(CultureInfo.InvariantCulture, $"\\u{(int)symbol:x4}"),
                _ => text.Append(symbol),
            };
        text.Append('"');
    }
}
