using System.Globalization;
using System.Text;

namespace HealthLedger.Core.Regulation;

/// <summary>The words of a name as a search compares them: lower case, without accents, letters and digits only.</summary>
static class NameWords
{
    /// <summary>Letters that are written with a mark, behind the one that they are without it: Unicode's own tables are not shipped along.</summary>
    static readonly Dictionary<char, char> plain = new[]
    {
        "aàáâãäåāăą", "cçćĉċč", "dďđ", "eèéêëēĕėęě", "gĝğġģ", "hĥħ", "iìíîïĩīĭįı", "jĵ", "kķ", "lĺļľŀł", "nñńņňŉ", "oòóôõöøōŏő", "rŕŗř", "sśŝşš", "tţťŧ",
        "uùúûüũūŭůűų", "wŵ", "yýÿŷ", "zźżž",
    }.SelectMany(row => row[1..].Select(marked => (marked, row[0]))).ToDictionary();

    public static IReadOnlyList<string> Of(string name)
    {
        var folded = new StringBuilder(name.Length);
        foreach (var symbol in name.Select(char.ToLowerInvariant))
            if (char.IsLetterOrDigit(symbol)) folded.Append(plain.GetValueOrDefault(symbol, symbol));
            else if (CharUnicodeInfo.GetUnicodeCategory(symbol) != UnicodeCategory.NonSpacingMark) folded.Append(' ');
        return folded.ToString().Split(' ', StringSplitOptions.RemoveEmptyEntries);
    }

    /// <summary>Whether each of the words begins one of the name's, in whatever order.</summary>
    public static bool Match(string? name, IReadOnlyList<string> words)
    {
        if (name is null) return false;
        var own = Of(name);
        return words.All(word => own.Any(one => one.StartsWith(word, StringComparison.Ordinal)));
    }
}
