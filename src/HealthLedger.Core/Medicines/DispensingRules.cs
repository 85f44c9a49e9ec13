using System.Text.Json.Nodes;
using HealthLedger.Core.Operations;

namespace HealthLedger.Core.Medicines;

/// <summary>What a pharmacy has to write down when it dispenses on a recipe that is kept.</summary>
static class DispensingRules
{
    const string Product = "product", Lots = "lots", Boxes = "boxes", Buyer = "buyer";
    const int RegisterDigits = 13;

    /// <summary>What a type's row may ask for.</summary>
    public static IReadOnlyList<string> Words { get; } = [Product, Lots, Boxes, Buyer];

    /// <param name="row">The recipe's type.</param>
    /// <param name="prescription">The item's content.</param>
    /// <param name="body">What the pharmacy states.</param>
    /// <exception cref="RefusedException">422, naming each field that is missing, and the norm.</exception>
    public static void Require(RecipeRow row, JsonObject prescription, DispensationBody body)
    {
        var missing = Missing(row, prescription, body).ToList();
        if (missing.Count == 0) return;
        throw Problems.RuleBroken.With(
            string.Join(" ", missing.Select(one => $"{one.Field} {one.Sentence}.")),
            missing.ToDictionary(one => one.Field, one => new[] { one.Sentence }, StringComparer.Ordinal)).AsException();
    }

    static IEnumerable<Breach> Missing(RecipeRow row, JsonObject prescription, DispensationBody body)
    {
        var asked = row.Dispensing ?? [];
        if (asked.Contains(Product) && body.Product is not { System: "anvisa", Code.Length: RegisterDigits })
            yield return Break(Product, $"is required as the {RegisterDigits}-digit register of the presentation (anvisa)");
        if (asked.Contains(Lots) && body.Lots is not { Count: > 0 }) yield return Break(Lots, "are required");
        foreach (var (lot, index) in (body.Lots ?? []).Select((lot, index) => (lot, index)))
            if (asked.Contains(Boxes) && lot.Boxes is null) yield return Break($"lots[{index}].boxes", "are required");
        foreach (var field in asked.Contains(Buyer) ? new[] { "name", "document" } : [])
            if (!IsText(body.Buyer, field)) yield return Break($"buyer.{field}", "is required");
        if (row.Notification && prescription["notification"] is null && body.Notification is null)
            yield return Break("notification", "is required: neither the prescription nor the dispensing says its number");

        Breach Break(string field, string what) => new(field, $"{what} for the recipe {row.Type}", row.Norm);
    }

    static bool IsText(JsonNode? buyer, string field) =>
        buyer is JsonObject stated && stated[field] is JsonValue value && value.TryGetValue(out string? text) && !string.IsNullOrWhiteSpace(text);
}
