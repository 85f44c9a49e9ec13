using System.Data;
using HealthLedger.Core.Ledger;
using HealthLedger.Core.Operations;
using HealthLedger.Core.Store;
using HealthLedger.Tests.Core;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace HealthLedger.Postgres;

/// <summary>What the gateway asks of its sessions, whatever the cluster has as its own.</summary>
public sealed class PostgresSessionTests
{
    [Fact]
    public async Task What_is_answered_has_reached_the_disk_although_the_cluster_would_not_wait_for_it()
    {
        await using var world = new CoreWorld();
        _ = world.Store;
        await using var plain = new NpgsqlConnection(world.Options.PostgresConnection);
        await plain.OpenAsync(CoreWorld.Cancellation);
        await using var ask = new NpgsqlCommand("SHOW synchronous_commit", plain);
        Assert.SkipUnless(await ask.ExecuteScalarAsync(CoreWorld.Cancellation) is "off", "This cluster waits for the disk by itself.");

        Assert.Equal("on", await world.Store.WriteAsync((db, token) => ShowAsync(db, "synchronous_commit", token), CoreWorld.Cancellation));
        // A connection that comes back from the pool asks again.
        for (var i = 0; i < 3; i++)
        {
            await using var read = world.Store.OpenRead();
            Assert.Equal("on", await ShowAsync(read, "synchronous_commit", CoreWorld.Cancellation));
        }
    }

    [Fact]
    public async Task A_snapshot_is_one_state_and_may_read_only_what_was_committed()
    {
        await using var world = new CoreWorld();
        await using var snapshot = await world.Store.OpenSnapshotAsync(CoreWorld.Cancellation);
        Assert.Equal("repeatable read", await ShowAsync(snapshot, "transaction_isolation", CoreWorld.Cancellation));
    }

    [Fact]
    public async Task Who_stands_still_in_a_transaction_loses_it_and_its_locks_and_is_run_again()
    {
        await using var world = new CoreWorld();
        var (attempts, servers) = (0, new List<string>());
        await world.Store.WriteAsync(
            async (db, token) =>
            {
                servers.Add((await db.Database.SqlQuery<int>($"""SELECT pg_backend_pid() AS "Value" """).SingleAsync(token)).ToString());
                db.Facts.Add(new Fact { Name = $"n{attempts}", Value = "here" });
                await db.SaveChangesAsync(token);
                // As a machine that swaps: until the server has lost its patience.
                if (attempts++ == 0) await GoneAsync(world, servers[0]);
                db.Facts.Add(new Fact { Name = "done", Value = "here" });
            },
            CoreWorld.Cancellation);

        Assert.Equal((2, 2), (attempts, servers.Distinct().Count()));
        await using var read = world.Store.OpenRead();
        Assert.Equal(["done", "n1"], await read.Facts.Where(fact => fact.Value == "here").Select(fact => fact.Name).Order().ToListAsync(CoreWorld.Cancellation));
    }

    [Fact]
    public async Task Who_stands_still_every_time_is_told_that_nothing_was_accepted()
    {
        await using var world = new CoreWorld();
        var failure = await Assert.ThrowsAnyAsync<Exception>(() => world.Store.WriteAsync(
            async (db, token) =>
            {
                await db.Database.ExecuteSqlAsync($"SELECT pg_terminate_backend(pg_backend_pid())", token);
                return true;
            },
            CoreWorld.Cancellation));
        Assert.Equal(Problems.LedgerUnavailable.Code, StoreFaults.RefusalOf(failure)?.Code);
        // And the next one finds a connection.
        await world.Store.WriteAsync((db, _) => Task.FromResult(db.Facts.Add(new Fact { Name = "next" })), CoreWorld.Cancellation);
    }

    static async Task GoneAsync(CoreWorld world, string server)
    {
        await using var other = new NpgsqlConnection(world.Options.PostgresConnection);
        await other.OpenAsync(CoreWorld.Cancellation);
        await using var ask = new NpgsqlCommand($"SELECT count(*) FROM pg_stat_activity WHERE pid = {server}", other);
        await EndToEnd.Support.Eventually.IsTrueAsync(
            async () => (long)(await ask.ExecuteScalarAsync(CoreWorld.Cancellation))! == 0, () => $"The server ended session {server}.");
    }

    static async Task<string> ShowAsync(LedgerDb db, string setting, CancellationToken cancellation)
    {
        var connection = db.Database.GetDbConnection();
        if (connection.State != ConnectionState.Open) await db.Database.OpenConnectionAsync(cancellation);
        await using var command = connection.CreateCommand();
        command.CommandText = $"SHOW {setting}";
        return (string)(await command.ExecuteScalarAsync(cancellation))!;
    }
}
