using System.Data.Common;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;

namespace HealthLedger.Benchmarks.Million;

/// <summary>
/// Writes rows as fast as a database takes them: one prepared statement a table, its columns as EF's model has them, its values as EF would
/// convert them, all in the caller's transaction. Secondary indexes are put aside and made at the end.
/// </summary>
sealed class BulkWriter : IAsyncDisposable
{
    readonly DbContext db;
    readonly DbConnection connection;
    readonly Dictionary<Type, Insertion> insertions = [];
    readonly List<string> indexes = [];

    BulkWriter(DbContext db) => (this.db, connection) = (db, db.Database.GetDbConnection());

    public static async Task<BulkWriter> OpenAsync(DbContext db)
    {
        // What the store's own connections still hold would keep the journal.
        SqliteConnection.ClearAllPools();
        await db.Database.OpenConnectionAsync();
        var writer = new BulkWriter(db);
        // What is lost in a power cut is filled again.
        foreach (var pragma in new[] { "journal_mode=OFF", "synchronous=OFF", "cache_size=-1500000", "locking_mode=EXCLUSIVE" }) await writer.ExecuteAsync($"PRAGMA {pragma}");
        foreach (var (name, sql) in await writer.IndexesAsync())
        {
            writer.indexes.Add(sql);
            await writer.ExecuteAsync($"DROP INDEX \"{name}\"");
        }
        return writer;
    }

    public Task<DbTransaction> BeginAsync() => connection.BeginTransactionAsync().AsTask();

    public void Write(object row, DbTransaction transaction)
    {
        if (!insertions.TryGetValue(row.GetType(), out var insertion))
            insertions[row.GetType()] = insertion = new Insertion(db.Model.FindEntityType(row.GetType())!, connection);
        insertion.Run(row, transaction);
    }

    /// <summary>How many indexes are yet to be made; each call makes one.</summary>
    public async Task<int> IndexAsync()
    {
        if (indexes.Count == 0) return 0;
        await ExecuteAsync(indexes[^1]);
        indexes.RemoveAt(indexes.Count - 1);
        return indexes.Count;
    }

    public async ValueTask DisposeAsync()
    {
        while (await IndexAsync() > 0) { }
        await ExecuteAsync("PRAGMA journal_mode=WAL");
        foreach (var insertion in insertions.Values) await insertion.DisposeAsync();
        await db.DisposeAsync();
    }

    async Task<List<(string Name, string Sql)>> IndexesAsync()
    {
        await using var command = connection.CreateCommand();
        command.CommandText = "SELECT name, sql FROM sqlite_master WHERE type = 'index' AND sql IS NOT NULL";
        var found = new List<(string, string)>();
        await using var reader = await command.ExecuteReaderAsync();
        while (await reader.ReadAsync()) found.Add((reader.GetString(0), reader.GetString(1)));
        return found;
    }

    async Task ExecuteAsync(string sql)
    {
        await using var command = connection.CreateCommand();
        command.CommandText = sql;
        await command.ExecuteNonQueryAsync();
    }

    sealed class Insertion : IAsyncDisposable
    {
        readonly DbCommand command;
        readonly List<Func<object, object?>> values = [];

        public Insertion(IEntityType type, DbConnection connection)
        {
            command = connection.CreateCommand();
            var table = StoreObjectIdentifier.Table(type.GetTableName()!);
            var names = new List<string>();
            Add(type, row => row);
            foreach (var owned in type.GetNavigations().Where(one => one.TargetEntityType.IsOwned())) Add(owned.TargetEntityType, owned.PropertyInfo!.GetValue);
            command.CommandText = $"INSERT INTO \"{table.Name}\" ({string.Join(", ", names.Select(name => $"\"{name}\""))}) "
                + $"VALUES ({string.Join(", ", names.Select((_, index) => $"@p{index}"))})";

            void Add(IEntityType part, Func<object, object?> of)
            {
                foreach (var property in part.GetProperties().Where(one => one.PropertyInfo is not null))
                {
                    var (getter, convert) = (property.PropertyInfo!, property.GetTypeMapping().Converter?.ConvertToProvider);
                    var parameter = command.CreateParameter();
                    parameter.ParameterName = $"@p{names.Count}";
                    command.Parameters.Add(parameter);
                    names.Add(property.GetColumnName(table)!);
                    values.Add(row => getter.GetValue(of(row)) is { } value ? convert is null ? value : convert(value) : null);
                }
            }
        }

        public void Run(object row, DbTransaction transaction)
        {
            command.Transaction = transaction;
            for (var i = 0; i < values.Count; i++) command.Parameters[i].Value = values[i](row) ?? DBNull.Value;
            command.ExecuteNonQuery();
        }

        public ValueTask DisposeAsync() => command.DisposeAsync();
    }
}
