using System.Text;
using HealthLedger.Core.Regulation;

namespace HealthLedger.Core.Terminology;

/// <summary>
/// Concepts by the words that they are described with. Their folded words stand one behind the other in one text, which is gone through for the
/// longest word sought: at the speed of memory, and without a table of words to keep.
/// </summary>
sealed class SearchIndex
{
    /// <summary>So many of the shortest descriptions are ranked: a letter alone begins a word in nearly all of them.</summary>
    const int Most = 2000;

    /// <summary>What more words would narrow down is narrow enough; each costs a look at every candidate.</summary>
    const int MostWords = 10;

    /// <summary>Behind every tier of what is valid.</summary>
    const int Invalid = 8;

    readonly string system;
    readonly Concept[] byCode, byLength;
    readonly string text;

    /// <summary>Where the words of each concept begin, the shortest description first; and behind the last one where they end.</summary>
    readonly int[] starts;

    public SearchIndex(string system, IEnumerable<Concept> all)
    {
        this.system = system;
        byCode = [.. all.OrderBy(concept => concept.Code, StringComparer.Ordinal)];
        byLength = [.. byCode.OrderBy(concept => concept.Display.Length)];
        starts = new int[byLength.Length + 1];
        var words = new StringBuilder();
        for (var i = 0; i < byLength.Length; i++)
        {
            starts[i] = words.Length;
            // A blank before each word, so that its beginning is found as such, and one behind the last.
            foreach (var word in PartsOf(byLength[i]).SelectMany(NameWords.Of)) words.Append(' ').Append(word);
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
        if (NameWords.Of(query).Distinct().Take(MostWords).ToArray() is not { Length: > 0 } words) return [.. byCode.Skip(skip).Take(take)];
        var (code, sought) = (CodeSystems.Canonical(system, query.Trim()), new Sought(words));
        var coded = ByCode(code).Select(one => (Concept: byCode[one], Tier: byCode[one].Code == code ? 0 : 1));
        var worded = ByWords(sought).Take(Most).Select(one => (Concept: byLength[one], Tier: TierOf(one, sought)))
            .Where(one => !one.Concept.Code.StartsWith(code, StringComparison.Ordinal));
        // Both come in their own order, which a sort of tiers keeps.
        return [.. coded.Concat(worded).OrderBy(one => one.Concept.IsValid(on) ? one.Tier : Invalid + one.Tier).Skip(skip).Take(take).Select(one => one.Concept)];
    }

    IEnumerable<int> ByCode(string code)
    {
        var (low, high) = (0, byCode.Length);
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (string.CompareOrdinal(byCode[middle].Code, code) < 0) low = middle + 1;
            else high = middle;
        }
        for (; low < byCode.Length && byCode[low].Code.StartsWith(code, StringComparison.Ordinal); low++) yield return low;
    }

    IEnumerable<int> ByWords(Sought sought)
    {
        var found = 0;
        for (var at = text.IndexOf(sought.Longest, StringComparison.Ordinal); at >= 0; at = text.IndexOf(sought.Longest, starts[found + 1], StringComparison.Ordinal))
        {
            while (starts[found + 1] <= at) found++;
            if (sought.AllBegin(WordsOf(found))) yield return found;
        }
    }

    int TierOf(int one, Sought sought) => WordsOf(one).StartsWith(sought.Phrase, StringComparison.Ordinal) ? 2 : sought.AllStandIn(WordsOf(one)) ? 3 : 4;

    ReadOnlySpan<char> WordsOf(int one) => text.AsSpan(starts[one]..starts[one + 1]);

    static IEnumerable<string> PartsOf(Concept concept) =>
        new[] { concept.Display, concept.Presentation, concept.Holder, concept.Register, concept.Code }.OfType<string>().Concat(concept.Ingredients);

    /// <summary>The words of a query, each with the blank that is before a word in the text.</summary>
    sealed class Sought(IReadOnlyList<string> words)
    {
        // The longest is in the fewest texts.
        readonly string[] beginnings = [.. words.OrderByDescending(word => word.Length).Select(word => $" {word}")];
        readonly string[] wholes = [.. words.Select(word => $" {word} ")];

        public string Longest => beginnings[0];

        public string Phrase { get; } = string.Concat(words.Select(word => $" {word}"));

        public bool AllBegin(ReadOnlySpan<char> text) => AllIn(beginnings, text);

        public bool AllStandIn(ReadOnlySpan<char> text) => AllIn(wholes, text);

        static bool AllIn(string[] sought, ReadOnlySpan<char> text)
        {
            foreach (var one in sought)
                if (!text.Contains(one, StringComparison.Ordinal)) return false;
            return true;
        }
    }
}
