using CsCheck;
using HealthLedger.Core.Regulation;
using HealthLedger.Core.Terminology;

namespace HealthLedger.Tests.Core.Terminology;

public sealed class SearchIndexTests
{
    static readonly DateOnly day = new(2020, 6, 15);

    static readonly SearchIndex asthma = new("cid-10",
    [
        Concept("J45.0", "Asma predominantemente alérgica"), Concept("J45.1", "Asma não-alérgica"), Concept("J45.9", "Asma não especificada"),
        Concept("J46", "Estado de mal asmático, com asma"), Concept("R05", "Tosse"), Concept("J45.8", "Asma") with { ValidUntil = new(2019, 12, 31) },
    ]);

    [Theory]
    [InlineData("J450", "J45.0")]
    [InlineData("j45.", "J45.0 J45.1 J45.9 J45.8")]
    [InlineData("asma", "J45.1 J45.9 J45.0 J46 J45.8")]
    [InlineData("ASMÁ ÁLÉRG", "J45.1 J45.0")]
    [InlineData("alergica asma", "J45.1 J45.0")]
    [InlineData("nao-alergica", "J45.1")]
    [InlineData("sma", "")]
    [InlineData("asma zebra", "")]
    [InlineData("j45 predominantemente", "J45.0")]
    [InlineData("e", "J46 J45.9")]
    public void Words_are_found_by_their_beginning_without_marks_and_the_best_come_first(string query, string codes) =>
        Assert.Equal(codes, string.Join(' ', asthma.Find(query, day, 0, 50).Select(concept => concept.Code)));

    [Fact]
    public void All_codes_come_in_their_order_page_after_page()
    {
        var index = new SearchIndex("cid-10", Enumerable.Range(0, 90).Reverse().Select(i => Concept($"A{i:D2}", $"Doença {i}")));
        var pages = Enumerable.Range(0, 13).SelectMany(page => index.Find(" ", day, 7 * page, 7));
        Assert.Equal(Enumerable.Range(0, 90).Select(i => $"A{i:D2}"), pages.Select(concept => concept.Code));
    }

    [Fact]
    public void The_index_finds_what_a_look_at_each_concept_finds() => Gen.Select(
        Gen.String[Gen.Char["abcé -"], 0, 12].List[0, 30], Gen.String[Gen.Char["abce "], 1, 5]).Sample((displays, query) =>
    {
        var concepts = displays.Select((display, i) => Concept($"{i:D5}", display)).ToList();
        var expected = concepts.Where(concept => NameWords.Match(concept.Display, NameWords.Of(query))).Select(concept => concept.Code);
        Assert.Equal(expected, new SearchIndex("dcb", concepts).Find(query, day, 0, 100).Select(concept => concept.Code).Order(StringComparer.Ordinal));
    });

    static Concept Concept(string code, string display) => new("cid-10", code, display, [], null, null, null, null, null, null, "cid-10 2008");
}
