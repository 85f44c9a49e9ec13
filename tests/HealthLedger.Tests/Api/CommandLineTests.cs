using HealthLedger.Api.Hosting;

namespace HealthLedger.Tests.Api;

public sealed class CommandLineTests
{
    [Fact]
    public void An_import_is_told_with_what_the_file_does_not_say()
    {
        Assert.True(CommandLine.TryParse(
            ["--import", "cid.csv", "--table=cid-10", "--edition", "2008", "--effective-from", "2008-01-01", "--replace", "--HealthLedger:DataDirectory=x"], out var line));
        Assert.Equal(("cid.csv", "cid-10", "2008", new DateOnly(2008, 1, 1), true), (line.Import.Path, line.Import.Table, line.Import.Edition, line.Import.EffectiveFrom, line.Import.Replace));
        Assert.True(line.Imports);
        Assert.False(line.NeedsContract);
    }

    [Fact]
    public void An_edition_is_retired_by_table_and_name()
    {
        Assert.True(CommandLine.TryParse(["--retire", "cid-10/2008", "--effective-until", "2019-12-31"], out var line));
        Assert.Equal((("cid-10", "2008"), new DateOnly(2019, 12, 31)), (line.Retire, line.EffectiveUntil));
    }

    [Theory]
    [InlineData("--replace")]
    [InlineData("--edition=2008")]
    [InlineData("--effective-until=2019-12-31")]
    [InlineData("--import")]
    [InlineData("--import=x --table=cid-9")]
    [InlineData("--import=x --edition=../../etc")]
    [InlineData("--import=x --effective-from=31/12/2019")]
    [InlineData("--retire=cid-10")]
    [InlineData("--retire=cid-9/2008")]
    [InlineData("--frobnicate")]
    public void What_makes_no_sense_is_not_guessed_at(string line) => Assert.False(CommandLine.TryParse(line.Split(' '), out _));
}
