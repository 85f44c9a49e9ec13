using System.Globalization;
using Microsoft.Data.Sqlite;

namespace HealthLedger.EndToEnd.Support;

/// <summary>The gateway's own database, read past the gateway, also while it runs.</summary>
static class Database
{
    /// <summary>The number that a query answers with.</summary>
    public static async Task<long> CountAsync(GatewayProcess gateway, string sql)
    {
        var file = new SqliteConnectionStringBuilder
        {
            DataSource = Path.Combine(gateway.DataDirectory, "ledger.db"), Mode = SqliteOpenMode.ReadOnly, Pooling = false,
        };
        await using var connection = new SqliteConnection(file.ToString());
        await connection.OpenAsync();
        await using var command = connection.CreateCommand();
        command.CommandText = sql;
        return Convert.ToInt64(await command.ExecuteScalarAsync(), CultureInfo.InvariantCulture);
    }
}
