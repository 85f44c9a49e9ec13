using System.Text.Json.Nodes;
using HealthLedger.Core.Ledger;
using HealthLedger.Core.Store;

namespace HealthLedger.Core.Medicines;

/// <summary>A prescription item, sealed, with what was decided of it.</summary>
public sealed record PrescribedItem(Payload Payload, PrescriptionBody Body, Judgement Judgement)
{
    /// <summary>What is sealed: what the prescriber said, and the recipe that it takes.</summary>
    public static JsonObject ContentOf(PrescriptionBody item, Judgement judgement)
    {
        var content = item.ToContent();
        if (judgement.Recipe is { } recipe) content["recipe"] = recipe.ToContent();
        return content;
    }

    /// <summary>When it ends; null: never.</summary>
    public DateTimeOffset? End(Clock clock) => (Judgement.Recipe?.ValidUntil ?? Body.ValidUntil) is { } until ? clock.EndOf(until) : null;

    /// <summary>What the contract enforces of it.</summary>
    public PrescriptionItem ToCommand(Clock clock) => new(
        Payload.Id, Payload.Commitment, Quantities.ToThousandths(Body.Quantity!.Value!.Value), Body.Fills!.Value, Body.PartialAllowed ?? false,
        Judgement.Controlled, End(clock)?.ToUnixTimeSeconds() ?? PrescriptionItem.NoEnd);

    public override string ToString() => $"PrescribedItem {Payload.Id} (redacted)";
}
