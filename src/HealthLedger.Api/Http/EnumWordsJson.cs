using System.Text.Json;
using System.Text.Json.Serialization;

namespace HealthLedger.Api.Http;

/// <summary>Enums as their exact camelCase words. Numbers, other spellings and the zero value ("nothing stated") are refused.</summary>
sealed class EnumWordsJson : JsonConverterFactory
{
    public override bool CanConvert(Type typeToConvert) => typeToConvert.IsEnum;

    public override JsonConverter CreateConverter(Type typeToConvert, JsonSerializerOptions options) =>
        (JsonConverter)Activator.CreateInstance(typeof(WordsOf<>).MakeGenericType(typeToConvert))!;

    sealed class WordsOf<T> : JsonConverter<T> where T : struct, Enum
    {
        static readonly Dictionary<string, T> words = Enum.GetValues<T>()
            .Where(value => !value.Equals(default(T))).ToDictionary(value => JsonNamingPolicy.CamelCase.ConvertName(value.ToString()));

        public override T Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            reader.TokenType == JsonTokenType.String && words.TryGetValue(reader.GetString()!, out var value)
                ? value
                : throw new JsonException($"One of: {string.Join(", ", words.Keys)}.");

        public override void Write(Utf8JsonWriter writer, T value, JsonSerializerOptions options) =>
            writer.WriteStringValue(JsonNamingPolicy.CamelCase.ConvertName(value.ToString()));
    }
}
