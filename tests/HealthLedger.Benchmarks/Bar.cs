using System.Globalization;

namespace HealthLedger.Benchmarks;

/// <summary>How far a long preparation is: a bar in place on a console, elsewhere a line for each tenth.</summary>
sealed class Bar(string what) : IProgress<double>
{
    const int Width = 30;

    readonly Lock gate = new();
    int shown = -1;

    public void Report(double value)
    {
        var steps = Console.IsErrorRedirected ? 10 : 1000;
        lock (gate)
        {
            var at = (int)(value * steps);
            if (at <= shown) return;
            shown = at;
            var filled = (int)(Width * value);
            var line = string.Create(CultureInfo.InvariantCulture, $"{what} [{new string('#', filled)}{new string('.', Width - filled)}] {value * 100:0} %");
            if (Console.IsErrorRedirected) Console.Error.WriteLine(line);
            else Console.Error.Write($"\r{line}{(value >= 1 ? Environment.NewLine : "")}");
        }
    }
}
