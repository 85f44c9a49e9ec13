using HealthLedger.Core.Ledger;
using HealthLedger.Core.Operations;

namespace HealthLedger.Api.Http;

/// <summary>Query parameters that take one of a list of words.</summary>
static class Query
{
    /// <summary>400: the parameter is none of the words.</summary>
    public static RefusedException OneOf(string parameter, IEnumerable<string> words) => Problems.BodyInvalid.With(
        errors: new Dictionary<string, string[]> { [parameter] = [$"One of: {string.Join(", ", words)}."] }).AsException();

    /// <summary>From when: an RFC 3339 time with its offset, or the beginning of a day in the configured zone; null where none is given.</summary>
    public static DateTimeOffset? BeginOf(Clock clock, string? text, string parameter) => text is null ? null : clock.StartOf(ValidityOf(text, parameter));

    /// <summary>Until when: the same, or the end of a day.</summary>
    public static DateTimeOffset? EndOf(Clock clock, string? text, string parameter) => text is null ? null : clock.EndOf(ValidityOf(text, parameter));

    static Validity ValidityOf(string text, string parameter) => Validity.TryParse(text, out var validity)
        ? validity
        : throw Problems.BodyInvalid.With(errors: new Dictionary<string, string[]>
        {
            [parameter] = ["A date, or a time as RFC 3339 has it, with its offset (a + in it is written %2B)."],
        }).AsException();

    /// <summary>The word itself, checked; null where none is given.</summary>
    public static string? RequireOneOf(string? word, string parameter, IReadOnlyCollection<string> words) =>
        word is null || words.Contains(word) ? word : throw OneOf(parameter, words);
}
