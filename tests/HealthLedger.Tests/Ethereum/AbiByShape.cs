using System.Text.Json;
using HealthLedger.Chain.Ethereum;

namespace HealthLedger.Tests.Ethereum;

/// <summary>Drives writer and reader by an ABI's own description: every declaration is tried, none is written twice.</summary>
static class AbiByShape
{
    public static int HeadWords(IEnumerable<JsonElement> shapes) => shapes.Sum(HeadWords);

    /// <summary>As a signature names them: "(bytes32,(address,bool)[])".</summary>
    public static string Types(JsonElement shapes) => $"({string.Join(',', shapes.EnumerateArray().Select(Type))})";

    public static void Write(AbiWriter writer, JsonElement shape, JsonElement value)
    {
        var type = shape.Text("type");
        if (type.EndsWith("[]", StringComparison.Ordinal))
        {
            var element = Element(shape);
            var array = writer.Array(value.GetArrayLength(), HeadWords(element));
            foreach (var item in value.EnumerateArray()) Write(array, element, item);
        }
        else if (type == "tuple")
        {
            var members = IsDynamic(shape) ? writer.Struct(HeadWords(Members(shape))) : writer;
            foreach (var member in Members(shape)) Write(members, member, value.GetProperty(member.Text("name")));
        }
        else _ = type switch
        {
            "bytes32" => writer.Write(Bytes32.Parse(value.GetString())),
            "bytes" => writer.Write(Hex.Decode(value.GetString())),
            "string" => writer.Write(System.Text.Encoding.UTF8.GetBytes(value.GetString()!)),
            "address" => writer.Write(Address.Parse(value.GetString())),
            "bool" => writer.Write(value.GetBoolean()),
            _ => writer.Write(UInt128.Parse(value.GetString()!, null)),
        };
    }

    public static void AssertReads(ref AbiReader reader, JsonElement shape, JsonElement value)
    {
        var type = shape.Text("type");
        if (type.EndsWith("[]", StringComparison.Ordinal))
        {
            var elements = reader.ReadArray(out var count);
            Assert.Equal(value.GetArrayLength(), count);
            foreach (var item in value.EnumerateArray()) AssertReads(ref elements, Element(shape), item);
        }
        else if (type == "tuple" && IsDynamic(shape))
        {
            var members = reader.ReadStruct();
            foreach (var member in Members(shape)) AssertReads(ref members, member, value.GetProperty(member.Text("name")));
        }
        else if (type == "tuple")
            foreach (var member in Members(shape)) AssertReads(ref reader, member, value.GetProperty(member.Text("name")));
        else
            Assert.Equal(value.ToString(), Read(ref reader, type), ignoreCase: type == "bool");
    }

    static string Read(ref AbiReader reader, string type) => type switch
    {
        "bytes32" => reader.ReadBytes32().ToString(),
        "bytes" => Hex.Encode(reader.ReadBytes()),
        "string" => reader.ReadText(),
        "address" => reader.ReadAddress().ToString(),
        "bool" => reader.ReadBool().ToString(),
        "uint8" => $"{reader.ReadUInt8()}",
        "uint16" => $"{reader.ReadUInt16()}",
        "uint32" => $"{reader.ReadUInt32()}",
        "uint64" => $"{reader.ReadUInt64()}",
        _ => $"{reader.ReadUInt128()}",
    };

    static string Type(JsonElement shape) => shape.Text("type") is var type && shape.TryGetProperty("components", out var members)
        ? type.Replace("tuple", Types(members), StringComparison.Ordinal)
        : type;

    static int HeadWords(JsonElement shape) => shape.Text("type") == "tuple" && !IsDynamic(shape) ? HeadWords(Members(shape)) : 1;

    static bool IsDynamic(JsonElement shape) => shape.Text("type") switch
    {
        "bytes" or "string" => true,
        "tuple" => Members(shape).Any(IsDynamic),
        var type => type.EndsWith("[]", StringComparison.Ordinal),
    };

    static JsonElement.ArrayEnumerator Members(JsonElement shape) => shape.GetProperty("components").EnumerateArray();

    static JsonElement Element(JsonElement shape)
    {
        var element = System.Text.Json.Nodes.JsonNode.Parse(shape.GetRawText())!;
        element["type"] = shape.Text("type")[..^2];
        return JsonSerializer.SerializeToElement(element);
    }
}
