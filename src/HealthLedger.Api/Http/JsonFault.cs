using System.Text.Json;
using System.Text.RegularExpressions;
using HealthLedger.Core.Operations;

namespace HealthLedger.Api.Http;

/// <summary>Says which field of a body is wrong, in our words: the serializer's own name our types and may quote the value.</summary>
static partial class JsonFault
{
    static readonly string[] required = ["This is required."];

    public static Refusal Explain(JsonException fault)
    {
        if (fault is MistypedIdentifierException)
            return Problems.IdentifierInvalid.With(errors: Errors(PathOf(fault), "This is no identifier."));
        if (Missing().Match(fault.Message) is { Success: true } missing)
        {
            var parent = PathOf(fault);
            return Problems.BodyInvalid.With(errors: Quoted().Matches(missing.Groups["names"].Value).ToDictionary(
                match => Join(parent, match.Groups["name"].Value), _ => required));
        }
        if (Unmapped().Match(fault.Message) is { Success: true } unmapped)
            return Problems.BodyInvalid.With(errors: Errors(Leaf(fault, unmapped.Groups["name"].Value), "There is no such field here."));
        if (Duplicate().Match(fault.Message) is { Success: true } twice)
            return Problems.BodyInvalid.With(errors: Errors(Leaf(fault, twice.Groups["name"].Value), "This is given twice."));
        var path = PathOf(fault);
        return path.Length == 0
            ? Problems.BodyInvalid.With("The body is not well-formed JSON of the kind this operation takes.")
            : Problems.BodyInvalid.With(errors: Errors(path, IsOurs(fault) ? fault.Message : "This is not a value of the right kind."));
    }

    // The serializer ends its own messages with where it was; a converter of ours speaks to the caller.
    static bool IsOurs(JsonException fault) => !fault.Message.Contains(" Path: ", StringComparison.Ordinal);

    static Dictionary<string, string[]> Errors(string path, string sentence) => new() { [path] = [sentence] };

    // "$.prescriptions[0].quantity" as clients know it: without the root.
    static string PathOf(JsonException fault) => fault.Path is { } path ? path.TrimStart('$').TrimStart('.') : "";

    static string Leaf(JsonException fault, string name) =>
        PathOf(fault) is var path && (path == name || path.EndsWith("." + name, StringComparison.Ordinal)) ? path : Join(path, name);

    static string Join(string parent, string name) => parent.Length == 0 ? name : $"{parent}.{name}";

    [GeneratedRegex("missing required properties including: (?<names>.*)$", RegexOptions.ExplicitCapture)]
    private static partial Regex Missing();

    [GeneratedRegex("'(?<name>[^']+)'", RegexOptions.ExplicitCapture)]
    private static partial Regex Quoted();

    [GeneratedRegex("^The JSON property '(?<name>.*)' could not be mapped", RegexOptions.ExplicitCapture)]
    private static partial Regex Unmapped();

    [GeneratedRegex("^Duplicate property '(?<name>.*)' encountered", RegexOptions.ExplicitCapture)]
    private static partial Regex Duplicate();
}

/// <summary>A field that holds no identifier; the serializer adds where.</summary>
sealed class MistypedIdentifierException() : JsonException("This is no identifier.");
