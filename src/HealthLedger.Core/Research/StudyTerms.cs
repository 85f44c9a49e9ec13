using System.Globalization;
using System.Text.Json.Nodes;
using HealthLedger.Core.Ledger;

namespace HealthLedger.Core.Research;

/// <summary>What a study's protocol fixes of its data.</summary>
sealed record StudyTerms(LedgerId Study, DateOnly From, DateOnly Until, IReadOnlyList<DiagnosisCode> Codes, int K)
{
    /// <param name="study">Whose.</param>
    /// <param name="content">As it was committed to.</param>
    public static StudyTerms Of(LedgerId study, JsonObject content) => new(
        study, Day(content["from"]), Day(content["until"]),
        [.. (content["codes"]?.AsArray() ?? []).Select(code => DiagnosisCode.Of(code!["system"]!.GetValue<string>(), code["code"]!.GetValue<string>()))],
        content["k"]!.GetValue<int>());

    /// <summary>What every diagnosis in the study begins with: the study itself tells it, so that no row needs to hide it.</summary>
    public DiagnosisCode Told => Codes is [var first, ..]
        ? new[] { first, first.Category, first.Chapter }.FirstOrDefault(told => told is not null && Codes.All(code => code.BeginsWith(told))) ?? DiagnosisCode.Any
        : DiagnosisCode.Any;

    public bool Concerns(DiagnosisCode code) => Codes.Count == 0 || Codes.Any(code.BeginsWith);

    static DateOnly Day(JsonNode? day) => DateOnly.ParseExact(day!.GetValue<string>(), "yyyy-MM-dd", CultureInfo.InvariantCulture);
}
