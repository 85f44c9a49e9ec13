using System.Text.RegularExpressions;

namespace HealthLedger.EndToEnd.Plans;

/// <summary>
/// What a database means to do for a statement, read for one thing: whether it would go through a table that grows. SQLite plans by the schema
/// alone where nothing was analyzed, so that an empty database tells as much as a full one.
/// </summary>
static partial class QueryPlan
{
    /// <summary>These stay small: a few facts, and what is moved on as soon as it is written.</summary>
    static readonly string[] small = ["Facts", "PendingAccess", "__EFMigrationsHistory", "__EFMigrationsLock", "sqlite_master"];

    /// <summary>These hold the few rows that await something.</summary>
    static readonly string[] smallIndexes = ["IX_Operations_IdOpen", "IX_Operations_Undone", "IX_Operations_Undecided", "IX_Entities_KeyMissing"];

    /// <summary>What of the plan goes through a growing table; empty for a good one.</summary>
    /// <param name="sql">The statement.</param>
    /// <param name="plan">The lines that EXPLAIN QUERY PLAN gives.</param>
    public static IReadOnlyList<string> FaultsOfSqlite(string sql, IReadOnlyList<string> plan)
    {
        var tables = Aliases().Matches(sql).Select(match => (Alias: match.Groups[2].Value, Table: match.Groups[1].Value)).ToLookup(one => one.Alias, one => one.Table);
        return [.. plan.Where(line => line.StartsWith("SCAN ", StringComparison.Ordinal) && !IsHarmless(line))];

        bool IsHarmless(string line)
        {
            var words = line.Split(' ');
            if (words[^1] is var index && smallIndexes.Contains(index)) return true;
            // A name that is no table's is a result's: its rows were found before.
            var table = tables[words[1]].FirstOrDefault(words[1]);
            return small.Contains(table) || (tables.Count > 0 && !tables.Contains(words[1]) && !Tables().Matches(sql).Any(match => match.Groups[1].Value == table))
                || (TakesTheFirst().IsMatch(sql) && !plan.Any(step => step.StartsWith("USE TEMP B-TREE", StringComparison.Ordinal)));
        }
    }

    [GeneratedRegex("\"(\\w+)\" AS \"(\\w+)\"")]
    private static partial Regex Aliases();

    [GeneratedRegex("(?:FROM|INTO|UPDATE|JOIN) \"(\\w+)\"")]
    private static partial Regex Tables();

    // The first rows in the order of a key, whatever they are: the last block, or whether there is anything at all.
    [GeneratedRegex(@"^(?!.*\bWHERE\b).*(\bLIMIT\b|\bEXISTS\b)", RegexOptions.Singleline)]
    private static partial Regex TakesTheFirst();
}
