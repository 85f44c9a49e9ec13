using HealthLedger.Chain.Ethereum;
using HealthLedger.Core.Ledger;
using Operation = HealthLedger.Core.Operations.Operation;

namespace HealthLedger.EndToEnd.Chain;

/// <summary>On one account's nonces everything waits in line: nothing may stay at its head.</summary>
public sealed class NonceTests
{
    [Fact]
    public async Task A_foreign_transaction_on_the_next_nonce_is_passed_by()
    {
        await using var world = await ChainWorld.StartAsync();
        Assert.True(await world.MinedAsync(Foreign(world, await world.NonceAsync())));

        var (operation, _) = await world.RegisterAsync();
        await world.PlaceOnChainAsync(await world.ConfirmedAsync(operation));
    }

    [Fact]
    public async Task A_foreign_transaction_on_a_batchs_own_nonce_loses_nothing_of_it()
    {
        await using var world = await ChainWorld.StartAsync();
        var (nonce, operations) = await HeldAsync(world, 3);
        await world.PersistUnsentAsync(operations, nonce);
        Assert.True(await world.MinedAsync(Foreign(world, nonce)));
        await world.ReleaseRelayAsync();

        foreach (var operation in operations)
        {
            var confirmed = await world.ConfirmedAsync(operation);
            Assert.True(confirmed.Nonce > nonce);
            await world.PlaceOnChainAsync(confirmed);
        }
        Assert.Equal(BatchState.Reverted, (await world.BatchAsync(nonce))!.State);
    }

    [Fact]
    public async Task A_nonce_without_any_bytes_is_closed_and_what_waits_behind_it_goes()
    {
        await using var world = await ChainWorld.StartAsync();
        var (nonce, operations) = await HeldAsync(world, 2);
        var behind = await world.PersistUnsentAsync(operations, nonce + 1);
        await world.ReleaseRelayAsync();

        foreach (var operation in operations) Assert.Equal(behind.Hash, (await world.ConfirmedAsync(operation)).TransactionHash);
        Assert.Equal(BatchState.Executed, (await world.BatchAsync(nonce))!.State);
    }

    [Fact]
    public async Task A_batch_that_every_node_refuses_for_good_does_not_hold_its_nonce()
    {
        await using var world = await ChainWorld.StartAsync();
        var (nonce, operations) = await HeldAsync(world, 2);
        var refused = await world.PersistUnsentAsync(operations, nonce, gas: 2_000_000_000); // twice what a block may hold
        await world.ReleaseRelayAsync();

        foreach (var operation in operations) await world.PlaceOnChainAsync(await world.ConfirmedAsync(operation));
        Assert.NotEqual(refused.Hash, (await world.BatchAsync(nonce))!.Hash);
        Assert.Equal(BatchState.Executed, (await world.BatchAsync(nonce))!.State);
    }

    [Fact]
    public async Task A_batch_persisted_but_not_sent_before_a_crash_goes_out_as_the_same_bytes()
    {
        await using var world = await ChainWorld.StartAsync();
        var (nonce, operations) = await HeldAsync(world, 3);
        var persisted = await world.PersistUnsentAsync(operations, nonce);
        await world.CloseAsync();

        await world.OpenAsync();
        foreach (var operation in operations)
        {
            var confirmed = await world.ConfirmedAsync(operation);
            Assert.Equal(persisted.Hash, confirmed.TransactionHash);
            await world.PlaceOnChainAsync(confirmed);
        }
        var now = await world.BatchAsync(nonce);
        Assert.Equal(persisted.Raw, now!.Raw);
        Assert.Equal(BatchState.Executed, now.State);
    }

    static async Task<(long Nonce, Operation[] Operations)> HeldAsync(ChainWorld world, int count)
    {
        await world.HoldRelayAsync();
        var operations = new Operation[count];
        for (var i = 0; i < count; i++) operations[i] = (await world.RegisterAsync()).Operation;
        return (await world.NonceAsync(), operations);
    }

    static SignedTransaction Foreign(ChainWorld world, long nonce) => world.Session.Relayer.Sign(
        new LegacyTransaction((ulong)nonce, 0, 21_000, Address.OfContract(world.Session.Relayer.Address, 1_000), 0, default), world.Session.Contracts.ChainId);
}
