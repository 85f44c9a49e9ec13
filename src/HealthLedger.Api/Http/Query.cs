using HealthLedger.Core.Ledger;
using HealthLedger.Core.Operations;

namespace HealthLedger.Api.Http;

/// <summary>Query parameters that take one of a list of words.</summary>
static class Query
{
    /// <summary>400: the parameter is none of the words.</summary>
    public static RefusedException OneOf(string parameter, IEnumerable<string> words) => Problems.BodyInvalid.With(
        errors: new Dictionary<string, string[]> { [parameter] = [$"One of: {string.Join(", ", words)}."] }).AsException();

    /// <summary>An RFC 3339 time with its offset; null where none is given.</summary>
    public static DateTimeOffset? TimeOf(string? text, string parameter) => text is null ? null
        : JsonTime.TryParse(text, out var time) ? time
        : throw Problems.BodyInvalid.With(errors: new Dictionary<string, string[]>
        {
            [parameter] = ["A time as RFC 3339 has it, with its offset (a + in it is written %2B)."],
        }).AsException();

    /// <summary>The word itself, checked; null where none is given.</summary>
    public static string? RequireOneOf(string? word, string parameter, IReadOnlyCollection<string> words) =>
        word is null || words.Contains(word) ? word : throw OneOf(parameter, words);
}
