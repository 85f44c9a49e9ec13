using System.Text;
using HealthLedger.Core.Regulation;

namespace HealthLedger.Core.Terminology.Import;

/// <summary>How a publisher writes a table down.</summary>
/// <param name="Table">What it is read into: one of <see cref="CodeTables"/>.</param>
/// <param name="Source">Whose file it is, in words.</param>
/// <param name="Delimiter">Between fields.</param>
/// <param name="Encoding">Where neither a byte order mark nor the header tells.</param>
/// <param name="Columns">Those that tell the format by, folded: `numero registro produto`.</param>
/// <param name="Read">A line's entries: none for what is no code, several for what has several.</param>
/// <param name="Quotes">Fields may stand in quotes; else a quote is part of the text.</param>
sealed record SourceFormat(
    string Table, string Source, char Delimiter, Encoding Encoding, IReadOnlyList<string> Columns, Func<SourceLine, IEnumerable<CodeEntry>> Read,
    bool Quotes = true)
{
    /// <summary>Latin-1 as publishers have it, which is Windows': dashes and quotes stand where Latin-1 has control characters.</summary>
    public static readonly Encoding Latin = CodePagesEncodingProvider.Instance.GetEncoding(1252)!;

    public static readonly Encoding Utf8 = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false);

    static readonly SourceFormat[] published = [Cid10File.Format, Icd11File.Format, TussFile.Medicines, TussFile.Procedures, AnvisaFile.Format];

    /// <summary>The format whose header this is, with where its columns stand; null where it is none.</summary>
    public static (SourceFormat Format, IReadOnlyDictionary<string, int> Columns)? Of(string header)
    {
        foreach (var format in published.Concat(OwnFile.Formats))
            if (ColumnsOf(header, format) is var columns && format.Columns.All(columns.ContainsKey)) return (format, columns);
        return null;
    }

    // The first of two columns of one name has it.
    static Dictionary<string, int> ColumnsOf(string header, SourceFormat format)
    {
        var (names, columns) = (new List<string>(), new Dictionary<string, int>(StringComparer.Ordinal));
        if (Delimited.TrySplit(header, format.Delimiter, format.Quotes, names))
            for (var i = 0; i < names.Count; i++)
                if (string.Join(' ', NameWords.Of(names[i])) is var name && !columns.TryAdd(name, i)) columns.Add($"{name} {i}", i);
        return columns;
    }
}
