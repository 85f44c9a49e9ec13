using System.Diagnostics;
using System.Globalization;
using HealthLedger.Chain;

namespace HealthLedger.Api.Hosting;

/// <summary>How far the read model is: on a console a bar that fills in place, elsewhere a plain line for each tenth.</summary>
sealed class ProgressBar(TextWriter output, bool inPlace) : IProgress<IndexProgress>
{
    const int Width = 30;
    static readonly TimeSpan often = TimeSpan.FromMilliseconds(100);

    readonly Stopwatch elapsed = Stopwatch.StartNew();
    TimeSpan told = -often;
    long tenths = -1;

    public void Report(IndexProgress value)
    {
        if (inPlace)
        {
            if (elapsed.Elapsed - told < often && value.Blocks < value.AllBlocks) return;
            told = elapsed.Elapsed;
            output.Write($"\r{Bar(value)} {Line(value, elapsed.Elapsed)}");
        }
        else if (Tenths(value) > tenths)
        {
            tenths = Tenths(value);
            output.WriteLine(Line(value, elapsed.Elapsed));
        }
    }

    /// <summary>The last sentence, on a line of its own.</summary>
    public string Conclude(string what) =>
        string.Create(CultureInfo.InvariantCulture, $"{(inPlace ? Environment.NewLine : "")}{what} in {elapsed.Elapsed.TotalSeconds:0.0} s.");

    /// <summary>`120 of 480 blocks, 8100 operations a second, 3 s left`.</summary>
    internal static string Line(IndexProgress value, TimeSpan elapsed)
    {
        var seconds = Math.Max(elapsed.TotalSeconds, 0.001);
        var left = Math.Ceiling(seconds * (value.AllBlocks - value.Blocks) / Math.Max(1, value.Blocks));
        // Padded, so that in place no longer line shines through.
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{value.Blocks} of {value.AllBlocks} blocks, {value.Operations / seconds:0} operations a second, {left:0} s left").PadRight(70);
    }

    static string Bar(IndexProgress value)
    {
        var filled = (int)(Width * value.Blocks / Math.Max(1, value.AllBlocks));
        return $"[{new string('#', filled)}{new string('.', Width - filled)}]";
    }

    static long Tenths(IndexProgress value) => 10 * value.Blocks / Math.Max(1, value.AllBlocks);
}
