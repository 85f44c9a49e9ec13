using HealthLedger.Core.Operations;

namespace HealthLedger.Core.Ledger;

/// <summary>The gateway's clock, the configured zone, and the rules on times that a request may state.</summary>
public sealed class Clock(TimeProvider time, TimeZoneInfo zone)
{
    /// <summary>How far ahead of ours a client's clock may be.</summary>
    public static readonly TimeSpan Tolerance = TimeSpan.FromMinutes(5);

    static readonly DateTimeOffset lastSecond = DateTimeOffset.FromUnixTimeSeconds(PrescriptionItem.NoEnd);

    public DateTimeOffset Now => time.GetUtcNow();

    /// <summary>UTC milliseconds, as everything is stored.</summary>
    public long Milliseconds => Now.ToUnixTimeMilliseconds();

    public DateOnly Today => DayOf(Now);

    /// <summary>The day in the configured zone.</summary>
    public DateOnly DayOf(DateTimeOffset at) => DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(at, zone).DateTime);

    /// <summary>What happened, happened: late entry is allowed, a time more than five minutes ahead is not.</summary>
    /// <exception cref="RefusedException">422, naming the field.</exception>
    public void RefuseFuture(DateTimeOffset? at, string field)
    {
        if (at > Now + Tolerance) throw Problems.Broken(field, "lies in the future");
    }

    /// <exception cref="RefusedException">422, naming the field.</exception>
    public void RefusePast(DateTimeOffset? at, string field)
    {
        if (at <= Now) throw Problems.Broken(field, "lies in the past");
    }

    /// <summary>A validity given as a date begins at 00:00:00 in the configured zone.</summary>
    public DateTimeOffset StartOf(Validity validity) => validity.Instant ?? Local(validity.Date.ToDateTime(TimeOnly.MinValue));

    /// <summary>A validity given as a date ends at 23:59:59 in the configured zone.</summary>
    public DateTimeOffset EndOf(Validity validity) => validity.Instant ?? Local(validity.Date.ToDateTime(new TimeOnly(23, 59, 59)));

    // The calendar's last and first day reach beyond it in some zones: there they end at its own ends.
    DateTimeOffset Local(DateTime wallClock)
    {
        var offset = zone.GetUtcOffset(wallClock);
        var utc = wallClock.Ticks - offset.Ticks;
        return utc > lastSecond.UtcTicks ? lastSecond : utc < 0 ? DateTimeOffset.MinValue : new DateTimeOffset(wallClock, offset);
    }
}
