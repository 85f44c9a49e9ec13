using System.Globalization;

namespace HealthLedger.Core.Terminology.Import;

/// <summary>One line of a file, its fields by the names of their columns.</summary>
/// <param name="number">Counted from 1, the header's.</param>
/// <param name="columns">Where each column stands.</param>
/// <param name="fields">What stands there.</param>
sealed class SourceLine(int number, IReadOnlyDictionary<string, int> columns, IReadOnlyList<string> fields)
{
    public int Number => number;

    /// <summary>The field without blanks around it; null where it is empty, or the file has no such column.</summary>
    /// <exception cref="RefusedLineException">It is not written as the rest of the file is.</exception>
    public string? Find(string column)
    {
        if (!columns.TryGetValue(column, out var at) || at >= fields.Count) return null;
        var text = fields[at];
        if (text.Contains('\uFFFD')) throw new RefusedLineException("is not written in the encoding of the file", column);
        if (text.Any(char.IsControl)) text = new string([.. text.Select(symbol => char.IsControl(symbol) ? ' ' : symbol)]);
        return text.Trim() is { Length: > 0 } value ? value : null;
    }

    /// <exception cref="RefusedLineException">It is empty.</exception>
    public string Require(string column) => Find(column) ?? throw new RefusedLineException("lacks a field", column);

    /// <summary>The code in its stored form.</summary>
    /// <exception cref="RefusedLineException">It is none of the system's.</exception>
    public string RequireCode(string system, string column, Func<string, bool> isOne, string form)
    {
        var code = CodeSystems.Canonical(system, Require(column));
        return isOne(code) ? code : throw new RefusedLineException($"is not {form}", code);
    }

    /// <summary>A day as `31/12/2029`, or as `2029-12-31`; null where there is none.</summary>
    /// <exception cref="RefusedLineException">It is neither.</exception>
    public DateOnly? FindDay(string column) => Find(column) is not { } text ? null
        : DateOnly.TryParseExact(text, ["dd/MM/yyyy", "yyyy-MM-dd"], CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) ? day
        : throw new RefusedLineException("has a date that is none", text);
}
