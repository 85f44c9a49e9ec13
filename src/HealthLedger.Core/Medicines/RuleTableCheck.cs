using System.Text.Json;

namespace HealthLedger.Core.Medicines;

/// <summary>What a table has to be, beyond its form.</summary>
static class RuleTableCheck
{
    /// <exception cref="JsonException">Says which row contradicts what.</exception>
    public static void Require(RuleTable table)
    {
        var types = table.Recipes.Select(row => row.Type).ToHashSet(StringComparer.Ordinal);
        Refuse(!types.Contains(RecipeRow.Common), $"there is no recipe of the type '{RecipeRow.Common}'");
        foreach (var row in table.Recipes)
        {
            var name = $"the recipe '{row.Type}'";
            Refuse(row.From > row.Until, $"{name} ends before it begins");
            Refuse(row.Items < 1 || row.ValidDays < 1 || row.TreatmentDays < 1 || row.Ampoules < 1, $"{name} has a limit below one");
            Refuse(row.Prolonged is { ValidDays: < 1 } or { Fills: < 1 } or { TreatmentDays: < 1 }, $"{name} has a limit below one");
            Refuse((row.Dispensing ?? []).Except(DispensingRules.Words).Any(), $"{name}: dispensing takes {string.Join(", ", DispensingRules.Words)}");
            Refuse(
                table.Recipes.Any(other => !ReferenceEquals(row, other) && other.Type == row.Type && Period.Overlap(row.From, row.Until, other.From, other.Until)),
                $"{name} has two versions for one day");
        }
        foreach (var row in table.Lists) RequireList(row, types);
        foreach (var row in table.Addenda ?? []) RequireAddendum(row, table, types);
    }

    static void RequireList(ListRow row, HashSet<string> types)
    {
        var name = $"the list '{row.List}'";
        Refuse(row.From > row.Until, $"{name} ends before it begins");
        Refuse(
            new[] { row.Recipe is not null, row.Proscribed, row.Human is not null }.Count(said => said) != 1,
            $"{name} has to have one of recipe, proscribed and human");
        RequireTypes(row.Recipe, row.Options, types, name);
        var strangers = (row.Synonyms ?? new Dictionary<string, string>()).Values.Where(known => !row.Substances.Any(one => SubstanceNames.Same(one, known)));
        Refuse(strangers.Any(), $"{name} has a synonym of a substance that is not in it");
    }

    static void RequireAddendum(AddendumRow row, RuleTable table, HashSet<string> types)
    {
        var name = $"addendum {row.Addendum} of the list '{row.List}'";
        Refuse(row.From > row.Until, $"{name} ends before it begins");
        Refuse(
            new[] { row.Recipe, row.Forbidden, row.Human }.Count(said => said is not null) != 1, $"{name} has to have one of recipe, forbidden and human");
        RequireTypes(row.Recipe, row.Options, types, name);
        Refuse((row.Forms ?? []).Except(PresentationBody.Forms).Any(), $"{name}: forms are {string.Join(", ", PresentationBody.Forms)}");
        var substances = table.Lists.Where(list => list.List == row.List).SelectMany(list => list.Substances).ToList();
        Refuse(row.Substances.Any(one => !substances.Any(known => SubstanceNames.Same(one, known))), $"{name} names a substance that is not in the list");
    }

    static void RequireTypes(string? recipe, IReadOnlyList<string>? options, HashSet<string> types, string name) =>
        Refuse((options ?? []).Append(recipe).Any(type => type is not null && !types.Contains(type)), $"{name} names a recipe that is none");

    static void Refuse(bool wrong, string what)
    {
        if (wrong) throw new JsonException(what);
    }
}
