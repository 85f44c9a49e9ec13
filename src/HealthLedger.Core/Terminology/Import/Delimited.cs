using System.Text;

namespace HealthLedger.Core.Terminology.Import;

/// <summary>
/// Splits a line into its fields, which may be quoted (RFC 4180). None of the publishers breaks lines within quotes, so that a quote that does not
/// end costs its own line: a reader that goes on looking for the end would swallow others without a word.
/// </summary>
static class Delimited
{
    /// <param name="line">The line.</param>
    /// <param name="delimiter">Between fields.</param>
    /// <param name="quotes">Whether quotes around a field are none of it.</param>
    /// <param name="fields">Filled with them.</param>
    /// <returns>False where a quoted field does not end, or goes on behind its end.</returns>
    public static bool TrySplit(string line, char delimiter, bool quotes, List<string> fields)
    {
        fields.Clear();
        for (var start = 0; start <= line.Length;)
        {
            int end;
            if (quotes && start < line.Length && line[start] == '"')
            {
                if (!TryUnquote(line, start + 1, out var field, out end) || (end < line.Length && line[end] != delimiter)) return false;
                fields.Add(field);
            }
            else
            {
                end = line.IndexOf(delimiter, start) is >= 0 and var found ? found : line.Length;
                fields.Add(line[start..end]);
            }
            start = end + 1;
        }
        return true;
    }

    static bool TryUnquote(string line, int start, out string field, out int end)
    {
        var text = new StringBuilder();
        for (end = start; end < line.Length; end++)
            if (line[end] != '"') text.Append(line[end]);
            else if (end + 1 < line.Length && line[end + 1] == '"') text.Append(line[end++]);
            else break;
        field = text.ToString();
        return end++ < line.Length;
    }
}
