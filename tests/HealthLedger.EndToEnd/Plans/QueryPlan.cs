using System.Text.Json;
using System.Text.RegularExpressions;

namespace HealthLedger.EndToEnd.Plans;

/// <summary>
/// What a database means to do for a statement, read for one thing: whether it would go through a table that grows. SQLite plans by the schema
/// alone where nothing was analyzed, so that an empty database tells as much as a full one.
/// </summary>
static partial class QueryPlan
{
    /// <summary>These stay small: a few facts and editions, who leads, and what is moved on as soon as it is written.</summary>
    static readonly string[] small = ["Facts", "Editions", "Leader", "PendingAccess", "__EFMigrationsHistory", "__EFMigrationsLock", "sqlite_master"];

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

    /// <summary>
    /// The same of PostgreSQL's plan, made with scans and joins of whole tables forbidden: a scan that is left has no index to go by, and an index
    /// without a condition is gone through from its beginning.
    /// </summary>
    /// <param name="node">A node of the plan as EXPLAIN gives it in JSON.</param>
    /// <param name="takesTheFirst">Whoever asks the node stops at its first rows.</param>
    public static IEnumerable<string> FaultsOfPostgres(JsonElement node, bool takesTheFirst = false)
    {
        var (kind, table, index) = (Of("Node Type")!, Of("Relation Name"), Of("Index Name"));
        var goesThrough = kind == "Seq Scan" || (kind is "Index Scan" or "Index Only Scan" && Of("Index Cond") is null);
        if (goesThrough && !small.Contains(table) && !smallIndexes.Contains(index) && !(takesTheFirst && Of("Filter") is null))
            yield return $"{kind} of {table} {index}";
        if (!node.TryGetProperty("Plans", out var parts)) yield break;
        foreach (var part in parts.EnumerateArray())
        {
            var first = kind == "Limit" || part.GetProperty("Parent Relationship").GetString() == "InitPlan" || (takesTheFirst && kind is "LockRows" or "Nested Loop");
            foreach (var fault in FaultsOfPostgres(part, first)) yield return fault;
        }

        string? Of(string property) => node.TryGetProperty(property, out var value) ? value.GetString() : null;
    }

    [GeneratedRegex("\"(\\w+)\" AS \"(\\w+)\"")]
    private static partial Regex Aliases();

    [GeneratedRegex("(?:FROM|INTO|UPDATE|JOIN) \"(\\w+)\"")]
    private static partial Regex Tables();

    // The first rows in the order of a key, whatever they are: the last block, or whether there is anything at all.
    [GeneratedRegex(@"^(?!.*\bWHERE\b).*(\bLIMIT\b|\bEXISTS\b)", RegexOptions.Singleline)]
    private static partial Regex TakesTheFirst();
}
