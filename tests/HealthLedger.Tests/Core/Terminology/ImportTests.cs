using System.Text;
using HealthLedger.Core.Terminology.Import;
using Microsoft.EntityFrameworkCore;

namespace HealthLedger.Tests.Core.Terminology;

/// <summary>An edition is there whole, or not at all.</summary>
public sealed class ImportTests : IAsyncDisposable
{
    readonly TerminologyWorld world = new();

    public ValueTask DisposeAsync() => world.DisposeAsync();

    [Fact]
    public async Task The_same_file_again_changes_nothing_whatever_it_is_called()
    {
        var path = world.File(["cid-10;display", "J45.0;Asma"]);
        var first = await world.ImportAsync(path, "2008");
        var again = await world.ImportAsync(path, "2009", replace: true);

        Assert.Equal((false, true), (first.WasThere, again.WasThere));
        Assert.Equal(("2008", first.Edition.Id), (again.Edition.Name, again.Edition.Id));
        Assert.Single(await world.EntriesAsync());
    }

    [Fact]
    public async Task Another_file_under_a_name_that_is_there_needs_to_be_told_to_replace_it()
    {
        await world.ImportAsync("2008", ["cid-10;display", "J45.0;Asma", "R05;Tosse"], from: "2008-01-01");
        var other = world.File(["cid-10;display", "J45.0;Asma alérgica"]);

        Assert.Contains("cid-10/2008 is there with another file", await TerminologyWorld.StoppedAsync(() => world.ImportAsync(other, "2008")), StringComparison.Ordinal);
        Assert.Equal(2, (await world.EntriesAsync()).Count);
        var replaced = await world.ImportAsync(other, "2008", replace: true);
        Assert.Equal(TerminologyWorld.Day("2008-01-01"), replaced.Edition.EffectiveFrom);
        Assert.Equal("Asma alérgica", Assert.Single(await world.EntriesAsync()).Display);
        Assert.Single(await world.Editions.AllAsync(CoreWorld.Cancellation));
    }

    [Fact]
    public async Task What_is_broken_off_leaves_nothing_behind_not_even_of_what_it_was_to_replace()
    {
        await world.ImportAsync("2008", ["cid-10;display", "J45.0;Asma"]);
        string[] lines = ["cid-10;display", .. Enumerable.Range(0, 1000).Select(i => $"{(char)('A' + i / 100)}{i % 100:D2};Doença {i}")];
        using var interruption = new CancellationTokenSource();
        var order = new ImportOrder(world.File(lines), Edition: "2008", Replace: true);

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => world.Importer.ImportAsync(order, new At(400, interruption.Cancel), interruption.Token));
        Assert.Equal("J45.0", Assert.Single(await world.EntriesAsync()).Code);
        Assert.Equal(1, Assert.Single(await world.Editions.AllAsync(CoreWorld.Cancellation)).Taken);
        Assert.Equal(1000, (await world.Importer.ImportAsync(order, new At(-1, () => { }), CoreWorld.Cancellation)).Edition.Taken);
    }

    [Fact]
    public async Task Progress_is_told_up_to_the_end()
    {
        string[] lines = ["cid-10;display", .. Enumerable.Range(0, 1000).Select(i => $"{(char)('A' + i / 100)}{i % 100:D2};Doença {i}")];
        var told = new List<ImportProgress>();
        await world.Importer.ImportAsync(new ImportOrder(world.File(lines)), new At(-1, () => { }, told.Add), CoreWorld.Cancellation);

        Assert.InRange(told.Count, 4, 10);
        Assert.Equal((told[^1].AllBytes, 1000), (told[^1].Bytes, told[^1].Lines));
        Assert.Equal(told.Select(one => one.Bytes).Order(), told.Select(one => one.Bytes));
        Assert.All(told, one => Assert.InRange(one.Bytes, 1, one.AllBytes));
    }

    [Theory]
    [InlineData("CAT;CLASSIF;DESCRICAO", "is none of the tables that can be imported")]
    [InlineData("", "is none of the tables that can be imported")]
    [InlineData("cid-10;display", "No line of")]
    public async Task A_file_with_nothing_to_import_is_told_in_one_sentence(string header, string sentence)
    {
        Assert.Contains(sentence, await TerminologyWorld.StoppedAsync(() => world.ImportAsync("2008", [header])), StringComparison.Ordinal);
        Assert.Empty(await world.Editions.AllAsync(CoreWorld.Cancellation));
    }

    [Fact]
    public async Task A_file_of_another_table_than_it_is_said_to_be_is_told_as_what_it_is()
    {
        var path = world.File(["SUBCAT;CLASSIF;RESTRSEXO;CAUSAOBITO;DESCRICAO;DESCRABREV;REFER;EXCLUIDOS;", "J450;;;;Asma;;;;"]);
        Assert.Equal($"{path} is not tuss-22: it is cid-10 (DATASUS CID-10 subcategories).", await TerminologyWorld.StoppedAsync(() => world.ImportAsync(path, table: "tuss-22")));
        Assert.Contains("cannot be read", await TerminologyWorld.StoppedAsync(() => world.ImportAsync(path + ".gone")), StringComparison.Ordinal);
        var broken = world.File(["PK"], Encoding.ASCII);
        Assert.Contains("cannot be read", await TerminologyWorld.StoppedAsync(() => world.ImportAsync(broken)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_edition_that_is_retired_answers_up_to_its_last_day()
    {
        await world.ImportAsync("2008", ["cid-10;display", "J45.0;Asma"]);
        Assert.NotNull(await world.Importer.RetireAsync("cid-10", "2008", TerminologyWorld.Day("2020-06-14"), CoreWorld.Cancellation));
        Assert.Null(await world.Importer.RetireAsync("cid-10", "2009", TerminologyWorld.Day("2020-06-14"), CoreWorld.Cancellation));

        Assert.NotNull(await world.FindAsync("cid-10", "J45.0", on: "2020-06-14"));
        Assert.Null(await world.FindAsync("cid-10", "J45.0", on: "2020-06-15"));
        await using var db = world.World.Store.OpenRead();
        Assert.Equal(1, await db.CodeEntries.CountAsync(CoreWorld.Cancellation));
    }

    sealed class At(int lines, Action act, Action<ImportProgress>? also = null) : IProgress<ImportProgress>
    {
        public void Report(ImportProgress value)
        {
            also?.Invoke(value);
            if (value.Lines == lines) act();
        }
    }
}
