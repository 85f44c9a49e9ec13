using HealthLedger.Core.Store;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Design;

namespace HealthLedger.Tests.Core;

public sealed class MigrationTests
{
    [Fact]
    public void The_migrations_say_what_the_models_say()
    {
        IDesignTimeDbContextFactory<DbContext>[] designs =
            [new SqliteLedgerDbDesign(), new SqliteAccessLogDbDesign(), new PostgresLedgerDbDesign(), new PostgresAccessLogDbDesign()];
        Assert.All(designs, design =>
        {
            using var db = design.CreateDbContext([]);
            Assert.False(db.Database.HasPendingModelChanges(), "The model changed: see DesignTime.cs for how to add to the migrations.");
        });
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
