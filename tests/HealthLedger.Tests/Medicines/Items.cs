using HealthLedger.Core.Ledger;
using HealthLedger.Core.Medicines;
using HealthLedger.Core.Terminology;

namespace HealthLedger.Tests.Medicines;

/// <summary>Prescription items and how the shipped rules judge them on a day in São Paulo.</summary>
static class Items
{
    public static readonly DateOnly Day = new(2026, 11, 20);
    public static readonly Clock Clock = new(TimeProvider.System, TimeZoneInfo.FindSystemTimeZoneById("America/Sao_Paulo"));

    public static PrescriptionBody Of(
        string? substance, decimal quantity = 30, int? days = 30, string? form = "tablet", decimal? milligrams = null, Validity? until = null, bool? controlled = null,
        int fills = 1, bool? parts = null, decimal? daily = null, bool? prolonged = null, string? type = null) => new(
            new Coding("dcb", "02543"), new QuantityBody(quantity, "unit"), "One at night", fills, controlled, parts, until, days, substance,
            form is null && milligrams is null ? null : new PresentationBody(milligrams is null ? null : new MassBody(milligrams, "mg"), form),
            daily is null ? null : new MassBody(daily, "mg"), prolonged, null, type);

    public static Judgement Judge(PrescriptionBody item, DateOnly? on = null, RuleBook? rules = null) => new RecipeEvaluator(rules ?? RuleBook.Shipped, Clock)
        .Judge(item, SubstanceNames.Split(item.Substance ?? ""), on ?? Day);

    /// <summary>The recipe's type; fails with what was broken.</summary>
    public static string TypeOf(PrescriptionBody item, DateOnly? on = null)
    {
        var judgement = Judge(item, on);
        Assert.True(judgement.Recipe is not null, string.Join("; ", judgement.Breaches));
        return judgement.Recipe.Type;
    }

    /// <summary>The one rule that is broken, which has to name a norm.</summary>
    public static Breach Broken(PrescriptionBody item, DateOnly? on = null)
    {
        var judgement = Judge(item, on);
        Assert.Null(judgement.Recipe);
        var breach = Assert.Single(judgement.Breaches);
        Assert.NotEmpty(breach.Norm);
        Assert.EndsWith($"({breach.Norm})", breach.Sentence, StringComparison.Ordinal);
        return breach;
    }

    public static Validity Date(DateOnly day) => new(null, day);
}
