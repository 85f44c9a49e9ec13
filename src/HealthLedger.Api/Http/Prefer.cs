using System.Globalization;
using Microsoft.Extensions.Primitives;

namespace HealthLedger.Api.Http;

/// <summary>How long a caller wants a write to wait for the chain (RFC 7240: `Prefer: wait=N`, `Prefer: respond-async`).</summary>
static class Prefer
{
    static readonly TimeSpan patience = TimeSpan.FromSeconds(15);
    const int LongestSeconds = 60;

    /// <summary>What cannot be read is ignored, as the RFC has it; the first of a repeated preference counts.</summary>
    public static TimeSpan WaitOf(StringValues header)
    {
        TimeSpan? wait = null;
        foreach (var preference in header.SelectMany(line => line?.Split(',', ';') ?? []))
        {
            var pair = preference.Split('=', 2, StringSplitOptions.TrimEntries);
            if (pair[0].Equals("respond-async", StringComparison.OrdinalIgnoreCase)) return TimeSpan.Zero;
            if (wait is null && pair.Length == 2 && pair[0].Equals("wait", StringComparison.OrdinalIgnoreCase)
                && int.TryParse(pair[1].Trim('"'), NumberStyles.None, CultureInfo.InvariantCulture, out var seconds))
                wait = TimeSpan.FromSeconds(Math.Min(seconds, LongestSeconds));
        }
        return wait ?? patience;
    }
}
