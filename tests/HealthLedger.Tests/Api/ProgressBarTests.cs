using HealthLedger.Api.Hosting;
using HealthLedger.Chain;
using HealthLedger.Core.Terminology.Import;

namespace HealthLedger.Tests.Api;

public sealed class ProgressBarTests
{
    [Fact]
    public void A_line_tells_blocks_rate_and_time_left() =>
        Assert.Equal(
            "120 of 480 blocks, 8100 operations a second, 3 s left",
            ProgressBar.Line(new IndexProgress(120, 480, 8100), TimeSpan.FromSeconds(1)).TrimEnd());

    [Fact]
    public void A_line_of_an_import_tells_share_lines_and_time_left() =>
        Assert.Equal("25 % of the file, 5100 lines, 3 s left", ProgressBar.Line(new ImportProgress(250, 1000, 5100), TimeSpan.FromSeconds(1)).TrimEnd());

    [Fact]
    public void In_a_file_there_is_a_plain_line_for_each_tenth()
    {
        using var output = new StringWriter();
        var bar = new ProgressBar(output, inPlace: false);
        for (var block = 1; block <= 1000; block++) bar.Report(new IndexProgress(block, 1000, block));

        var lines = output.ToString().Split(Environment.NewLine, StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(11, lines.Length);
        Assert.StartsWith("1000 of 1000 blocks", lines[^1], StringComparison.Ordinal);
        Assert.DoesNotContain('\r', output.ToString());
    }

    [Fact]
    public void On_a_console_the_bar_fills_in_place_and_is_full_at_the_end()
    {
        using var output = new StringWriter();
        var bar = new ProgressBar(output, inPlace: true);
        for (var block = 1; block <= 10; block++) bar.Report(new IndexProgress(block, 10, block));

        Assert.DoesNotContain('\n', output.ToString());
        Assert.Contains($"\r[{new string('#', 30)}] 10 of 10 blocks", output.ToString(), StringComparison.Ordinal);
    }
}
