using System.Text.Json;
using HealthLedger.Chain.Indexer;
using HealthLedger.Chain.Nodes;
using HealthLedger.Core.Ledger;
using HealthLedger.Core.Operations;
using HealthLedger.Core.Regulation;
using HealthLedger.EndToEnd.Support;
using Microsoft.EntityFrameworkCore;

namespace HealthLedger.EndToEnd.Chain;

/// <summary>The embedded chain comes back as it was, and the read model comes out equal.</summary>
public sealed class ReplayTests
{
    [Fact]
    public async Task A_node_killed_while_operations_flow_comes_back_with_the_same_blocks_and_nothing_is_lost_or_doubled()
    {
        await using var world = await ChainWorld.StartAsync();
        for (var i = 0; i < 3; i++) await world.RegisteredAsync();
        var seen = await world.BlockHashesAsync();
        var killed = world.NodeId;

        var accepted = new List<Operation>();
        for (var i = 0; i < 40; i++)
        {
            if (i == 15) Processes.Kill(killed);
            accepted.Add((await world.RegisterAsync()).Operation);
        }

        // The last of them tells that the node is back; before, there may be nobody to ask.
        foreach (var operation in accepted) await world.ConfirmedAsync(operation);
        foreach (var operation in accepted) await world.PlaceOnChainAsync(operation);
        Assert.NotEqual(killed, world.NodeId);
        var hashes = await world.BlockHashesAsync();
        Assert.Equal(seen, hashes.Take(seen.Count));
        await AssertJournalIsTheChainAsync(world, hashes);
    }

    [Theory]
    [InlineData("")]
    [InlineData("{\"block\":")]
    [InlineData("not a state at all")]
    public async Task A_damaged_state_file_is_made_again_to_the_same_hashes(string content)
    {
        await using var world = await ChainWorld.StartAsync();
        for (var i = 0; i < 3; i++) await world.RegisteredAsync();
        var before = await world.BlockHashesAsync();
        await world.CloseAsync();

        await File.WriteAllTextAsync(world.State, content, ChainWorld.Cancellation);
        await world.OpenAsync();
        Assert.Equal(before, await world.BlockHashesAsync());
        await world.RegisteredAsync();
    }

    [Fact]
    public async Task An_outdated_state_file_is_brought_up_to_the_same_hashes()
    {
        await using var world = await ChainWorld.StartAsync();
        await world.RegisteredAsync();
        await world.CloseAsync();
        var outdated = await File.ReadAllBytesAsync(world.State, ChainWorld.Cancellation);
        await world.OpenAsync();
        for (var i = 0; i < 3; i++) await world.RegisteredAsync();
        var before = await world.BlockHashesAsync();
        await world.CloseAsync();

        await File.WriteAllBytesAsync(world.State, outdated, ChainWorld.Cancellation);
        await world.OpenAsync();
        Assert.Equal(before, await world.BlockHashesAsync());
        await world.RegisteredAsync();
    }

    [Fact]
    public async Task A_running_node_whose_clock_is_past_the_block_it_lost_makes_it_again()
    {
        await using var world = await ChainWorld.StartAsync();
        for (var i = 0; i < 3; i++) await world.RegisteredAsync();
        var before = await world.BlockHashesAsync();

        await using (var node = world.Node)
        {
            await node.CallAsync("anvil_rollback", 1);
            await node.CallAsync("evm_setTime", DateTimeOffset.UtcNow.AddMinutes(1).ToUnixTimeSeconds());
        }

        await Eventually.IsTrueAsync(() => world.HoldsAsync(before), () => world.Health.Explanation);
        await world.RegisteredAsync();
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_read_model_derived_again_is_equal(bool afterRestart)
    {
        await using var world = await ChainWorld.StartAsync();
        var (patient, physician) = (await world.RegisteredAsync(), await world.RegisteredAsync(EntityClass.Physician));
        var consent = LedgerId.Random();
        await world.ConfirmedAsync(await world.AcceptAsync(patient, patient.Entity, Drafts.Grant(patient.Entity, physician.Entity, consent)));
        await world.ConfirmedAsync(await world.AcceptAsync(patient, patient.Entity, new RevokeConsent(patient.Entity, consent)));
        await world.DecidedAsync(await world.AcceptAsync(patient, patient.Entity, Drafts.Grant(patient.Entity, physician.Entity, consent)));
        await world.HoldRelayAsync();
        await world.Get<BlockIndexer>().StopAsync(ChainWorld.Cancellation);
        var (before, chain) = (await RowsAsync(world), await world.BlockHashesAsync());

        Assert.NotEmpty(await world.Store.WriteAsync((db, token) => Projector.RewindAsync(db, 1, DateTimeOffset.UtcNow, token), ChainWorld.Cancellation));
        Assert.NotEqual(before, await RowsAsync(world));
        if (afterRestart)
        {
            // The gateway ended between the two: the chain is still ours, though nothing of it is indexed.
            await world.CloseAsync();
            await world.OpenAsync();
        }
        else await world.Get<BlockIndexer>().CatchUpAsync(ChainWorld.Cancellation);

        Assert.Equal(chain, await world.BlockHashesAsync());
        Assert.Equal(before, await RowsAsync(world));
    }

    [Fact]
    public async Task What_the_node_had_not_written_down_outlives_a_read_model_that_was_emptied()
    {
        await using var world = await ChainWorld.StartAsync();
        for (var i = 0; i < 3; i++) await world.RegisteredAsync();
        await world.HoldRelayAsync();
        await world.Get<BlockIndexer>().StopAsync(ChainWorld.Cancellation);
        var (before, chain, link) = (await RowsAsync(world), await world.BlockHashesAsync(), world.Get<ChainLink>());
        Assert.False(File.Exists(world.State));

        await world.Store.WriteAsync(Projector.ClearAsync, ChainWorld.Cancellation);
        Processes.Kill(world.NodeId);
        await Eventually.IsTrueAsync(() => link.Obstacle is not null, () => "The node is still there.");
        await Eventually.IsTrueAsync(() => link.Obstacle is null, () => "The node has not come back.");

        Assert.Equal(chain, await world.BlockHashesAsync());
        await world.Get<BlockIndexer>().CatchUpAsync(ChainWorld.Cancellation);
        Assert.Equal(before, await RowsAsync(world));
    }

    static Task<string> RowsAsync(ChainWorld world) => world.ReadAsync(async db => JsonSerializer.Serialize(
        new
        {
            Entities = await db.Entities.OrderBy(row => row.Position).ToListAsync(),
            Consents = await db.Consents.OrderBy(row => row.Id).ToListAsync(),
            Blocks = await db.Blocks.OrderBy(row => row.Number).ToListAsync(),
            Batches = await db.Batches.OrderBy(row => row.Nonce).ToListAsync(),
            Operations = await db.Operations.OrderBy(row => row.Sequence).Select(row => new
            {
                row.Id, row.State, row.Nonce, row.TransactionHash, row.BlockNumber, row.ProblemCode, row.DecidedAt,
            }).ToListAsync(),
        },
        JsonSerializerOptions.Default));

    static async Task AssertJournalIsTheChainAsync(ChainWorld world, IReadOnlyList<string> hashes)
    {
        var indexed = await world.ReadAsync(db => db.Blocks.OrderBy(row => row.Number).Select(row => row.Hash).ToListAsync());
        Assert.Equal(hashes.Skip(1).Take(indexed.Count), indexed.Select(hash => hash.ToString()));
    }
}
