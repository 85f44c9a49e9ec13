using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace HealthLedger.Core.Research;

/// <summary>Three months of the calendar: `2026-Q3`.</summary>
public readonly record struct Quarter
{
    const int Earliest = 2000, Latest = 9998;
    readonly int since;

    Quarter(int since) => this.since = since;

    public DateOnly FirstDay => new(since / 4, since % 4 * 3 + 1, 1);

    public DateOnly LastDay => FirstDay.AddMonths(3).AddDays(-1);

    public Quarter Before => new(since - 1);

    public static Quarter Of(DateOnly day) => new(day.Year * 4 + (day.Month - 1) / 3);

    public static bool TryParse([NotNullWhen(true)] string? text, out Quarter quarter)
    {
        quarter = default;
        if (text is not { Length: 7 } || text[4..6] != "-Q" || text[6] is not (>= '1' and <= '4')) return false;
        if (!int.TryParse(text[..4], NumberStyles.None, CultureInfo.InvariantCulture, out var year) || year is < Earliest or > Latest) return false;
        quarter = new Quarter(year * 4 + text[6] - '1');
        return true;
    }

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{since / 4:D4}-Q{since % 4 + 1}");
}
