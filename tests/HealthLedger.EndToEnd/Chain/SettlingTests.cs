using HealthLedger.Chain.Custody;
using HealthLedger.Chain.Ethereum;
using HealthLedger.Core.Ledger;
using HealthLedger.Core.Operations;
using HealthLedger.Core.Regulation;
using HealthLedger.EndToEnd.Support;
using Microsoft.EntityFrameworkCore;
using Operation = HealthLedger.Core.Operations.Operation;

namespace HealthLedger.EndToEnd.Chain;

public sealed class SettlingTests
{
    [Fact]
    public async Task An_id_that_was_spent_before_the_store_forgot_is_settled_from_its_block_and_not_executed_twice()
    {
        await using var world = await ChainWorld.StartAsync();
        var (accepted, _) = await world.RegisterAsync();
        var before = await world.ConfirmedAsync(accepted);
        // As a client's retry on yesterday's backup that came in at the very moment in which its block was taken in.
        await world.Store.WriteAsync(
            async (db, token) =>
            {
                var row = await db.Operations.SingleAsync(operation => operation.Id == accepted.Id, token);
                (row.State, row.Nonce, row.TransactionHash, row.BlockNumber, row.DecidedAt) = (OperationState.Accepted, null, null, null, null);
                db.Add(new UnclaimedExecution
                {
                    RequestId = row.RequestId, Actor = row.Actor, TransactionHash = before.TransactionHash!.Value, BlockNumber = before.BlockNumber!.Value,
                });
            },
            ChainWorld.Cancellation);
        world.Get<LedgerSignals>().Accepted();

        var after = await world.ConfirmedAsync(accepted);
        Assert.Equal((before.TransactionHash, before.BlockNumber), (after.TransactionHash, after.BlockNumber));
        await world.PlaceOnChainAsync(after);
    }

    [Fact]
    public async Task A_reverted_batch_is_packed_again_and_nothing_of_it_is_lost()
    {
        await using var world = await ChainWorld.StartAsync();
        await world.HoldRelayAsync();
        var operations = new List<Operation>();
        for (var i = 0; i < 5; i++) operations.Add((await world.RegisterAsync()).Operation);
        var nonce = await world.NonceAsync();
        await world.PersistUnsentAsync(operations, nonce, gas: 300_000);
        await world.ReleaseRelayAsync();

        foreach (var operation in operations) await world.PlaceOnChainAsync(await world.ConfirmedAsync(operation));
        Assert.Equal(BatchState.Reverted, (await world.BatchAsync(nonce))!.State);
        // In halves: two and two and one, or fewer together where the measured size has grown again.
        Assert.InRange((await world.ReadAsync(db => db.Operations.Where(row => row.Nonce > nonce).Select(row => row.Nonce).Distinct().CountAsync())), 2, 5);
    }

    [Fact]
    public async Task What_reverted_alone_once_gets_another_chance()
    {
        await using var world = await ChainWorld.StartAsync();
        await world.HoldRelayAsync();
        var (operation, _) = await world.RegisterAsync();
        var nonce = await world.NonceAsync();
        await world.PersistUnsentAsync([operation], nonce, gas: 100_000);
        await world.ReleaseRelayAsync();

        await world.PlaceOnChainAsync(await world.ConfirmedAsync(operation));
        Assert.Equal(BatchState.Reverted, (await world.BatchAsync(nonce))!.State);
    }

    [Fact]
    public async Task A_hopeless_operation_goes_to_the_operator_and_takes_nobody_with_it()
    {
        await using var world = await ChainWorld.StartAsync();
        var (patient, physician) = (await world.RegisteredAsync(), await world.RegisteredAsync(EntityClass.Physician));
        await world.HoldRelayAsync();
        // No time of the contract's: it fails there without a word, which looks like want of gas.
        var hopeless = await world.AcceptAsync(patient, patient.Entity, Drafts.Grant(patient.Entity, physician.Entity, until: -1));
        var behind = await world.AcceptAsync(patient, patient.Entity, Drafts.Grant(patient.Entity, physician.Entity));
        var (beside, _) = await world.RegisterAsync();
        await world.ReleaseRelayAsync();

        await world.ConfirmedAsync(beside);
        await world.ConfirmedAsync(behind);
        var failed = await world.DecidedAsync(hopeless);
        Assert.Equal((OperationState.Failed, "needs-operator", 2), (failed.State, failed.ProblemCode, failed.OutOfGas));
    }

    [Fact]
    public async Task A_relayer_that_is_no_longer_listed_stops_with_an_explanation_and_goes_on_when_it_is_listed_again()
    {
        await using var world = await ChainWorld.StartAsync();
        await ListRelayerAsync(world, listed: false);
        var (waiting, _) = await world.RegisterAsync();

        await Eventually.IsTrueAsync(() => !world.Health.Accepting, () => "The gateway goes on accepting.");
        Assert.Contains("is not listed", world.Health.Explanation, StringComparison.Ordinal);
        var refused = await Assert.ThrowsAsync<RefusedException>(() => world.RegisterAsync());
        Assert.Equal(("ledger-unavailable", world.Health.Explanation), (refused.Refusal.Code, refused.Refusal.Detail));

        await ListRelayerAsync(world, listed: true);
        await world.PlaceOnChainAsync(await world.ConfirmedAsync(waiting));
        Assert.True(world.Health.Accepting);
        await world.RegisteredAsync();
    }

    [Fact]
    public async Task A_gateway_whose_relayer_is_not_listed_writes_nothing_from_its_start_on()
    {
        await using var world = await ChainWorld.StartAsync();
        await world.HoldRelayAsync();
        await world.RegisterAsync();
        await ListRelayerAsync(world, listed: false);
        var nonce = await world.NonceAsync();
        await world.CloseAsync();

        await world.OpenAsync();
        await Eventually.IsTrueAsync(() => world.Health.State == LedgerState.Stopped, () => world.Health.Explanation);
        Assert.Null(await world.BatchAsync(nonce));
        Assert.Equal(nonce, await world.NonceAsync());
    }

    // Self-custody: the regulator's own key and account, past the relay.
    static async Task ListRelayerAsync(ChainWorld world, bool listed)
    {
        var regulator = (await world.Get<IFirstRegulator>().GetOrCreateAsync(world.Session.Contracts.Identity, ChainWorld.Cancellation)).Address;
        var key = (await world.Get<KeyCustody>().FindAsync([regulator], ChainWorld.Cancellation))[regulator];
        await using var node = world.Node;
        var nonce = Convert.ToUInt64((await node.CallAsync("eth_getTransactionCount", regulator, "latest"))!.GetValue<string>(), 16);
        var call = AbiWriter.Call(Abi.Selector("listRelayer(address,bool)"), 2).Write(world.Session.Relayer.Address).Write(listed).ToArray();
        var transaction = new LegacyTransaction(nonce, 0, 200_000, world.Session.Contracts.Registry, 0, call).Sign(key, world.Session.Contracts.ChainId);
        Assert.True(await world.MinedAsync(transaction));
    }
}
