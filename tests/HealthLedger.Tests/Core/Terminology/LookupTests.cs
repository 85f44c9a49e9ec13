using System.Diagnostics;
using HealthLedger.Core.Terminology;

namespace HealthLedger.Tests.Core.Terminology;

public sealed class LookupTests : IAsyncDisposable
{
    readonly TerminologyWorld world = new();

    public ValueTask DisposeAsync() => world.DisposeAsync();

    [Fact]
    public async Task Of_several_editions_the_one_in_effect_on_the_day_answers()
    {
        await world.ImportAsync("2008", ["cid-10;display", "A00;Old", "A01;Only old"]);
        await world.ImportAsync("2019", ["cid-10;display", "A00;New"], from: "2020-01-01");

        Assert.Equal(("Old", "cid-10 2008"), await ShownAsync("A00", "2019-12-31"));
        Assert.Equal(("New", "cid-10 2019"), await ShownAsync("A00", "2020-01-01"));
        Assert.NotNull(await world.FindAsync("cid-10", "A01", on: "1999-01-01"));
        Assert.Null(await world.FindAsync("cid-10", "A01", on: "2020-01-01"));

        async Task<(string, string)> ShownAsync(string code, string on) =>
            await world.FindAsync("cid-10", code, on) is { } found ? (found.Display, found.Edition) : ("", "");
    }

    [Fact]
    public async Task A_second_edition_takes_effect_on_the_day_of_its_import_the_first_from_ever_on()
    {
        var first = await world.ImportAsync("2008", ["cid-10;display", "A00;Old"]);
        var second = await world.ImportAsync("2019", ["cid-10;display", "A00;New"]);

        Assert.Equal((DateOnly.MinValue, world.Clock.Today), (first.Edition.EffectiveFrom, second.Edition.EffectiveFrom));
        Assert.True(await world.Terminologies.HasEditionAsync("cid-10", DateOnly.MinValue, CoreWorld.Cancellation));
        Assert.False(await world.Terminologies.HasEditionAsync("icd-11", world.Clock.Today, CoreWorld.Cancellation));
        Assert.False(await world.Terminologies.HasEditionAsync("dcb", world.Clock.Today, CoreWorld.Cancellation));
    }

    [Fact]
    public async Task A_cid_10_code_is_one_however_it_is_written()
    {
        await world.ImportAsync("2008", ["cid-10;display", "J45.0;Asma"]);
        foreach (var code in (string[])["J45.0", "J450", "j45.0", "J45.0+", "J450*"]) Assert.Equal("J45.0", (await world.FindAsync("cid-10", code))!.Code);
    }

    [Fact]
    public async Task A_category_is_known_by_its_subcategories_and_of_one_sex_where_all_of_them_are()
    {
        await world.ImportAsync("2008", ["cid-10;display;sex", "O80.0;A;female", "O80.1;B;female", "D07.4;C;male", "D07.5;D;male", "D07.0;E;female", "R05;F;"]);

        Assert.Equal(("O80", "O80.0 to O80.1", "female"), await ShownAsync("O80"));
        Assert.Equal(("D07", "D07.0 to D07.5", null), await ShownAsync("D07"));
        Assert.Equal(("R05", "F", null), await ShownAsync("R05"));
        Assert.Null(await world.FindAsync("cid-10", "O81"));
        Assert.Null(await world.FindAsync("cid-10", "R05.0"));

        async Task<(string, string, string?)> ShownAsync(string code) =>
            await world.FindAsync("cid-10", code) is { } found ? (found.Code, found.Display, found.Sex) : ("", "", null);
    }

    [Fact]
    public async Task A_presentation_is_known_by_its_product_which_says_until_when_and_of_what()
    {
        await world.ImportAsync("2021", ["anvisa;display;ingredients;holder;valid until", "170560066;Androcur;CIPROTERONA + LACTOSE;Bayer;2028-02-29"]);
        var bare = (await world.FindAsync("anvisa", "1705600669999"))!;
        Assert.Equal(("1705600669999", "Androcur", null), (bare.Code, bare.Display, bare.Presentation));
        Assert.Null(await world.FindAsync("anvisa", "1705600670000"));

        await world.ImportAsync(world.File(
        [
            "Código do Termo;Termo;Apresentação;Laboratório;Data de início de vigência;Data de fim de vigência;Data de fim de implantação;REGISTRO ANVISA",
            "90246713;ANDROCUR;50 MG COM X 20;BAYER S.A.;10/10/2012;31/08/2019;31/08/2014;1705600660037",
        ]));
        var named = (await world.FindAsync("anvisa", "1705600660037"))!;
        Assert.Equal(("50 MG COM X 20", TerminologyWorld.Day("2028-02-29")), (named.Presentation, named.ValidUntil));
        Assert.Equal(["CIPROTERONA", "LACTOSE"], named.Ingredients);
        var term = (await world.FindAsync("tuss", "90246713"))!;
        Assert.Equal(("1705600660037", TerminologyWorld.Day("2019-08-31")), (term.Register, term.ValidUntil));
        Assert.Equal(["CIPROTERONA", "LACTOSE"], term.Ingredients);
    }

    [Fact]
    public async Task What_another_gateway_imports_is_seen_within_a_second()
    {
        await world.ImportAsync("2008", ["cid-10;display", "A00;Old"]);
        Assert.NotNull(await world.FindAsync("cid-10", "A00"));
        await world.World.Store.WriteAsync(
            (db, _) => Task.FromResult(db.Add(new Edition { Table = "icd-11", Name = "2024-01", Source = "elsewhere", FileHash = "another" })), CoreWorld.Cancellation);

        for (var waited = Stopwatch.StartNew(); !await world.Terminologies.HasEditionAsync("icd-11", world.Clock.Today, CoreWorld.Cancellation);)
            Assert.True(waited.Elapsed < TimeSpan.FromSeconds(30), "The edition is not seen.");
    }
}
