using System.Text.Json.Nodes;
using HealthLedger.Core.Ledger;

namespace HealthLedger.Core.Medicines;

/// <summary>An item on its way onto a document.</summary>
/// <param name="ValidUntil">When it ends; null: never.</param>
public sealed record DocumentItem<T>(T Item, Recipe? Recipe, DateTimeOffset? ValidUntil);

/// <summary>One document: items of one type with one end, and no more of them than the type allows.</summary>
public sealed record RecipeDocument<T>(string Type, string? Norm, DateTimeOffset? ValidUntil, IReadOnlyList<T> Items);

/// <summary>Lays a consultation's items out on documents.</summary>
public static class RecipeDocuments
{
    /// <summary>The type of items of whose substance nothing is known: which recipe they take, a human decides.</summary>
    public const string Unclassified = "unclassified";

    /// <param name="rules">How many items a type allows, by the rows in force that day; a type that has none is alone.</param>
    /// <param name="on">The day of the consultation.</param>
    /// <param name="items">In their order.</param>
    public static IEnumerable<RecipeDocument<T>> Of<T>(RuleBook rules, DateOnly on, IEnumerable<DocumentItem<T>> items) => items
        .GroupBy(item => (Type: item.Recipe?.Type ?? Unclassified, item.Recipe?.Norm, item.ValidUntil))
        .SelectMany(group => group.Select(item => item.Item).Chunk(MostItems(rules, group.Key.Type, on))
            .Select(chunk => new RecipeDocument<T>(group.Key.Type, group.Key.Norm, group.Key.ValidUntil, chunk)));

    /// <summary>As the consultation's answer lists them.</summary>
    public static JsonArray ToAnswer(IEnumerable<RecipeDocument<LedgerId>> documents) => new([.. documents.Select(document => new JsonObject
    {
        ["type"] = document.Type,
        ["prescriptions"] = new JsonArray([.. document.Items.Select(id => (JsonNode)id.ToString())]),
        ["validUntil"] = document.ValidUntil is { } until ? JsonTime.Print(until) : null,
        ["norm"] = document.Norm,
    })]);

    static int MostItems(RuleBook rules, string type, DateOnly on) => type == Unclassified
        ? int.MaxValue
        : rules.RecipeOf(type, on) is { } row ? row.Items ?? int.MaxValue : 1;
}
