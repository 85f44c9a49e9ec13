using HealthLedger.Core.Ledger;

namespace HealthLedger.Core.Medicines;

/// <summary>
/// The one place that says which recipe a prescription item takes and whether it keeps to that recipe's limits, by the rows in force on the day of
/// the consultation. It asks nothing but its arguments, and only ever tightens what the prescriber stated.
/// </summary>
/// <param name="rules">The law.</param>
/// <param name="clock">Says when a day ends.</param>
/// <param name="substanceRequired">Whether a controlled item of an unknown substance is refused: no rule can be applied to it.</param>
public sealed class RecipeEvaluator(RuleBook rules, Clock clock, bool substanceRequired = false)
{
    /// <param name="item">As the prescriber states it.</param>
    /// <param name="substances">Its active ingredients; none: nothing is known of them.</param>
    /// <param name="on">The day of the consultation.</param>
    public Judgement Judge(PrescriptionBody item, IReadOnlyList<string> substances, DateOnly on)
    {
        var stated = item.Controlled is true;
        if (substances.Count == 0) return new Judgement(null, stated, [.. OfUnknown(item)]);
        var type = new RecipeType(rules, item, on);
        if (type.Of(substances) is not { } decided) return new Judgement(null, stated, type.Breaches);
        if (rules.RecipeOf(decided.Type, on) is not { } row)
            return new Judgement(
                null, stated, [new Breach("substance", $"is not coded for {on:yyyy-MM-dd}: a human must decide which limits held then", decided.Norm)]);
        IReadOnlyList<Breach> breaches = [.. type.Breaches, .. Limits(item, row, decided.Norm, substances, on)];
        return new Judgement(breaches.Count == 0 ? Recipe.Of(row, item, on) : null, stated || row.Controlled, breaches);
    }

    IEnumerable<Breach> OfUnknown(PrescriptionBody item)
    {
        if (item.RecipeType is not null) yield return new Breach("recipeType", "needs the substance that it is for", "not coded");
        if (item.Controlled is true && substanceRequired)
            yield return new Breach("substance", "is required of a controlled medicine: which recipe it takes follows from it", "Portaria SVS/MS 344/1998");
    }

    IEnumerable<Breach> Limits(PrescriptionBody item, RecipeRow row, string classified, IReadOnlyList<string> substances, DateOnly on)
    {
        if (row.Controlled && item.Controlled is false) yield return new Breach("controlled", "is true here", classified);
        if (item.Prolonged is true && row.Prolonged is null) yield return new Breach("prolonged", $"is not for the recipe {row.Type}", row.Norm);
        if (row.Controlled && item.Fills > 1) yield return new Breach("fills", "is one: the recipe is spent whole in one dispensing", row.Norm);
        if (row.Controlled && item.PartialAllowed is true)
            yield return new Breach("partialAllowed", "is false: the recipe is spent whole in one dispensing", row.Norm);
        if (item.Prolonged is true && row.Prolonged is { } prolonged && item.Fills > prolonged.Fills)
            yield return new Breach("fills", $"is at most {prolonged.Fills}", row.Norm);
        if (Recipe.ValidDays(row, item) is { } days && item.ValidUntil is { } until && clock.EndOf(until) > clock.EndOf(new Validity(null, on.AddDays(days))))
            yield return new Breach("validUntil", $"is at most {on.AddDays(days):yyyy-MM-dd}, {days} days from the consultation", row.Norm);
        var inAmpoules = item.Presentation?.Form == PresentationBody.Ampoule && row.Ampoules is not null;
        foreach (var breach in inAmpoules ? Ampoules(item, row) : Treatment(item, row, substances)) yield return breach;
        foreach (var breach in DailyDose(item, row, substances)) yield return breach;
    }

    static IEnumerable<Breach> Ampoules(PrescriptionBody item, RecipeRow row)
    {
        if (item.Quantity!.Value * item.Fills > row.Ampoules) yield return new Breach("quantity.value", $"is at most {row.Ampoules} ampoules", row.Norm);
    }

    IEnumerable<Breach> Treatment(PrescriptionBody item, RecipeRow row, IReadOnlyList<string> substances)
    {
        var (limit, norm) = item.Prolonged is true && row.Prolonged is { } prolonged ? ((int?)prolonged.TreatmentDays, row.Norm)
            : row.LongerTreatment is { } longer && substances.Where(one => rules.Find(one) is not null).All(one => IsOne(longer.Substances, one))
                ? (longer.Days, longer.Norm)
            : (row.TreatmentDays, row.Norm);
        if (limit is not { } most) yield break;
        if (item.TreatmentDays is null) yield return new Breach("treatmentDays", $"is required: the recipe is for at most {most} days", norm);
        else if (item.TreatmentDays > most) yield return new Breach("treatmentDays", $"is at most {most}", norm);
        if (item is { DailyDose.Milligrams: { } daily, Presentation.Strength.Milligrams: { } strength }
            && item.Quantity!.Value * item.Fills * strength > daily * most)
            yield return new Breach("quantity.value", $"is more than {most} days of treatment at that daily dose", norm);
    }

    IEnumerable<Breach> DailyDose(PrescriptionBody item, RecipeRow row, IReadOnlyList<string> substances)
    {
        foreach (var (substance, most) in row.DailyMilligrams ?? new Dictionary<string, decimal>())
        {
            if (!substances.Any(one => IsOne([substance], one))) continue;
            if (item.DailyDose?.Milligrams is not { } daily) yield return new Breach("dailyDose", $"is required: it is at most {most} mg", row.Norm);
            else if (daily > most) yield return new Breach("dailyDose", $"is at most {most} mg", row.Norm);
        }
    }

    bool IsOne(IEnumerable<string> names, string substance) =>
        rules.Find(substance) is { } found && names.Any(name => SubstanceNames.Same(name, found.Name));
}
