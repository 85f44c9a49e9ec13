using CsCheck;
using HealthLedger.Core.Terminology.Import;

namespace HealthLedger.Tests.Core.Terminology;

public sealed class DelimitedTests
{
    [Fact]
    public void Whatever_is_written_with_quotes_is_read_as_it_was() => Gen.String[Gen.Char["ab;\" \t"], 0, 6].List[1, 5].Sample(fields =>
    {
        var line = string.Join(';', fields.Select(field => $"\"{field.Replace("\"", "\"\"", StringComparison.Ordinal)}\""));
        var read = new List<string>();
        Assert.True(Delimited.TrySplit(line, ';', quotes: true, read));
        Assert.Equal(fields, read);
    });

    [Theory]
    [InlineData("", new[] { "" })]
    [InlineData(";", new[] { "", "" })]
    [InlineData("a;b\"c\";", new[] { "a", "b\"c\"", "" })]
    [InlineData("\"a;b\";\"\"", new[] { "a;b", "" })]
    public void Fields_stand_between_delimiters(string line, string[] fields)
    {
        var read = new List<string>();
        Assert.True(Delimited.TrySplit(line, ';', quotes: true, read));
        Assert.Equal(fields, read);
    }

    [Theory]
    [InlineData("\"a")]
    [InlineData("a;\"")]
    [InlineData("\"a\"b;c")]
    [InlineData("\"a\"\"")]
    public void A_quote_that_does_not_end_a_field_is_a_fault_of_its_line(string line) => Assert.False(Delimited.TrySplit(line, ';', quotes: true, []));
}
