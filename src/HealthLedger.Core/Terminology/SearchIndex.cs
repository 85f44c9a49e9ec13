using System.Text;
using HealthLedger.Core.Regulation;

namespace HealthLedger.Core.Terminology;

/// <summary>
/// Concepts by the words that they are described with. Their folded words stand one behind the other in one text, which is gone through for the
/// longest word sought: at the speed of memory, and without a table of words to keep.
/// </summary>
sealed class SearchIndex
{
    readonly string system;
    readonly IReadOnlyList<Concept> concepts;
    readonly string text;

    /// <summary>Where each concept's words begin, and behind the last one where they end.</summary>
    readonly int[] starts;

    public SearchIndex(string system, IEnumerable<Concept> all)
    {
        this.system = system;
        concepts = [.. all.OrderBy(concept => concept.Code, StringComparer.Ordinal)];
        starts = new int[concepts.Count + 1];
        var words = new StringBuilder();
        for (var i = 0; i < concepts.Count; i++)
        {
            starts[i] = words.Length;
            // A blank before each word, so that its beginning is found as such, and one behind the last.
            foreach (var word in PartsOf(concepts[i]).SelectMany(NameWords.Of)) words.Append(' ').Append(word);
            words.Append(' ');
        }
        starts[^1] = words.Length;
        text = words.ToString();
    }

    /// <summary>The best first: by the code, then by the whole phrase, whole words, beginnings of words; the shorter before the longer.</summary>
    /// <param name="query">How a code begins, or how words begin, in any order, with or without accents; without either: all, by their codes.</param>
    /// <param name="on">What is not valid on this day comes last.</param>
    /// <param name="skip">How many of the best are known already.</param>
    /// <param name="take">How many are wanted.</param>
    public IReadOnlyList<Concept> Find(string query, DateOnly on, int skip, int take)
    {
        var code = CodeSystems.Canonical(system, query.Trim());
        string[] words = [.. NameWords.Of(query).Select(word => $" {word}")];
        var phrase = string.Concat(words);
        var ranks = words.Length == 0
            ? Enumerable.Range(0, concepts.Count).Select(one => Rank(one, 0, on, 0))
            : ByCode(code).Select(one => Rank(one, concepts[one].Code == code ? 0 : 1, on, 0))
                .Concat(ByWords(words).Where(one => !concepts[one].Code.StartsWith(code, StringComparison.Ordinal))
                    .Select(one => Rank(one, TierOf(one, words, phrase), on, concepts[one].Display.Length)));
        return [.. ranks.Order().Skip(skip).Take(take).Select(rank => concepts[(int)(rank & uint.MaxValue)])];
    }

    IEnumerable<int> ByCode(string code)
    {
        var (low, high) = (0, concepts.Count);
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (string.CompareOrdinal(concepts[middle].Code, code) < 0) low = middle + 1;
            else high = middle;
        }
        for (; low < concepts.Count && concepts[low].Code.StartsWith(code, StringComparison.Ordinal); low++) yield return low;
    }

    IEnumerable<int> ByWords(string[] words)
    {
        var longest = words.MaxBy(word => word.Length)!;
        var found = 0;
        for (var at = text.IndexOf(longest, StringComparison.Ordinal); at >= 0; at = text.IndexOf(longest, starts[found + 1], StringComparison.Ordinal))
        {
            while (starts[found + 1] <= at) found++;
            if (AllIn(found, words)) yield return found;
        }
    }

    bool AllIn(int one, string[] words)
    {
        foreach (var word in words)
            if (!WordsOf(one).Contains(word, StringComparison.Ordinal)) return false;
        return true;
    }

    int TierOf(int one, string[] words, string phrase) =>
        WordsOf(one).StartsWith(phrase, StringComparison.Ordinal) ? 2 : AllIn(one, [.. words.Select(word => word + ' ')]) ? 3 : 4;

    // The place in the order of codes, which is the last part, tells the concept.
    long Rank(int one, long tier, DateOnly on, int length) =>
        ((concepts[one].IsValid(on) ? tier : tier + 8) << 56) | ((long)Math.Min(length, ushort.MaxValue) << 32) | (uint)one;

    ReadOnlySpan<char> WordsOf(int one) => text.AsSpan(starts[one]..starts[one + 1]);

    static IEnumerable<string> PartsOf(Concept concept) =>
        new[] { concept.Display, concept.Presentation, concept.Holder, concept.Register, concept.Code }.OfType<string>().Concat(concept.Ingredients);
}
