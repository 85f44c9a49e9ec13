using System.Data.Common;
using HealthLedger.Core.Store;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage;

namespace HealthLedger.Benchmarks.Million;

/// <summary>
/// Writes rows as fast as a database takes them, all in the caller's transaction. Secondary indexes are put aside and made at the end.
/// </summary>
sealed class BulkWriter : IAsyncDisposable
{
    readonly DbContext db;
    readonly DbConnection connection;
    readonly RowInserts inserts;
    readonly List<string> indexes = [];

    BulkWriter(DbContext db) => (this.db, connection, inserts) = (db, db.Database.GetDbConnection(), new RowInserts(db));

    public static async Task<BulkWriter> OpenAsync(DbContext db)
    {
        await db.Database.OpenConnectionAsync();
        var writer = new BulkWriter(db);
        // What is lost in a power cut is filled again.
        foreach (var pragma in new[] { "synchronous=OFF", "cache_size=-1500000" }) await writer.ExecuteAsync($"PRAGMA {pragma}");
        foreach (var (name, sql) in await writer.IndexesAsync())
        {
            writer.indexes.Add(sql);
            await writer.ExecuteAsync($"DROP INDEX \"{name}\"");
        }
        return writer;
    }

    public Task<IDbContextTransaction> BeginAsync() => db.Database.BeginTransactionAsync();

    public Task WriteAsync(object row) => inserts.InsertAsync(row, CancellationToken.None);

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
}
