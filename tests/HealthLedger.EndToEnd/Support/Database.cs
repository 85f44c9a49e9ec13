using System.Data.Common;
using System.Globalization;
using HealthLedger.Core.Ledger;
using HealthLedger.Tests;

namespace HealthLedger.EndToEnd.Support;

/// <summary>The gateway's own database, read and tampered with past the gateway, also while it runs. Names in SQL are quoted.</summary>
static class Database
{
    /// <summary>The number that a query answers with.</summary>
    public static Task<long> CountAsync(GatewayProcess gateway, string sql) => AskAsync(
        gateway, sql, async command => Convert.ToInt64(await command.ExecuteScalarAsync(), CultureInfo.InvariantCulture));

    /// <summary>The text that a query answers with.</summary>
    public static Task<string> TextAsync(GatewayProcess gateway, string sql) => AskAsync(
        gateway, sql, async command => Convert.ToString(await command.ExecuteScalarAsync(), CultureInfo.InvariantCulture)!);

    /// <summary>Changes what the gateway wrote; how many rows.</summary>
    public static Task<int> ChangeAsync(GatewayProcess gateway, string sql, bool inAccessLog = false) =>
        AskAsync(gateway, sql, command => command.ExecuteNonQueryAsync(), inAccessLog);

    /// <summary>Every table with its rows, each with all its columns, in the order of their text.</summary>
    public static async Task<SortedDictionary<string, IReadOnlyList<string>>> DumpAsync(GatewayProcess gateway)
    {
        var dump = new SortedDictionary<string, IReadOnlyList<string>>(StringComparer.Ordinal);
        foreach (var table in await RowsAsync(gateway, StoreUnderTest.Tables))
            dump[table] = await RowsAsync(gateway, $"SELECT * FROM \"{table}\"");
        return dump;
    }

    static Task<IReadOnlyList<string>> RowsAsync(GatewayProcess gateway, string sql) => AskAsync(gateway, sql, async command =>
    {
        var rows = new List<string>();
        await using var reader = await command.ExecuteReaderAsync();
        while (await reader.ReadAsync())
            rows.Add(string.Join(" | ", Enumerable.Range(0, reader.FieldCount).Select(column => reader.GetValue(column) switch
            {
                byte[] bytes => Convert.ToHexString(bytes),
                var value => Convert.ToString(value, CultureInfo.InvariantCulture),
            })));
        rows.Sort(StringComparer.Ordinal);
        return (IReadOnlyList<string>)rows;
    });

    /// <summary>How many operations the account ever had accepted.</summary>
    public static async Task<long> OperationsOfAsync(GatewayProcess gateway, Account account) =>
        await CountAsync(gateway, $"""SELECT count(*) FROM "Operations" WHERE "Actor" = '{await EntityOfAsync(gateway, account)}'""");

    /// <summary>The account's entity as the ledger knows it.</summary>
    public static async Task<LedgerId> EntityOfAsync(GatewayProcess gateway, Account account) =>
        LedgerId.Parse(await TextAsync(gateway, $"""SELECT "Entity" FROM "Identities" WHERE "Identifier" = '{account.Identifier}'"""));

    static async Task<T> AskAsync<T>(GatewayProcess gateway, string sql, Func<DbCommand, Task<T>> ask, bool inAccessLog = false)
    {
        await using var connection = StoreUnderTest.Connect(gateway.DataDirectory, inAccessLog);
        await connection.OpenAsync();
        await using var command = connection.CreateCommand();
        command.CommandText = sql;
        return await ask(command);
    }
}
