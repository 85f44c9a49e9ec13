using System.Globalization;

namespace HealthLedger.Core.Terminology.Import;

/// <summary>The periods of each code that were taken so far: a second one that overlaps is not.</summary>
sealed class Periods
{
    readonly Dictionary<string, List<(DateOnly From, DateOnly Until, int Line)>> taken = new(StringComparer.Ordinal);

    /// <exception cref="RefusedLineException">It ends before it begins, or the code is there for some of its days.</exception>
    public void Require(CodeEntry entry)
    {
        if (entry.ValidUntil < entry.ValidFrom)
            throw new RefusedLineException("ends before it begins", $"{entry.Code}, from {Text(entry.ValidFrom)} until {Text(entry.ValidUntil.Value)}");
        if (!taken.TryGetValue(entry.Code, out var periods)) return;
        foreach (var (from, until, line) in periods)
            if (entry.ValidFrom <= until && from <= (entry.ValidUntil ?? DateOnly.MaxValue))
                throw new RefusedLineException("has a code that is there already for some of its days", $"{entry.Code}, line {line}");
    }

    public void Take(CodeEntry entry, int line)
    {
        if (!taken.TryGetValue(entry.Code, out var periods)) taken[entry.Code] = periods = new(1);
        periods.Add((entry.ValidFrom, entry.ValidUntil ?? DateOnly.MaxValue, line));
    }

    static string Text(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}
