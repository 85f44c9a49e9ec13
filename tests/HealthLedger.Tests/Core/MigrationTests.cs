using HealthLedger.Core.Audit;
using HealthLedger.Core.Ledger;
using HealthLedger.Core.Store;
using Microsoft.EntityFrameworkCore;

namespace HealthLedger.Tests.Core;

public sealed class MigrationTests
{
    [Fact]
    public void The_migrations_say_what_the_store_s_model_says()
    {
        using var db = new SqliteLedgerDb(new DbContextOptionsBuilder<SqliteLedgerDb>().UseSqlite().Options);
        Assert.False(db.Database.HasPendingModelChanges(), "The model changed: see DesignTime.cs for how to regenerate the migrations.");
    }

    [Fact]
    public void The_migrations_say_what_the_access_log_s_model_says()
    {
        using var db = new SqliteAccessLogDb(new DbContextOptionsBuilder<SqliteAccessLogDb>().UseSqlite().Options);
        Assert.False(db.Database.HasPendingModelChanges(), "The model changed: see DesignTime.cs for how to regenerate the migrations.");
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

        await using (var store = LedgerStore.Open(data))
        {
            await using var db = store.OpenRead();
            Assert.Equal((4242, 7), await db.Records.Select(row => ValueTuple.Create(row.Position, row.Ledger.Block)).SingleAsync(CoreWorld.Cancellation));
            Assert.Equal(LedgerId.Parse(lost), await db.Entities.Where(row => row.KeyMissing).Select(row => row.Id).SingleAsync(CoreWorld.Cancellation));
        }
        Directory.Delete(data, recursive: true);
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

        var again = await Task.Run(() => LedgerStore.Open(world.Data), CoreWorld.Cancellation)
            .WaitAsync(TimeSpan.FromSeconds(20), CoreWorld.Cancellation);
        await again.DisposeAsync();
    }
}
