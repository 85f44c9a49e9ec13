using System.Data.Common;
using System.Text.Json;
using System.Text.RegularExpressions;
using HealthLedger.Tests;

namespace HealthLedger.EndToEnd.Plans;

/// <summary>Has the databases of a data directory explain statements: here PostgreSQL.</summary>
static partial class Explained
{
    // On tables as empty as a test's every way is as good as another. Without these, those that are good only there are not taken.
    const string NoShortWay =
        "SET plan_cache_mode = force_generic_plan; SET enable_seqscan = off; SET enable_hashjoin = off; SET enable_mergejoin = off; SET enable_material = off";

    /// <param name="dataDirectory">Whose databases.</param>
    /// <param name="heard">Statements, each with the name of its database.</param>
    /// <returns>Each statement with what is wrong with its plan; empty where nothing is.</returns>
    public static async Task<IReadOnlyList<string>> FaultsAsync(string dataDirectory, IEnumerable<(string Database, string Sql)> heard)
    {
        await using var connection = StoreUnderTest.Connect(dataDirectory);
        await connection.OpenAsync();
        await RunAsync(connection, NoShortWay);
        var faults = new List<string>();
        foreach (var sql in Question.In(heard.Select(one => one.Sql)))
        {
            var plan = await PlanAsync(connection, sql);
            faults.AddRange(QueryPlan.FaultsOfPostgres(plan).Select(fault => $"{fault}\n{sql}\n{plan}\n"));
        }
        return faults;
    }

    static async Task<JsonElement> PlanAsync(DbConnection connection, string sql)
    {
        var names = Question.ParametersOf(sql).OrderByDescending(name => name.Length).ToList();
        var numbered = names.Index().Aggregate(sql, (text, name) => text.Replace(name.Item, $"${name.Index + 1}", StringComparison.Ordinal));
        // Its type cannot be told from what is made of it; ids are texts.
        await RunAsync(connection, $"PREPARE question AS {Unnested().Replace(numbered, "unnest($1::text[])")}");
        await using var explain = connection.CreateCommand();
        var values = names.Count == 0 ? "" : $"({string.Join(", ", names.Select(_ => "NULL"))})";
        explain.CommandText = $"EXPLAIN (FORMAT JSON, COSTS OFF) EXECUTE question{values}";
        var plan = JsonElement.Parse((string)(await explain.ExecuteScalarAsync())!)[0].GetProperty("Plan");
        await RunAsync(connection, "DEALLOCATE question");
        return plan;
    }

    [GeneratedRegex(@"unnest\((\$\d+)\)")]
    private static partial Regex Unnested();

    static async Task RunAsync(DbConnection connection, string sql)
    {
        await using var command = connection.CreateCommand();
        command.CommandText = sql;
        await command.ExecuteNonQueryAsync();
    }
}
