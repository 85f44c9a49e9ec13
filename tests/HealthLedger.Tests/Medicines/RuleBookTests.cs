using System.Text;
using HealthLedger.Core;
using HealthLedger.Core.Medicines;

namespace HealthLedger.Tests.Medicines;

/// <summary>The table of rules, and what replaces it.</summary>
public sealed class RuleBookTests
{
    const string Another = """
        {
          "recipes": [
            { "type": "red", "norm": "Decree 1", "until": "2025-12-31", "controlled": true, "validDays": 5 },
            { "type": "red", "norm": "Decree 2", "from": "2026-01-01", "controlled": true, "validDays": 7, "items": 2 },
            { "type": "common", "norm": "Decree 0" }
          ],
          "lists": [{ "list": "I", "norm": "Decree 1, list I", "recipe": "red", "substances": ["Morphine"], "synonyms": { "Morphia": "Morphine" } }]
        }
        """;

    [Fact]
    public void Last_years_consultation_is_judged_by_last_years_row()
    {
        var rules = Read(Another);
        Assert.Equal(Items.Date(new DateOnly(2026, 1, 5)), Items.Judge(Items.Of("morphia"), new DateOnly(2025, 12, 31), rules).Recipe!.ValidUntil);
        var recipe = Items.Judge(Items.Of("Morphine"), new DateOnly(2026, 1, 1), rules).Recipe!;
        Assert.Equal(("Decree 2", Items.Date(new DateOnly(2026, 1, 8))), (recipe.Norm, recipe.ValidUntil));
        Assert.Equal("common", Items.Judge(Items.Of("Clonazepam"), rules: rules).Recipe!.Type);
    }

    [Theory]
    [InlineData("\"validDays\": 5", "\"validDays\": \"five\"", "$.recipes[0].validDays")]
    [InlineData("\"validDays\": 5", "\"validDay\": 5", "validDay")]
    [InlineData("\"validDays\": 5", "\"validDays\": 0", "a limit below one")]
    [InlineData("2025-12-31", "2026-12-31", "two versions for one day")]
    [InlineData("\"type\": \"common\"", "\"type\": \"other\"", "no recipe of the type 'common'")]
    [InlineData("\"recipe\": \"red\"", "\"recipe\": \"blue\"", "names a recipe that is none")]
    [InlineData("\"recipe\": \"red\",", "", "one of recipe, proscribed and human")]
    [InlineData("\"Morphia\": \"Morphine\"", "\"Morphia\": \"Codeine\"", "a synonym of a substance that is not in it")]
    [InlineData("\"lists\"", "\"about\"", "about")]
    public void A_table_that_cannot_be_ends_the_start_with_a_sentence(string what, string with, string says)
    {
        var path = Path.GetTempFileName();
        try
        {
            File.WriteAllText(path, Another.Replace(what, with, StringComparison.Ordinal));
            var sentence = Assert.Throws<CannotStartException>(() => RuleBook.Open(path)).Message;
            Assert.StartsWith($"HealthLedger:PrescriptionRules is '{path}': ", sentence, StringComparison.Ordinal);
            Assert.Contains(says, sentence, StringComparison.Ordinal);
            Assert.EndsWith(".", sentence, StringComparison.Ordinal);
            Assert.DoesNotContain('\n', sentence);
        }
        finally
        {
            File.Delete(path);
        }
    }

    [Fact]
    public void A_file_that_is_not_there_ends_the_start_with_a_sentence() =>
        Assert.Contains("HealthLedger:PrescriptionRules", Assert.Throws<CannotStartException>(() => RuleBook.Open("/no/such/rules.json")).Message, StringComparison.Ordinal);

    [Fact]
    public void The_shipped_table_may_be_given_as_a_file_as_it_is()
    {
        using var shipped = typeof(RuleBook).Assembly.GetManifestResourceStream("prescription-rules.json")!;
        Assert.Equal(RuleBook.Shipped.Recipes.Select(row => row.Type), RuleBook.Read(shipped).Recipes.Select(row => row.Type));
        Assert.All(RuleBook.Shipped.Recipes, row => Assert.NotEmpty(row.Norm));
    }

    [Fact]
    public void A_document_takes_no_more_items_than_its_type_allows()
    {
        var on = Items.Day;
        var items = new[] { "Fluoxetina", "Clonazepam", "Sertralina", "Diazepam", "Haloperidol", "Losartana", "Quetiapina", "Enalapril" }
            .Select(name => new DocumentItem<string>(name, Items.Judge(Items.Of(name)).Recipe, null))
            .Append(new DocumentItem<string>("who knows", null, null));
        Assert.Equal(
            ["RCE Fluoxetina,Sertralina,Haloperidol", "RCE Quetiapina", "NRB Clonazepam", "NRB Diazepam", "common Losartana,Enalapril", "unclassified who knows"],
            RecipeDocuments.Of(RuleBook.Shipped, on, items).Select(document => $"{document.Type} {string.Join(',', document.Items)}"));
    }

    static RuleBook Read(string table) => RuleBook.Read(new MemoryStream(Encoding.UTF8.GetBytes(table)));
}
