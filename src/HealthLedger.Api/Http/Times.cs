using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace HealthLedger.Api.Http;

/// <summary>Times as the HTTP contract has them: RFC 3339, any offset in, UTC with milliseconds out.</summary>
public static class Times
{
    const string Input = "yyyy-MM-dd'T'HH:mm:ss.FFFFFFFK";

    public static string Format(DateTimeOffset time) =>
        time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);

    /// <summary>A stored time, UTC milliseconds, as it is told.</summary>
    public static DateTimeOffset OfMilliseconds(long milliseconds) => DateTimeOffset.FromUnixTimeMilliseconds(milliseconds);

    /// <summary>A chain time, Unix seconds, as it is told.</summary>
    public static DateTimeOffset OfSeconds(long seconds) => DateTimeOffset.FromUnixTimeSeconds(seconds);

    public static bool TryParse(string? text, out DateTimeOffset time)
    {
        time = default;
        var candidate = text?.ToUpperInvariant();
        // Without an offset a time means something else on every machine.
        if (candidate is not { Length: >= 20 } || !(candidate[^1] == 'Z' || candidate[^6] is '+' or '-')) return false;
        if (!DateTimeOffset.TryParseExact(candidate, Input, CultureInfo.InvariantCulture, DateTimeStyles.None, out var parsed)) return false;
        time = parsed.ToUniversalTime();
        return true;
    }
}

/// <summary>A validity: a time, or a date that means its end in the configured zone (<see cref="Zone"/>).</summary>
public readonly record struct DateOrTime(DateOnly? Date, DateTimeOffset? Time)
{
    public static bool TryParse([NotNullWhen(true)] string? text, out DateOrTime value)
    {
        value = default;
        if (DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var date))
            value = new DateOrTime(date, null);
        else if (Times.TryParse(text, out var time))
            value = new DateOrTime(null, time);
        else return false;
        return true;
    }
}

/// <summary>The zone in which a date ends (HealthLedger:TimeZone).</summary>
public sealed class Zone(TimeZoneInfo zone)
{
    /// <summary>The last second that a validity covers: of a date 23:59:59 in the zone.</summary>
    public DateTimeOffset EndOf(DateOrTime validity)
    {
        if (validity.Time is { } time) return time;
        var end = validity.Date!.Value.ToDateTime(new TimeOnly(23, 59, 59));
        return new DateTimeOffset(end, zone.GetUtcOffset(end)).ToUniversalTime();
    }

    /// <summary>Today's date in the zone.</summary>
    public DateOnly Today(TimeProvider clock) => DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(clock.GetUtcNow(), zone).DateTime);
}
