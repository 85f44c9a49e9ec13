using HealthLedger.Core.Ledger;
using HealthLedger.Core.Operations;
using HealthLedger.Core.Store;
using HealthLedger.Tests.Core;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace HealthLedger.Postgres;

/// <summary>A server that answers, and takes nothing: whoever asks is told so, nothing is kept, and all goes on when it takes again.</summary>
public sealed class PostgresRefusalTests
{
    [Theory]
    [InlineData("53100", "its disk is full")]
    [InlineData("58030", "its disk fails")]
    [InlineData("53200", "its server is out of memory")]
    public async Task What_the_server_cannot_keep_is_refused_with_its_reason(string state, string reason)
    {
        await using var world = new CoreWorld();
        await WriteAsync(world, "before");
        await RunAsync(
            world,
            $"""
            CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'no' USING ERRCODE = '{state}'; END $$;
            CREATE TRIGGER refuse BEFORE INSERT ON "Facts" FOR EACH ROW EXECUTE FUNCTION refuse();
            """);
        await RefusedAsync(world, "meanwhile", reason);

        await RunAsync(world, """DROP TRIGGER refuse ON "Facts" """);
        await WriteAsync(world, "after");
        Assert.Equal(["after", "before"], await WrittenAsync(world));
    }

    [Fact]
    public async Task A_server_that_is_read_only_is_read_and_written_again_when_it_may_be()
    {
        await using var world = new CoreWorld();
        await WriteAsync(world, "before");
        await ReadOnlyAsync(world, "on");
        await RefusedAsync(world, "meanwhile", "its server is read-only");
        Assert.Equal(["before"], await WrittenAsync(world));

        await ReadOnlyAsync(world, "off");
        await WriteAsync(world, "after");
        Assert.Equal(["after", "before"], await WrittenAsync(world));
    }

    [Fact]
    public async Task A_connection_that_is_lost_in_the_commit_is_told_and_not_tried_again_for_it_may_have_happened()
    {
        await using var world = new CoreWorld();
        await WriteAsync(world, "before");
        await RunAsync(
            world,
            """
            CREATE FUNCTION lose() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN PERFORM pg_terminate_backend(pg_backend_pid()); RETURN NULL; END $$;
            CREATE CONSTRAINT TRIGGER lose AFTER INSERT ON "Facts" DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION lose();
            """);
        Assert.Equal(1, await RefusedAsync(world, "meanwhile", "its server is restarting"));

        await RunAsync(world, """DROP TRIGGER lose ON "Facts" """);
        await WriteAsync(world, "meanwhile");
        Assert.Equal(["before", "meanwhile"], await WrittenAsync(world));
    }

    static async Task WriteAsync(CoreWorld world, string name) => await world.Store.WriteAsync(
        (db, _) => Task.FromResult(db.Facts.Add(new Fact { Name = name, Value = "here" })), CoreWorld.Cancellation);

    /// <returns>How often it was tried.</returns>
    static async Task<int> RefusedAsync(CoreWorld world, string name, string reason)
    {
        var attempts = 0;
        var failure = await Assert.ThrowsAnyAsync<Exception>(() => world.Store.WriteAsync(
            (db, _) =>
            {
                attempts++;
                return Task.FromResult(db.Facts.Add(new Fact { Name = name, Value = "here" }));
            },
            CoreWorld.Cancellation));
        var refusal = StoreFaults.RefusalOf(failure);
        Assert.Equal(Problems.LedgerUnavailable.Code, refusal?.Code);
        Assert.EndsWith($"{reason}.", refusal?.Detail, StringComparison.Ordinal);
        return attempts;
    }

    static async Task<string[]> WrittenAsync(CoreWorld world)
    {
        for (var attempt = 0; ; attempt++)
            try
            {
                await using var db = world.Store.OpenRead();
                return await db.Facts.Where(fact => fact.Value == "here").Select(fact => fact.Name).Order().ToArrayAsync(CoreWorld.Cancellation);
            }
            catch (InvalidOperationException ended) when (attempt < 3 && StoreFaults.Of(ended) is not null)
            {
                // That the server has ended a session in the pool is found out by whoever uses it next.
            }
    }

    /// <summary>Of the database, for sessions that begin from now on; there are no others.</summary>
    static Task ReadOnlyAsync(CoreWorld world, string value) => RunAsync(
        world,
        $"""
        ALTER DATABASE "{new NpgsqlConnectionStringBuilder(world.Options.PostgresConnection).Database}" SET default_transaction_read_only = {value};
        SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid();
        """);

    static async Task RunAsync(CoreWorld world, string sql)
    {
        // Whatever the database has come to by then.
        await using var connection = new NpgsqlConnection(
            new NpgsqlConnectionStringBuilder(world.Options.PostgresConnection) { Pooling = false, Options = "-c default_transaction_read_only=off" }.ToString());
        await connection.OpenAsync(CoreWorld.Cancellation);
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync(CoreWorld.Cancellation);
    }
}
