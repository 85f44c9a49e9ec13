using HealthLedger.Core.Ledger;

namespace HealthLedger.Core.Insurance;

/// <summary>Business days: neither Saturday nor Sunday nor a national holiday, in the configured zone.</summary>
public sealed class BusinessCalendar(CoverageRules rules, Clock clock)
{
    public CoverageRules Rules => rules;

    /// <summary>When so many business days are over, counted from the day after: the end of the last of them. None: at once.</summary>
    public DateTimeOffset After(DateTimeOffset moment, int businessDays)
    {
        if (businessDays == 0) return moment;
        var day = clock.DayOf(moment);
        for (var left = businessDays; left > 0;)
        {
            day = day.AddDays(1);
            if (IsBusinessDay(day)) left--;
        }
        return clock.EndOf(new Validity(null, day));
    }

    public bool IsBusinessDay(DateOnly day) => day.DayOfWeek is not (DayOfWeek.Saturday or DayOfWeek.Sunday)
        && !rules.Holidays.Any(holiday => holiday.In(day.Year) == day);

    /// <summary>Easter Sunday after the Gregorian computus (the "Anonymous" algorithm of Nature, 20 April 1876).</summary>
    public static DateOnly Easter(int year)
    {
        int a = year % 19, b = year / 100, c = year % 100, d = b / 4, e = b % 4, f = (b + 8) / 25, g = (b - f + 1) / 3;
        int h = (19 * a + b - d - g + 15) % 30, i = c / 4, k = c % 4, l = (32 + 2 * e + 2 * i - h - k) % 7, m = (a + 11 * h + 22 * l) / 451;
        var march = h + l - 7 * m + 114;
        return new DateOnly(year, march / 31, march % 31 + 1);
    }
}
