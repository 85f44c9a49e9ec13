using HealthLedger.Core.Store;
using HealthLedger.EndToEnd.Support;
using HealthLedger.Tests;
using HealthLedger.Tests.Core;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Migrations;
using Npgsql;

namespace HealthLedger.Postgres;

/// <summary>Migrations on a database that others use.</summary>
public sealed class PostgresMigrationTests
{
    [Fact]
    public async Task Replicas_that_start_at_once_on_an_empty_database_migrate_it_once_and_all_start()
    {
        await using var first = new CoreWorld();
        StoreUnderTest.Empty(first.Data);
        var others = Enumerable.Range(0, 4).Select(_ => new CoreWorld(replicaOf: first)).ToList();
        await Task.WhenAll(others.Append(first).Select(world => Task.Run(() => (world.Store, world.Log), CoreWorld.Cancellation)));

        await using (var bare = StoreUnderTest.Bare(first.Data))
            Assert.Equal(bare.Database.GetMigrations(), await bare.Database.GetAppliedMigrationsAsync(CoreWorld.Cancellation));
        foreach (var world in others) await world.DisposeAsync();
    }

    [Fact]
    public async Task Whoever_reads_every_list_is_neither_refused_nor_kept_waiting_while_another_replica_migrates()
    {
        await using var world = new CoreWorld();
        _ = world.Store;
        await using var other = new NpgsqlConnection(world.Options.PostgresConnection);
        await other.OpenAsync(CoreWorld.Cancellation);
        await RunAsync(other, $"SELECT pg_advisory_lock({HaltingMigration.Halt})");

        var migrating = Task.Run(
            async () =>
            {
                await using var next = OneMoreMigration<HaltingMigration>.Open(world.Data);
                await next.Database.MigrateAsync(CoreWorld.Cancellation);
            },
            CoreWorld.Cancellation);
        await Eventually.IsTrueAsync(
            async () => await RunAsync(other, "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND NOT granted") is > 0L,
            () => $"The migration has made its index and not committed it: {migrating.Status}.");
        for (var round = 0; round < 3; round++) await ReadListsAsync(world.Store);
        Assert.False(migrating.IsCompleted);

        await RunAsync(other, $"SELECT pg_advisory_unlock({HaltingMigration.Halt})");
        await migrating;
        await ReadListsAsync(world.Store);
        // And the release that does not know of it starts on it, as a replica that is not brought up to date yet.
        await using var late = new CoreWorld(replicaOf: world);
        await ReadListsAsync(late.Store);
    }

    static async Task ReadListsAsync(LedgerStore store)
    {
        await using var db = await store.OpenSnapshotAsync(CoreWorld.Cancellation);
        _ = await db.Operations.OrderByDescending(row => row.Sequence).Take(20).ToListAsync(CoreWorld.Cancellation);
        _ = await db.Entities.OrderByDescending(row => row.Position).Take(20).ToListAsync(CoreWorld.Cancellation);
        _ = await db.Consents.Take(20).ToListAsync(CoreWorld.Cancellation);
        _ = await db.Records.Take(20).ToListAsync(CoreWorld.Cancellation);
        _ = await db.ExamRequests.Take(20).ToListAsync(CoreWorld.Cancellation);
        _ = await db.Prescriptions.Take(20).ToListAsync(CoreWorld.Cancellation);
        _ = await db.Dispensations.Take(20).ToListAsync(CoreWorld.Cancellation);
        _ = await db.Payloads.Take(20).ToListAsync(CoreWorld.Cancellation);
        _ = await db.Blocks.OrderByDescending(row => row.Number).Take(20).ToListAsync(CoreWorld.Cancellation);
    }

    static async Task<object?> RunAsync(NpgsqlConnection connection, string sql)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        return await command.ExecuteScalarAsync(CoreWorld.Cancellation);
    }
}

/// <summary>Makes tables and indexes, as releases do, and does not end before it is let.</summary>
[Migration(NextRelease.Id)]
sealed class HaltingMigration : Migration
{
    public const int Halt = 4711;

    protected override void Up(MigrationBuilder migrationBuilder)
    {
        migrationBuilder.CreateTable("Later", table => new { Id = table.Column<long>() }, constraints: table => table.PrimaryKey("PK_Later", row => row.Id));
        foreach (var table in (string[])["Operations", "Records", "Consents", "Payloads"])
            migrationBuilder.Sql($"CREATE INDEX \"IX_{table}_Later\" ON \"{table}\" (reverse(\"Id\"))");
        migrationBuilder.Sql($"SELECT pg_advisory_xact_lock({Halt})");
    }
}
