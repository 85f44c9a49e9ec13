using HealthLedger.Core;
using HealthLedger.Core.Ledger;
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
    public async Task What_was_prepared_before_a_connection_broke_goes_into_the_transaction_of_the_one_that_is_opened_then()
    {
        await using var world = new CoreWorld();
        _ = world.Store;
        using var file = SqliteFile<SqliteLedgerDb>.Open(Path.Combine(world.Data, "ledger.db"));
        for (var attempt = 0; attempt < 3; attempt++)
        {
            await using var db = file.OpenWrite();
            await db.Database.BeginTransactionAsync(CoreWorld.Cancellation);
            // By the statement of a row, by a command of EF's, and by a reader.
            await db.InsertAsync(new Fact { Name = "by itself" }, CoreWorld.Cancellation);
            Assert.Equal(1, await db.Facts.Where(fact => fact.Name == "by itself").ExecuteUpdateAsync(
                set => set.SetProperty(fact => fact.Value, "told"), CoreWorld.Cancellation));
            Assert.Equal("told", (await db.Facts.AsNoTracking().SingleAsync(fact => fact.Name == "by itself", CoreWorld.Cancellation)).Value);
            // As whoever gives up in the middle of it: nothing of it stands.
            await db.Database.GetDbConnection().CloseAsync();
        }

        await using var after = world.Store.OpenRead();
        Assert.False(await after.Facts.AnyAsync(fact => fact.Name == "by itself", CoreWorld.Cancellation));
        await world.Store.WriteAsync((db, _) => Task.FromResult(db.Facts.Add(new Fact { Name = "others write on" })), CoreWorld.Cancellation);
    }

    [Fact]
    public async Task A_start_that_was_killed_while_migrating_does_not_stop_the_next_one()
    {
        await using var world = new CoreWorld();
        await using (var killed = StoreUnderTest.Bare(world.Data))
        {
            await killed.Database.MigrateAsync("Heights", CoreWorld.Cancellation);
            await killed.Database.ExecuteSqlRawAsync("""INSERT INTO "__EFMigrationsLock" VALUES (1, '2026-01-01')""", CoreWorld.Cancellation);
        }

        await Task.Run(() => world.Store, CoreWorld.Cancellation).WaitAsync(TimeSpan.FromSeconds(20), CoreWorld.Cancellation);
        await using var migrated = StoreUnderTest.Bare(world.Data);
        Assert.Empty(await migrated.Database.GetPendingMigrationsAsync(CoreWorld.Cancellation));
    }

    [Fact]
    public async Task A_store_with_data_in_it_keeps_its_order_and_learns_which_keys_are_missing()
    {
        var data = Directory.CreateTempSubdirectory("hl-migration-").FullName;
        var file = Path.Combine(data, "ledger.db");
        var (kept, lost, none) = (LedgerId.Random().ToString(), LedgerId.Random().ToString(), Digest.Zero.ToString());
        await using (var db = new SqliteLedgerDb(new DbContextOptionsBuilder<SqliteLedgerDb>().UseSqlite($"Data Source={file};Pooling=False").Options))
        {
            await db.Database.MigrateAsync("Heights", CoreWorld.Cancellation);
            await db.Database.ExecuteSqlAsync(
                $"""
                INSERT INTO "Records" VALUES ({lost}, 'consultation', {kept}, {kept}, NULL, 1, {none}, {none}, 4242, 7, {none}, 1);
                INSERT INTO "EntityKeys" VALUES ('0xhere', {kept}, 1, x'00');
                INSERT INTO "Entities" VALUES ({kept}, 2, 1, '0xhere', {none}, 1, 1), ({lost}, 2, 1, '0xelsewhere', {none}, 1, 2);
                """,
                CoreWorld.Cancellation);
        }

        await using (var store = LedgerStore.Open(data, StorePlace.Of(new CoreOptions { DataDirectory = data, KeysDirectory = data })))
        {
            await using var db = store.OpenRead();
            Assert.Equal((4242, 7), await db.Records.Select(row => ValueTuple.Create(row.Position, row.Ledger.Block)).SingleAsync(CoreWorld.Cancellation));
            Assert.Equal(LedgerId.Parse(lost), await db.Entities.Where(row => row.KeyMissing).Select(row => row.Id).SingleAsync(CoreWorld.Cancellation));
        }
        Directory.Delete(data, recursive: true);
    }
}
