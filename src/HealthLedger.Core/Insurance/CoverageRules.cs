using System.Text.Json;

namespace HealthLedger.Core.Insurance;

/// <summary>Kinds of exam, as the norms on terms tell them apart.</summary>
public static class ExamKinds
{
    public const string Ambulatory = "ambulatory";

    /// <summary>`laboratory`, `ambulatory` (other ambulatory diagnostics; where none is stated), `highComplexity`, `urgent`.</summary>
    public static IReadOnlyList<string> All { get; } = ["laboratory", Ambulatory, "highComplexity", "urgent"];
}

/// <summary>How many business days a norm allows for each kind of exam, in the years in which it is in force.</summary>
public sealed record Term(string Norm, DateOnly From, DateOnly? Until, IReadOnlyDictionary<string, int> BusinessDays);

/// <summary>A holiday each year: a month and day, or so many days after Easter; from a year on.</summary>
public sealed record Holiday(int? Month, int? Day, int? AfterEaster, string Name, string Law, int? From)
{
    internal DateOnly? In(int year) =>
        year < From ? null : AfterEaster is { } days ? BusinessCalendar.Easter(year).AddDays(days) : new DateOnly(year, Month!.Value, Day!.Value);
}

/// <summary>
/// The terms within which insurers answer and exams are attended, and the holidays that count for them: data with effective dates, which
/// another country replaces.
/// </summary>
public sealed record CoverageRules(IReadOnlyList<Term> Answers, IReadOnlyList<Term> Attendance, IReadOnlyList<Holiday> Holidays)
{
    static readonly JsonSerializerOptions form = new(JsonSerializerDefaults.Web);

    /// <summary>Brazil's, which come with the gateway: RN ANS 623/2024 and 566/2022.</summary>
    public static CoverageRules Shipped { get; } = OfShipped();

    /// <summary>An operator's own file of the same form.</summary>
    /// <exception cref="CannotStartException">It cannot be read, or is not of the form.</exception>
    public static CoverageRules Read(string path)
    {
        try
        {
            return Checked(JsonSerializer.Deserialize<CoverageRules>(File.ReadAllBytes(path), form));
        }
        catch (Exception wrong) when (wrong is IOException or UnauthorizedAccessException or JsonException)
        {
            throw new CannotStartException($"HealthLedger:CoverageRules {Path.GetFullPath(path)} is no file of coverage rules: {wrong.Message}", wrong);
        }
    }

    /// <summary>The norm on answers in force on a day; null where none is coded: nothing is overdue then.</summary>
    public Term? AnswersOn(DateOnly day) => InForce(Answers, day);

    /// <summary>The norm on attendance in force on a day; null where none is coded.</summary>
    public Term? AttendanceOn(DateOnly day) => InForce(Attendance, day);

    static Term? InForce(IEnumerable<Term> terms, DateOnly day) => terms.FirstOrDefault(term => term.From <= day && (term.Until is null || day <= term.Until));

    static CoverageRules OfShipped()
    {
        using var resource = typeof(CoverageRules).Assembly.GetManifestResourceStream("coverage-rules.json")!;
        return Checked(JsonSerializer.Deserialize<CoverageRules>(resource, form));
    }

    static CoverageRules Checked(CoverageRules? rules)
    {
        if (rules is not { Answers: not null, Attendance: not null, Holidays: not null }) throw new JsonException("answers, attendance and holidays are required.");
        foreach (var term in rules.Answers.Concat(rules.Attendance))
            if (term.BusinessDays is null || ExamKinds.All.Any(kind => !term.BusinessDays.TryGetValue(kind, out var days) || days is < 0 or > 250))
                throw new JsonException($"{term.Norm} states business days, from 0 to 250, for each of {string.Join(", ", ExamKinds.All)}.");
        foreach (var holiday in rules.Holidays)
            if (holiday.AfterEaster is null && !DateOnly.TryParseExact($"2024-{holiday.Month:00}-{holiday.Day:00}", "yyyy-MM-dd", out _))
                throw new JsonException($"{holiday.Name} is on a month and a day, or so many days after Easter.");
        return rules;
    }
}
