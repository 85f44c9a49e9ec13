using Microsoft.Data.Sqlite;

namespace HealthLedger.EndToEnd.Plans;

/// <summary>Has the databases of a data directory explain statements: here SQLite.</summary>
static class Explained
{
    /// <param name="dataDirectory">Whose databases.</param>
    /// <param name="heard">Statements, each with the name of its database.</param>
    /// <returns>Each statement with what is wrong with its plan; empty where nothing is.</returns>
    public static async Task<IReadOnlyList<string>> FaultsAsync(string dataDirectory, IEnumerable<(string Database, string Sql)> heard)
    {
        var faults = new List<string>();
        foreach (var database in heard.GroupBy(one => one.Database, one => one.Sql))
        {
            var source = new SqliteConnectionStringBuilder { DataSource = Path.Combine(dataDirectory, database.Key), Mode = SqliteOpenMode.ReadOnly, Pooling = false };
            await using var connection = new SqliteConnection(source.ToString());
            await connection.OpenAsync();
            foreach (var sql in Question.In(database))
            {
                var plan = await PlanAsync(connection, sql);
                faults.AddRange(QueryPlan.FaultsOfSqlite(sql, plan).Select(fault => $"{fault}\n{sql}\n  {string.Join("\n  ", plan)}\n"));
            }
        }
        return faults;
    }

    static async Task<List<string>> PlanAsync(SqliteConnection connection, string sql)
    {
        await using var command = connection.CreateCommand();
        command.CommandText = "EXPLAIN QUERY PLAN " + sql;
        // Only the names matter: without statistics the plan knows no values.
        foreach (var name in Question.ParametersOf(sql)) command.Parameters.AddWithValue(name, DBNull.Value);
        var plan = new List<string>();
        await using var reader = await command.ExecuteReaderAsync();
        while (await reader.ReadAsync()) plan.Add(reader.GetString(3));
        return plan;
    }
}
