using System.Text.Json.Nodes;
using HealthLedger.Core.Medicines;

namespace HealthLedger.Tests.Medicines;

/// <summary>The shipped lists against the Portaria's own text, where it is at hand.</summary>
public sealed class PortariaTests
{
    const string File = "terminology/portaria-344-98.json";

    [Fact]
    public void Every_substance_of_every_list_is_found_in_that_list()
    {
        var missed = new List<string>();
        var found = 0;
        foreach (var list in Lists())
        {
            var name = list["lista"]!.GetValue<string>();
            foreach (var substance in list["substancias"]!.AsArray().Select(node => node!.GetValue<string>()))
            {
                if (IsNoise(name, substance)) continue;
                var known = RuleBook.Shipped.Find(NameOf(substance));
                if (known?.Lists.Any(row => row.List == name) is true) found++;
                else missed.Add($"{name}: {substance}");
            }
        }
        Assert.Empty(missed);
        Assert.True(found > 600, $"Only {found}.");
    }

    [Fact]
    public void Every_list_has_the_recipe_that_its_heading_names()
    {
        foreach (var list in Lists())
        {
            var row = RuleBook.Shipped.Find(NameOf(list["substancias"]![0]!.GetValue<string>()))!.Lists.First(row => row.List == list["lista"]!.GetValue<string>());
            Assert.Equal(list["proscrita"]!.GetValue<bool>(), row.Proscribed);
            if (list["tipo_sncr"]?.GetValue<string>() is { } type) Assert.Equal(type, row.Recipe);
        }
    }

    [Fact]
    public void Every_addendum_that_the_source_calls_conditional_is_coded_or_left_to_a_human()
    {
        foreach (var list in Lists())
            foreach (var rule in list["regras_condicionais"]!.AsArray().Select(node => node!.GetValue<string>()))
            {
                var (name, number) = (list["lista"]!.GetValue<string>(), int.Parse(rule.Split(')')[0], System.Globalization.CultureInfo.InvariantCulture));
                var named = list["substancias"]!.AsArray().Select(node => NameOf(node!.GetValue<string>()))
                    .Where(substance => rule.Replace("morfina anidra", "").Contains(substance, StringComparison.OrdinalIgnoreCase)).ToList();
                Assert.NotEmpty(named);
                Assert.All(named, substance =>
                    Assert.Contains(RuleBook.Shipped.AddendaOf(name, RuleBook.Shipped.Find(substance)!.Name, Items.Day), row => row.Addendum == number));
            }
    }

    // The name stands before its synonyms, and before what explains it.
    static string NameOf(string substance)
    {
        var name = substance.Split(" | ")[0];
        var bracket = name.IndexOf(" (", StringComparison.Ordinal);
        return (bracket > 0 ? name[..bracket] : name).Replace("/diclorometano", "").Split(" - (")[0].Replace("N,N-DIMETILAMINO", "N,N-DIMETILAMINO ETONITAZENO");
    }

    // F1 and F2 have entries that begin in the middle of another: the file says so itself.
    static bool IsNoise(string list, string substance) => list is "F1" or "F2" && substance.StartsWith("ou ", StringComparison.Ordinal);

    static List<JsonNode> Lists()
    {
        var shared = Environment.GetEnvironmentVariable("HEALTHLEDGER_SHARED") ?? Path.Combine(Root(), "..", "shared");
        var path = Path.Combine(shared, File);
        Assert.SkipUnless(System.IO.File.Exists(path), $"The Portaria's lists are not at hand: {File} in the directory that HEALTHLEDGER_SHARED names, or in ../shared.");
        return [.. JsonNode.Parse(System.IO.File.ReadAllText(path))!["listas"]!.AsArray().Select(node => node!)];
    }

    static string Root()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !System.IO.File.Exists(Path.Combine(folder.FullName, "HealthLedger.sln"))) folder = folder.Parent;
        return folder?.FullName ?? "";
    }
}
