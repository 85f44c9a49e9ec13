namespace HealthLedger.Core.Medicines;

/// <summary>Which type of recipe substances take in a presentation, by list and addendum; else what is missing, or left to a human.</summary>
sealed class RecipeType(RuleBook rules, PrescriptionBody item, DateOnly on)
{
    readonly List<Breach> breaches = [];

    public IReadOnlyList<Breach> Breaches => breaches;

    /// <summary>The type of all of them together, and the norm that says so; null: see the breaches.</summary>
    public (string Type, string Norm)? Of(IReadOnlyList<string> substances)
    {
        var each = substances.Select(One).ToList();
        if (breaches.Count > 0) return null;
        var restricted = each.OfType<(string Type, string Norm)>().Where(one => one.Type != RecipeRow.Common).DistinctBy(one => one.Type).ToList();
        (string Type, string Norm)? decided = restricted.Count switch
        {
            0 => each[0],
            1 => restricted[0],
            _ => Human(
                "which recipe a combination of substances of several lists takes", string.Join("; ", restricted.Select(one => one.Norm)),
                [.. restricted.Select(one => one.Type)]),
        };
        if (decided is { } one && item.RecipeType is { } stated && stated != one.Type) Break("recipeType", $"is {one.Type} here", one.Norm);
        return decided;
    }

    (string Type, string Norm)? One(string substance)
    {
        if (rules.Find(substance) is not { } found) return Unnamed(substance);
        if (found.Lists.FirstOrDefault(row => row.Holds(on)) is not { } list)
            return Break("substance", $"is not coded for {on:yyyy-MM-dd}: a human must decide which rule held then", found.Lists[0].Norm);
        if (list.Proscribed) return Break("substance", "is proscribed: nobody prescribes it", list.Norm);
        foreach (var addendum in rules.AddendaOf(list.List, found.Name, on))
        {
            var norm = addendum.Addendum is { } number ? $"{list.Norm}, addendum {number}" : list.Norm;
            if (Applies(addendum, norm) is not { } applies) return null;
            if (!applies) continue;
            if (addendum.Forbidden is { } forbidden) return Break("substance", forbidden, norm);
            return addendum.Recipe is { } lowered ? (lowered, norm) : Human(addendum.Human!, norm, addendum.Options);
        }
        return list.Recipe is { } type ? (type, list.Norm) : Human(list.Human!, list.Norm, list.Options);
    }

    // To take "Clonazepam 2 mg" for a substance of no list, or an isomer of one that has one, would loosen what the law says.
    (string Type, string Norm)? Unnamed(string substance)
    {
        if (rules.FindIsomer(substance)?.Lists.FirstOrDefault(row => row.Holds(on)) is { } list)
            return Human("whether this isomer of a listed substance is under control", list.Norm, [.. new[] { list.Recipe, RecipeRow.Common }.OfType<string>()]);
        return rules.NamesWithin(substance)
            ? Break("substance", "holds a listed name among other words: state the active ingredient's name alone, several with ' + ' between them", "not coded")
            : (RecipeRow.Common, rules.RecipeOf(RecipeRow.Common, on)?.Norm ?? "not coded");
    }

    // Null: what it hangs on was not said.
    bool? Applies(AddendumRow addendum, string norm)
    {
        if (addendum.Forms is { } forms)
        {
            if (item.Presentation?.Form is not { } form) return Missing("presentation.form", norm);
            if (!forms.Contains(form)) return false;
        }
        if (addendum.MilligramsUpTo is not { } most) return true;
        return item.Presentation?.Strength?.Milligrams is { } milligrams ? milligrams <= most : Missing("presentation.strength", norm);
    }

    bool? Missing(string field, string norm)
    {
        Break(field, "is required: the recipe's type hangs on it", norm);
        return null;
    }

    (string Type, string Norm)? Human(string what, string norm, IReadOnlyList<string>? options)
    {
        if (item.RecipeType is { } decided && options?.Contains(decided) is true) return (decided, norm);
        var choice = options is { Count: > 0 } ? $", and state it as one of {string.Join(", ", options)}" : "";
        return Break("recipeType", $"is not coded here: a human must decide {what}{choice}", norm);
    }

    (string Type, string Norm)? Break(string field, string what, string norm)
    {
        breaches.Add(new Breach(field, what, norm));
        return null;
    }
}
