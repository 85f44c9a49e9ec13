using HealthLedger.Core.Regulation;

namespace HealthLedger.Core.Medicines;

/// <summary>A substance that a table names, with every row that ever named it.</summary>
public sealed record NamedSubstance(string Name, IReadOnlyList<ListRow> Lists);

/// <summary>Finds a table's substances by name: case, accents and punctuation do not matter, nor which salt or ester it is.</summary>
sealed class SubstanceNames
{
    const int ShortestWithin = 4;

    readonly Dictionary<string, NamedSubstance> byKey = new(StringComparer.Ordinal);
    readonly HashSet<string> salts;
    readonly IReadOnlyList<string> isomers;

    public SubstanceNames(RuleTable table)
    {
        isomers = table.Isomers ?? [];
        salts = [.. (table.Salts ?? []).SelectMany(NameWords.Of), "de", "do", "da"];
        foreach (var list in table.Lists)
        {
            foreach (var name in list.Substances) Add(name, name, list);
            foreach (var (synonym, name) in list.Synonyms ?? new Dictionary<string, string>()) Add(synonym, name, list);
        }
    }

    /// <summary>The substance of that name; null where no row ever named it.</summary>
    public NamedSubstance? Find(string name) => byKey.GetValueOrDefault(Key(name)) ?? byKey.GetValueOrDefault(Bare(name));

    /// <summary>The substance of whose name this is one with an isomer's prefix; null where it is none.</summary>
    public NamedSubstance? FindIsomer(string name)
    {
        var bare = Bare(name);
        return isomers.Where(prefix => bare.StartsWith(prefix, StringComparison.Ordinal))
            .Select(prefix => byKey.GetValueOrDefault(bare[prefix.Length..].TrimStart())).FirstOrDefault(found => found is not null);
    }

    /// <summary>Whether a named substance stands among other words.</summary>
    public bool IsWithin(string text)
    {
        var words = $" {Key(text)} ";
        return byKey.Keys.Any(key => key.Length >= ShortestWithin && words.Contains($" {key} ", StringComparison.Ordinal));
    }

    public static bool Same(string one, string other) => Key(one) == Key(other);

    /// <summary>The names in a text that names several: `A + B`, `A; B` or `A, B`. A comma within a chemical name has no space after it.</summary>
    public static IReadOnlyList<string> Split(string text) =>
        text.Split([" + ", ";", ", "], StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);

    void Add(string name, string canonical, ListRow list)
    {
        var known = byKey.GetValueOrDefault(Key(name));
        byKey[Key(name)] = new NamedSubstance(known?.Name ?? canonical, [.. known?.Lists ?? [], list]);
    }

    static string Key(string name) => string.Join(' ', NameWords.Of(name));

    string Bare(string name) => string.Join(' ', NameWords.Of(name).Where(word => !salts.Contains(word)));
}
