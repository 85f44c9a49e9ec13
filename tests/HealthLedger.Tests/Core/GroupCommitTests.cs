using HealthLedger.Core;
using HealthLedger.Core.Ledger;
using HealthLedger.Core.Store;
using Microsoft.EntityFrameworkCore;

namespace HealthLedger.Tests.Core;

public sealed class GroupCommitTests
{
    [Fact]
    public async Task One_failing_work_in_a_crowd_of_two_hundred_harms_nobody()
    {
        await using var world = new CoreWorld();
        var writes = Enumerable.Range(0, 200).Select(n => world.Store.WriteAsync(
            async (db, token) =>
            {
                db.Facts.Add(new Fact { Name = $"n{n}", Value = "here" });
                if (n == 77)
                {
                    await db.SaveChangesAsync(token);
                    throw new InvalidDataException("seventy-seven");
                }
            },
            CoreWorld.Cancellation)).ToList();

        var failure = await Assert.ThrowsAsync<InvalidDataException>(() => Task.WhenAll(writes));

        Assert.Equal("seventy-seven", failure.Message);
        Assert.Equal(199, writes.Count(write => write.IsCompletedSuccessfully));
        await using var read = world.Store.OpenRead();
        Assert.Equal(199, await read.Facts.CountAsync(CoreWorld.Cancellation));
        Assert.False(await read.Facts.AnyAsync(fact => fact.Name == "n77", CoreWorld.Cancellation));
    }

    [Fact]
    public async Task A_work_that_breaks_a_constraint_when_it_is_saved_fails_alone()
    {
        await using var world = new CoreWorld();
        var writes = Enumerable.Range(0, 20).Select(n => world.Store.WriteAsync(
            (db, _) => Task.FromResult(db.Facts.Add(new Fact { Name = $"n{n / 2}" })), CoreWorld.Cancellation)).ToList();

        await Assert.ThrowsAsync<DbUpdateException>(() => Task.WhenAll(writes));

        Assert.Equal(Enumerable.Range(0, 20).Select(n => n % 2 == 0), writes.Select(write => write.IsCompletedSuccessfully));
    }

    [Fact]
    public async Task Another_connection_sees_what_was_answered()
    {
        await using var world = new CoreWorld();
        _ = world.Store;
        await using var other = StoreUnderTest.Connect(world.Data);
        await other.OpenAsync(CoreWorld.Cancellation);
        await Parallel.ForAsync(0, 100, CoreWorld.Cancellation, async (n, token) =>
        {
            await world.Store.WriteAsync((db, _) => Task.FromResult(db.Facts.Add(new Fact { Name = $"n{n}" })), token);
            lock (other)
            {
                using var command = other.CreateCommand();
                command.CommandText = $"""SELECT count(*) FROM "Facts" WHERE "Name" = 'n{n}'""";
                Assert.Equal(1L, command.ExecuteScalar());
            }
        });
    }

    [Fact]
    public async Task Works_run_in_order_of_arrival_and_cancelled_ones_not_at_all()
    {
        await using var world = new CoreWorld();
        using var cancelled = new CancellationTokenSource();
        var ran = new List<int>();
        using var gate = new ManualResetEventSlim();
        var first = world.Store.WriteAsync((_, _) => Task.Run(gate.Wait, CancellationToken.None), CoreWorld.Cancellation);
        var others = Enumerable.Range(0, 50).Select(n => world.Store.WriteAsync(
            (_, _) =>
            {
                ran.Add(n);
                return Task.CompletedTask;
            },
            n == 10 ? cancelled.Token : CoreWorld.Cancellation)).ToList();
        await cancelled.CancelAsync();
        gate.Set();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Task.WhenAll([first, .. others]));

        Assert.True(others[10].IsCanceled);
        Assert.Equal(Enumerable.Range(0, 50).Where(n => n != 10), ran);
    }

    [Fact]
    public async Task A_snapshot_sees_one_state_while_others_write()
    {
        await using var world = new CoreWorld();
        await using var snapshot = await world.Store.OpenSnapshotAsync(CoreWorld.Cancellation);
        Assert.Equal(0, await snapshot.Facts.CountAsync(CoreWorld.Cancellation));

        await world.Store.WriteAsync((db, _) => Task.FromResult(db.Facts.Add(new Fact { Name = "later" })), CoreWorld.Cancellation);

        Assert.Equal(0, await snapshot.Facts.CountAsync(CoreWorld.Cancellation));
        await using var fresh = world.Store.OpenRead();
        Assert.Equal(1, await fresh.Facts.CountAsync(CoreWorld.Cancellation));
    }

    [Fact]
    public async Task A_second_gateway_on_the_same_directory_gets_one_clear_sentence()
    {
        await using var world = new CoreWorld();
        _ = world.Store;
        var refused = Assert.Throws<CannotStartException>(() => LedgerStore.Open(world.Data, StorePlace.Of(world.Options)));
        Assert.StartsWith("Another gateway uses the data directory", refused.Message, StringComparison.Ordinal);
    }
}
