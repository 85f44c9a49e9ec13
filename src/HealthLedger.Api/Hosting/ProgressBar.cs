using System.Diagnostics;
using System.Globalization;
using HealthLedger.Chain;
using HealthLedger.Core.Terminology.Import;

namespace HealthLedger.Api.Hosting;

/// <summary>How far the read model, or an import, is: on a console a bar that fills in place, elsewhere a plain line for each tenth.</summary>
sealed class ProgressBar(TextWriter output, bool inPlace) : IProgress<IndexProgress>, IProgress<ImportProgress>
{
    const int Width = 30;

    /// <summary>So that in place no longer line shines through.</summary>
    const int Padded = 70;

    static readonly TimeSpan often = TimeSpan.FromMilliseconds(100);

    readonly Stopwatch elapsed = Stopwatch.StartNew();
    TimeSpan told = -often;
    long tenths = -1;

    public void Report(IndexProgress value) => Show(value.Blocks, value.AllBlocks, () => Line(value, elapsed.Elapsed));

    public void Report(ImportProgress value) => Show(value.Bytes, value.AllBytes, () => Line(value, elapsed.Elapsed));

    /// <summary>The last sentence, on a line of its own.</summary>
    public string Conclude(string what) =>
        string.Create(CultureInfo.InvariantCulture, $"{(inPlace ? Environment.NewLine : "")}{what} in {elapsed.Elapsed.TotalSeconds:0.0} s.");

    /// <summary>`120 of 480 blocks, 8100 operations a second, 3 s left`.</summary>
    internal static string Line(IndexProgress value, TimeSpan elapsed) => string.Create(
        CultureInfo.InvariantCulture,
        $"{value.Blocks} of {value.AllBlocks} blocks, {value.Operations / Seconds(elapsed):0} operations a second, {Left(value.Blocks, value.AllBlocks, elapsed):0} s left")
        .PadRight(Padded);

    /// <summary>`41 % of the file, 5100 lines, 3 s left`.</summary>
    internal static string Line(ImportProgress value, TimeSpan elapsed) => string.Create(
        CultureInfo.InvariantCulture,
        $"{100 * value.Bytes / Math.Max(1, value.AllBytes)} % of the file, {value.Lines} lines, {Left(value.Bytes, value.AllBytes, elapsed):0} s left")
        .PadRight(Padded);

    void Show(long done, long all, Func<string> line)
    {
        var tenth = 10 * done / Math.Max(1, all);
        if (inPlace)
        {
            if (elapsed.Elapsed - told < often && done < all) return;
            told = elapsed.Elapsed;
            output.Write($"\r{Bar(done, all)} {line()}");
        }
        else if (tenth > tenths)
        {
            tenths = tenth;
            output.WriteLine(line());
        }
    }

    static double Seconds(TimeSpan elapsed) => Math.Max(elapsed.TotalSeconds, 0.001);

    static double Left(long done, long all, TimeSpan elapsed) => Math.Ceiling(Seconds(elapsed) * (all - done) / Math.Max(1, done));

    static string Bar(long done, long all)
    {
        var filled = (int)(Width * done / Math.Max(1, all));
        return $"[{new string('#', filled)}{new string('.', Width - filled)}]";
    }
}
