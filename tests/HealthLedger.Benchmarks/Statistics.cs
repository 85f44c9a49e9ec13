using System.Globalization;

namespace HealthLedger.Benchmarks;

/// <summary>What several runs came to.</summary>
static class Statistics
{
    public static double Median(this IEnumerable<double> values)
    {
        double[] sorted = [.. values.Order()];
        return sorted.Length % 2 == 1 ? sorted[sorted.Length / 2] : (sorted[sorted.Length / 2 - 1] + sorted[sorted.Length / 2]) / 2;
    }

    /// <summary>`1,234 (1,180 to 1,251)`: the median and how far the runs lie apart.</summary>
    public static string Spread(IReadOnlyCollection<double> values, string format = "N0") => string.Create(
        CultureInfo.InvariantCulture,
        $"{values.Median().ToString(format, CultureInfo.InvariantCulture)} ({values.Min().ToString(format, CultureInfo.InvariantCulture)} to {values.Max().ToString(format, CultureInfo.InvariantCulture)})");
}

/// <summary>A row of a Markdown table.</summary>
static class Row
{
    public static void Print(params ReadOnlySpan<string> cells) => Console.WriteLine($"| {string.Join(" | ", cells)} |");
}
