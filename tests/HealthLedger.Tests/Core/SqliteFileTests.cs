using HealthLedger.Core.Store;
using Microsoft.EntityFrameworkCore;

namespace HealthLedger.Tests.Core;

/// <summary>What is SQLite's own.</summary>
public sealed class SqliteFileTests
{
    [Fact]
    public async Task What_is_answered_has_reached_the_disk()
    {
        await using var world = new CoreWorld();
        await using var db = world.Store.OpenRead();
        await db.Database.OpenConnectionAsync(CoreWorld.Cancellation);
        Assert.Equal(2L, await ScalarAsync("PRAGMA synchronous"));
        Assert.Equal("wal", await ScalarAsync("PRAGMA journal_mode"));
        Assert.Equal(1L, await ScalarAsync("PRAGMA foreign_keys"));

        async Task<object?> ScalarAsync(string sql)
        {
            await using var command = db.Database.GetDbConnection().CreateCommand();
            command.CommandText = sql;
            return await command.ExecuteScalarAsync(CoreWorld.Cancellation);
        }
    }

    [Fact]
    public async Task A_start_that_was_killed_while_migrating_does_not_stop_the_next_one()
    {
        await using var world = new CoreWorld();
        await world.Store.WriteAsync(
            (db, token) => db.Database.ExecuteSqlRawAsync(
                """
                CREATE TABLE IF NOT EXISTS "__EFMigrationsLock" ("Id" INTEGER NOT NULL PRIMARY KEY, "Timestamp" TEXT NOT NULL);
                INSERT INTO "__EFMigrationsLock" VALUES (1, '2026-01-01');
                """,
                token),
            CoreWorld.Cancellation);
        await world.Store.DisposeAsync();

        var again = await Task.Run(() => LedgerStore.Open(world.Data, StorePlace.Of(world.Options)), CoreWorld.Cancellation)
            .WaitAsync(TimeSpan.FromSeconds(20), CoreWorld.Cancellation);
        await again.DisposeAsync();
    }
}
