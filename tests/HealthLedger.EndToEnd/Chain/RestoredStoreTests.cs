using HealthLedger.Core.Ledger;
using HealthLedger.Tests;
using Microsoft.EntityFrameworkCore;

namespace HealthLedger.EndToEnd.Chain;

/// <summary>A store put back from a backup meets the chain that went on without it.</summary>
public sealed class RestoredStoreTests
{
    [Fact]
    public async Task What_waited_in_the_backup_and_was_executed_since_is_settled_from_its_block_and_not_sent_again()
    {
        await using var world = await ChainWorld.StartAsync();
        await world.HoldRelayAsync();
        var (batched, waiting) = ((await world.RegisterAsync()).Operation, (await world.RegisterAsync()).Operation);
        await world.PersistUnsentAsync([batched], await world.NonceAsync());
        await world.CloseAsync();
        var backup = Directory.CreateDirectory(world.Data + "-backup").FullName;
        StoreUnderTest.Copy(world.Data, backup);

        await world.OpenAsync();
        var before = new[] { await world.ConfirmedAsync(batched), await world.ConfirmedAsync(waiting) };
        for (var i = 0; i < 3; i++) await world.RegisteredAsync();
        await world.CloseAsync();
        StoreUnderTest.Copy(backup, world.Data);
        await world.OpenAsync();

        foreach (var operation in before)
        {
            var after = await world.ConfirmedAsync(operation);
            Assert.Equal((operation.TransactionHash, operation.BlockNumber), (after.TransactionHash, after.BlockNumber));
            await world.PlaceOnChainAsync(after);
        }
        Assert.Equal(BatchState.Executed, (await world.BatchAsync(before[0].Nonce!.Value))!.State);
        Assert.Equal(3, await world.ReadAsync(db => db.UnclaimedExecutions.CountAsync(ChainWorld.Cancellation)));
        // Behind the nonces that only the chain remembers.
        await world.PlaceOnChainAsync(await world.ConfirmedAsync((await world.RegisterAsync()).Operation));
    }
}
