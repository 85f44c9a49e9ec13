using System.Text.RegularExpressions;
using Microsoft.Data.Sqlite;

namespace HealthLedger.EndToEnd.Plans;

/// <summary>Has a database explain statements.</summary>
static partial class Explained
{
    /// <summary>Each statement with what is wrong with its plan; empty where nothing is.</summary>
    public static async Task<IReadOnlyList<string>> FaultsAsync(string file, IEnumerable<string> statements)
    {
        var source = new SqliteConnectionStringBuilder { DataSource = file, Mode = SqliteOpenMode.ReadOnly, Pooling = false };
        await using var connection = new SqliteConnection(source.ToString());
        await connection.OpenAsync();
        var faults = new List<string>();
        foreach (var sql in statements.SelectMany(Parts).Where(part => Asks().IsMatch(part)).Distinct())
        {
            var plan = await PlanAsync(connection, sql);
            faults.AddRange(QueryPlan.FaultsOfSqlite(sql, plan).Select(fault => $"{fault}\n{sql}\n  {string.Join("\n  ", plan)}\n"));
        }
        return faults;
    }

    // What is saved together is sent together.
    static string[] Parts(string sql) => sql.Split(";\n", StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);

    static async Task<List<string>> PlanAsync(SqliteConnection connection, string sql)
    {
        await using var command = connection.CreateCommand();
        command.CommandText = "EXPLAIN QUERY PLAN " + sql;
        // Only the names matter: without statistics the plan knows no values.
        foreach (var name in Parameters().Matches(sql).Select(match => match.Value).Distinct()) command.Parameters.AddWithValue(name, DBNull.Value);
        var plan = new List<string>();
        await using var reader = await command.ExecuteReaderAsync();
        while (await reader.ReadAsync()) plan.Add(reader.GetString(3));
        return plan;
    }

    // Emptying a table before it is filled again is what it says.
    [GeneratedRegex("^(SELECT|WITH|UPDATE|DELETE(?! FROM \"\\w+\"( AS \"\\w+\")?;?$))")]
    private static partial Regex Asks();

    [GeneratedRegex(@"@\w+")]
    private static partial Regex Parameters();
}
