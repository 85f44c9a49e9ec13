using HealthLedger.Core.Ledger;
using HealthLedger.Core.Operations;
using HealthLedger.Core.Terminology;

namespace HealthLedger.Core.Medicines;

/// <summary>What holds for every prescription item, whatever is known of its substance; <see cref="RecipeEvaluator"/> only tightens it.</summary>
public static class PrescriptionRules
{
    /// <summary>The contract's bound on fills.</summary>
    public const int MostFills = 100;

    /// <exception cref="RefusedException">422, naming the field and the rule.</exception>
    public static void Require(PrescriptionBody item, string field, Clock clock)
    {
        CodeRules.Require(item.Medicine!, $"{field}.medicine");
        if (item.ValidUntil is { } until) clock.RefusePast(clock.EndOf(until), $"{field}.validUntil");
        // A notification or controlled prescription is spent whole in one dispensing.
        if (item.Controlled is true && item.Fills > 1)
            throw Problems.Broken($"{field}.fills", "is one for a controlled medicine (Portaria SVS/MS 344/1998)");
        if (item.Controlled is true && item.PartialAllowed is true)
            throw Problems.Broken($"{field}.partialAllowed", "is false for a controlled medicine (Portaria SVS/MS 344/1998)");
    }
}
