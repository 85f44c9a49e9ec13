using System.Data.Common;
using HealthLedger.Core.Ledger;
using HealthLedger.Core.Store;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Design;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

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
    public async Task Every_row_of_the_first_release_is_there_after_the_migrations()
    {
        await using var world = new CoreWorld();
        StoreUnderTest.Empty(world.Data);
        await using (var first = StoreUnderTest.Bare(world.Data))
            await first.GetService<IMigrator>().MigrateAsync("Initial", CoreWorld.Cancellation);
        var before = await AnyRows.InsertAsync(world.Data, CoreWorld.Cancellation);
        Assert.Contains("Operations", before.Keys);

        _ = world.Store;

        await using (var newest = StoreUnderTest.Bare(world.Data))
            Assert.Empty(await newest.Database.GetPendingMigrationsAsync(CoreWorld.Cancellation));
        foreach (var (table, row) in before)
            foreach (var (column, value) in await AnyRows.SingleAsync(world.Data, table, CoreWorld.Cancellation))
                if (row.TryGetValue(column, out var was)) Assert.Equal((table, column, was), (table, column, value));
    }

    [Fact]
    public async Task A_migration_that_fails_leaves_the_store_as_it_was_and_whoever_serves_it_goes_on()
    {
        await using var world = new CoreWorld();
        await world.Store.WriteAsync((db, _) => Task.FromResult(db.Facts.Add(new Fact { Name = "before", Value = "whole" })), CoreWorld.Cancellation);

        await using (var next = OneMoreMigration<BreakingMigration>.Open(world.Data))
            await Assert.ThrowsAnyAsync<DbException>(() => next.Database.MigrateAsync(CoreWorld.Cancellation));

        await world.Store.WriteAsync((db, _) => Task.FromResult(db.Facts.Add(new Fact { Name = "after", Value = "whole" })), CoreWorld.Cancellation);
        await using var bare = StoreUnderTest.Bare(world.Data);
        Assert.DoesNotContain(NextRelease.Id, await bare.Database.GetAppliedMigrationsAsync(CoreWorld.Cancellation));
        Assert.Equal(["after", "before"], await bare.Facts.Where(fact => fact.Value == "whole").Select(fact => fact.Name).Order().ToListAsync(CoreWorld.Cancellation));
        Assert.DoesNotContain("Half", await AnyRows.ColumnsAsync(world.Data, "Facts", CoreWorld.Cancellation));

        await world.Store.DisposeAsync();
        await using var again = LedgerStore.Open(world.Data, StorePlace.Of(world.Options));
    }
}
