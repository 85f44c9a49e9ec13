using System.Globalization;

namespace HealthLedger.Core.Research;

/// <summary>How finely a patient is described: sex or not, years of an age band, months of a period, and how many of its rows at most.</summary>
sealed record Grain(bool TellsSex, int? Years, int? Months, int MostRows = int.MaxValue)
{
    /// <summary>What stands where nothing is told.</summary>
    public const string Any = "*";

    const int Oldest = 90;

    /// <summary>With all of a patient's rows, from fine to coarse.</summary>
    public static IReadOnlyList<Grain> AllRows { get; } =
    [
        new(true, 10, 1), new(true, 10, 3), new(true, 10, 12), new(true, 20, 12), new(true, 10, null), new(true, 20, null), new(true, null, 12),
        new(false, null, 12), new(false, null, null),
    ];

    /// <summary>The same for those whose visits are too peculiar: with their first row alone.</summary>
    public static IReadOnlyList<Grain> FirstRow { get; } = [.. AllRows.Select(grain => grain with { MostRows = 1 })];

    public string SexOf(string sex) => TellsSex ? sex : Any;

    public string AgeOf(int age) => Years is { } years ? BandOf(age, years) : Any;

    /// <summary>`40-49`; one band for all from 90 on, of whom there are few (45 CFR 164.514(b)(2)(i)(C) has the same bound).</summary>
    public static string BandOf(int age, int years)
    {
        var from = Math.Min(age, Oldest) / years * years;
        return from + years > Oldest ? $"{from}+" : $"{from}-{from + years - 1}";
    }

    /// <summary>`2026-03`, `2026-Q1` or `2026`.</summary>
    public string PeriodOf(DateOnly day) => Months switch
    {
        1 => day.ToString("yyyy-MM", CultureInfo.InvariantCulture),
        3 => string.Create(CultureInfo.InvariantCulture, $"{day.Year:D4}-Q{(day.Month + 2) / 3}"),
        12 => day.Year.ToString("D4", CultureInfo.InvariantCulture),
        _ => Any,
    };
}
