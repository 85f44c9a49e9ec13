using HealthLedger.Core.Consultation;
using HealthLedger.Core.Ledger;
using HealthLedger.Core.Operations;
using HealthLedger.Core.Terminology;

namespace HealthLedger.Core.Medicines;

/// <summary>The names of a coded medicine's active ingredients on a day, from the editions that were imported; none: nothing is known of it.</summary>
public delegate Task<IReadOnlyList<string>> KnownIngredients(Coding medicine, DateOnly on, CancellationToken cancellation);

/// <summary>Decides the recipes of a consultation's prescription items.</summary>
public sealed class Prescribing(RuleBook rules, KnownIngredients ingredients, Clock clock, CoreOptions options)
{
    readonly RecipeEvaluator evaluator = new(rules, clock, options.SubstanceRequired);

    /// <summary>For each item what it comes to.</summary>
    /// <exception cref="RefusedException">422, naming each field, the rule and its norm.</exception>
    public async Task<IReadOnlyList<Judgement>> DecideAsync(ConsultationBody body, CancellationToken cancellation)
    {
        var on = clock.DayOf(body.OccurredAt!.Value);
        var judgements = new List<Judgement>();
        var broken = new List<Breach>();
        foreach (var (item, index) in (body.Prescriptions ?? []).Select((item, index) => (item, index)))
        {
            var judgement = evaluator.Judge(item, await SubstancesAsync(item, on, cancellation), on);
            judgements.Add(judgement);
            broken.AddRange(judgement.Breaches.Select(breach => breach with { Field = $"prescriptions[{index}].{breach.Field}" }));
            if (judgement.Recipe is { ValidUntil: { } until, Norm: var norm } && item.ValidUntil is null && clock.EndOf(until) <= clock.Now)
                broken.Add(new Breach($"prescriptions[{index}].validUntil", $"lies in the past: the recipe was valid until {until}", norm));
        }
        return broken.Count == 0 ? judgements : throw Refuse(broken);
    }

    /// <summary>What may once have been decided of an item: one that comes back is told by the commitment that the ledger holds.</summary>
    public IEnumerable<Judgement> Possible(PrescriptionBody item, DateTimeOffset occurredAt)
    {
        var on = clock.DayOf(occurredAt);
        return rules.Recipes.Select(row => new Judgement(Recipe.Of(row, item, on), row.Controlled || item.Controlled is true, []))
            .Prepend(new Judgement(null, item.Controlled is true, []));
    }

    async Task<IReadOnlyList<string>> SubstancesAsync(PrescriptionBody item, DateOnly on, CancellationToken cancellation)
    {
        var known = await ingredients(item.Medicine!, on, cancellation);
        // Both count: a name that the prescriber adds must not hide what the edition knows.
        return [.. known.Concat(SubstanceNames.Split(item.Substance ?? "")).Distinct(StringComparer.OrdinalIgnoreCase)];
    }

    static RefusedException Refuse(List<Breach> broken) => Problems.RuleBroken.With(
        string.Join(" ", broken.Select(breach => $"{breach.Field} {breach.Sentence}.")),
        broken.GroupBy(breach => breach.Field)
            .ToDictionary(field => field.Key, field => field.Select(breach => breach.Sentence).ToArray(), StringComparer.Ordinal)).AsException();
}
