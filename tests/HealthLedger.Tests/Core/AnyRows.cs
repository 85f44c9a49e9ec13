using System.Data.Common;
using System.Globalization;

namespace HealthLedger.Tests.Core;

/// <summary>A row in every table of a store, whatever its schema is, and what became of it.</summary>
static class AnyRows
{
    /// <returns>What was inserted, by table and column.</returns>
    public static async Task<Dictionary<string, Dictionary<string, string>>> InsertAsync(string dataDirectory, CancellationToken cancellation)
    {
        var tables = new List<string>();
        await AskAsync(dataDirectory, StoreUnderTest.Tables, reader => tables.Add(reader.GetString(0)), cancellation);
        var inserted = new Dictionary<string, Dictionary<string, string>>();
        foreach (var table in tables.Where(name => !name.StartsWith("__", StringComparison.Ordinal)))
        {
            await InsertAsync(dataDirectory, table, cancellation);
            inserted[table] = await SingleAsync(dataDirectory, table, cancellation);
        }
        return inserted;
    }

    public static async Task<Dictionary<string, string>> SingleAsync(string dataDirectory, string table, CancellationToken cancellation)
    {
        var rows = new List<Dictionary<string, string>>();
        await AskAsync(
            dataDirectory, $"SELECT * FROM \"{table}\"",
            reader => rows.Add(Enumerable.Range(0, reader.FieldCount).ToDictionary(reader.GetName, column => TextOf(reader.GetValue(column)))), cancellation);
        return Assert.Single(rows);
    }

    public static async Task<IReadOnlyList<string>> ColumnsAsync(string dataDirectory, string table, CancellationToken cancellation) =>
        [.. (await SchemaAsync(dataDirectory, table, cancellation)).Select(column => column.ColumnName)];

    static async Task InsertAsync(string dataDirectory, string table, CancellationToken cancellation)
    {
        var columns = await SchemaAsync(dataDirectory, table, cancellation);
        var names = string.Join(", ", columns.Select(column => $"\"{column.ColumnName}\""));
        await using var connection = StoreUnderTest.Connect(dataDirectory);
        await connection.OpenAsync(cancellation);
        await using var command = connection.CreateCommand();
        command.CommandText = $"INSERT INTO \"{table}\" ({names}) VALUES ({string.Join(", ", columns.Select(column => $"@{column.ColumnName}"))})";
        foreach (var column in columns)
        {
            var parameter = command.CreateParameter();
            (parameter.ParameterName, parameter.Value) = (column.ColumnName, ValueOf(column.DataType!));
            command.Parameters.Add(parameter);
        }
        await command.ExecuteNonQueryAsync(cancellation);
    }

    static object ValueOf(Type type) => type == typeof(string) ? "text"
        : type == typeof(byte[]) ? new byte[] { 1, 2, 3 }
        : Convert.ChangeType(1, type, CultureInfo.InvariantCulture);

    static async Task<IReadOnlyList<DbColumn>> SchemaAsync(string dataDirectory, string table, CancellationToken cancellation)
    {
        await using var connection = StoreUnderTest.Connect(dataDirectory);
        await connection.OpenAsync(cancellation);
        await using var command = connection.CreateCommand();
        command.CommandText = $"SELECT * FROM \"{table}\"";
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        return await reader.GetColumnSchemaAsync(cancellation);
    }

    static async Task AskAsync(string dataDirectory, string sql, Action<DbDataReader> row, CancellationToken cancellation)
    {
        await using var connection = StoreUnderTest.Connect(dataDirectory);
        await connection.OpenAsync(cancellation);
        await using var command = connection.CreateCommand();
        command.CommandText = sql;
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        while (await reader.ReadAsync(cancellation)) row(reader);
    }

    static string TextOf(object value) =>
        value is byte[] bytes ? Convert.ToHexString(bytes) : Convert.ToString(value, CultureInfo.InvariantCulture)!;
}
