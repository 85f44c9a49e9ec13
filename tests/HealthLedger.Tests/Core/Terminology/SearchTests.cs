namespace HealthLedger.Tests.Core.Terminology;

public sealed class SearchTests : IAsyncDisposable
{
    readonly TerminologyWorld world = new();

    public ValueTask DisposeAsync() => world.DisposeAsync();

    [Fact]
    public async Task What_is_found_is_what_the_day_s_edition_says_also_after_another_took_its_place()
    {
        Assert.Equal("", await SearchAsync("cid-10", "asma"));
        await world.ImportAsync("2008", ["cid-10;display", "J45.0;Asma"]);
        Assert.Equal("J45.0", await SearchAsync("cid-10", "asma"));
        await world.ImportAsync("2019", ["cid-10;display", "J45.1;Asma"], from: "2020-06-15");

        Assert.Equal("J45.1", await SearchAsync("cid-10", "asma"));
        Assert.Equal("J45.0", await SearchAsync("cid-10", "asma", on: "2020-06-14"));
    }

    [Fact]
    public async Task Both_tables_of_tuss_are_searched_and_presentations_beside_products_by_their_ingredients()
    {
        await world.ImportAsync("2020", ["tuss-22;display", "40302040;Glicose"]);
        await world.ImportAsync(world.File(
        [
            "Código do Termo;Termo;Apresentação;Laboratório;Data de início de vigência;Data de fim de vigência;Data de fim de implantação;REGISTRO ANVISA",
            "90246713;GLICOCUR;50 MG COM X 20;BAYER S.A.;10/10/2012;;31/08/2014;1705600660037",
        ]));
        await world.ImportAsync("2021", ["anvisa;display;ingredients", "170560066;Glicocur;CIPROTERONA"]);

        Assert.Equal("40302040 90246713", await SearchAsync("tuss", "glico gli"));
        Assert.Equal("170560066 1705600660037", await SearchAsync("anvisa", "cipro"));
        Assert.Equal("90246713", await SearchAsync("tuss", "50 mg bayer"));
    }

    async Task<string> SearchAsync(string system, string query, string on = "2020-06-15") => string.Join(
        ' ', (await world.Search.FindAsync(system, query, TerminologyWorld.Day(on), 0, 50, CoreWorld.Cancellation)).Select(concept => concept.Code));
}
