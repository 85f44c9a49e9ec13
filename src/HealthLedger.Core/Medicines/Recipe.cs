using System.Text.Json.Nodes;
using HealthLedger.Core.Ledger;

namespace HealthLedger.Core.Medicines;

/// <summary>What was decided of a prescription item whose substance is known. It is sealed with the item, whatever the rules say later.</summary>
/// <param name="Norm">The law that the type rests on.</param>
/// <param name="ValidUntil">The type's last day or the earlier end that the prescriber stated; null where there is neither.</param>
public sealed record Recipe(string Type, string Norm, Validity? ValidUntil)
{
    /// <summary>Of this type, under what the row says and no more than the prescriber stated.</summary>
    public static Recipe Of(RecipeRow row, PrescriptionBody item, DateOnly on) => new(
        row.Type, row.Norm, item.ValidUntil ?? (ValidDays(row, item) is { } days ? new Validity(null, on.AddDays(days)) : null));

    /// <summary>For how many days after that of the consultation it is valid; null: as long as the prescriber says.</summary>
    public static int? ValidDays(RecipeRow row, PrescriptionBody item) => item.Prolonged is true ? row.Prolonged?.ValidDays ?? row.ValidDays : row.ValidDays;

    /// <summary>As the sealed content of the item has it.</summary>
    public JsonObject ToContent()
    {
        var content = new JsonObject { ["type"] = Type, ["norm"] = Norm };
        if (ValidUntil is not null) content["validUntil"] = ValidUntil.ToString();
        return content;
    }

    /// <summary>What the content of an item says of it; null where its substance was not known.</summary>
    public static Recipe? Of(JsonObject? content) => content?["recipe"] is JsonObject recipe
        ? new Recipe(
            recipe["type"]!.GetValue<string>(), recipe["norm"]!.GetValue<string>(),
            Validity.TryParse(recipe["validUntil"]?.GetValue<string>(), out var until) ? until : null)
        : null;
}

/// <summary>A rule that an item breaks, or that is not coded, with the norm that it rests on. Never names what was prescribed.</summary>
/// <param name="Field">Within the item.</param>
/// <param name="What">A sentence that goes on from the field's name.</param>
public sealed record Breach(string Field, string What, string Norm)
{
    public string Sentence => $"{What} ({Norm})";
}

/// <summary>What comes of an item: a recipe; breaches; or neither, where nothing is known of its substance.</summary>
/// <param name="Controlled">Spent whole in one dispensing, which the contract enforces.</param>
public sealed record Judgement(Recipe? Recipe, bool Controlled, IReadOnlyList<Breach> Breaches);
