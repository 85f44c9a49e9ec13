using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using HealthLedger.EndToEnd.Support;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace HealthLedger.EndToEnd.Documentation;

/// <summary>One operation of the description.</summary>
sealed record DescribedOperation(string Method, string Path, JsonObject Body)
{
    public string? Summary => Body["summary"]?.GetValue<string>();

    public string? Description => Body["description"]?.GetValue<string>();

    /// <summary>Whether it takes a JSON body.</summary>
    public bool TakesJson => Body["requestBody"]?["content"]?["application/json"] is not null;

    /// <summary>The JSON body that a reader is shown.</summary>
    public JsonNode? Example => Body["requestBody"]?["content"]?["application/json"]?["example"];

    public override string ToString() => $"{Method} {Path}";
}

/// <summary>The API's description, as the running gateway serves it.</summary>
sealed partial class ApiDescription
{
    readonly JsonObject document;

    ApiDescription(JsonObject document) => this.document = document;

    public static async Task<ApiDescription> OfAsync(GatewayProcess gateway) =>
        new(JsonNode.Parse(await gateway.Http.GetStringAsync(new Uri("/openapi/v1.json", UriKind.Relative)))!.AsObject());

    public string Text => string.Join('\n', Lines());

    public IReadOnlyList<DescribedOperation> Operations =>
    [
        .. from path in document["paths"]!.AsObject()
           from method in path.Value!.AsObject()
           where method.Key is "get" or "post" or "put" or "delete"
           select new DescribedOperation(method.Key.ToUpperInvariant(), path.Key, method.Value!.AsObject()),
    ];

    /// <summary>Every value with its place, one a line: what is compared, whatever it was written in.</summary>
    public IEnumerable<string> Lines() => Lines("", document);

    /// <summary>The same of a description in YAML.</summary>
    public static IEnumerable<string> LinesOfYaml(string text)
    {
        var yaml = new YamlStream();
        yaml.Load(new StringReader(text));
        return Lines("", yaml.Documents[0].RootNode);
    }

    /// <summary>The sample patient with documents that nobody has yet: a person is registered once.</summary>
    public static string ForSomebodyElse(string example) => Cns().Replace(Cpf().Replace(example, _ => Ledger.Cpf()), _ => Ledger.Cns());

    /// <summary>The sample patient's place taken by one who is registered.</summary>
    public static string WithCpf(string example, string cpf) => Cpf().Replace(example, cpf);

    [GeneratedRegex(@"\b\d{3}\.\d{3}\.\d{3}-\d{2}\b")]
    private static partial Regex Cpf();

    [GeneratedRegex(@"\b\d{15}\b")]
    private static partial Regex Cns();

    static IEnumerable<string> Lines(string place, JsonNode? node) => node switch
    {
        JsonObject { Count: > 0 } map => map.SelectMany(pair => Lines($"{place}/{pair.Key}", pair.Value)),
        JsonArray { Count: > 0 } list => list.SelectMany((item, index) => Lines($"{place}/{index}", item)),
        JsonValue value when value.TryGetValue<string>(out var text) => [$"{place} = “{text}”"],
        _ => [$"{place} = {node?.ToJsonString() ?? "null"}"],
    };

    static IEnumerable<string> Lines(string place, YamlNode node) => node switch
    {
        YamlMappingNode { Children.Count: > 0 } map => map.SelectMany(pair => Lines($"{place}/{pair.Key}", pair.Value)),
        YamlMappingNode => [$"{place} = {{}}"],
        YamlSequenceNode { Children.Count: > 0 } list => list.SelectMany((item, index) => Lines($"{place}/{index}", item)),
        YamlSequenceNode => [$"{place} = []"],
        YamlScalarNode { Style: ScalarStyle.Plain, Value: { } bare } when NoText().IsMatch(bare) => [$"{place} = {bare}"],
        _ => [$"{place} = “{node}”"],
    };

    // What YAML 1.2 takes for something else than text where it stands without quotes.
    [GeneratedRegex("^(null|true|false|0x[0-9a-fA-F]+|[-+]?[0-9.]+([eE][-+]?[0-9]+)?)$")]
    private static partial Regex NoText();
}
