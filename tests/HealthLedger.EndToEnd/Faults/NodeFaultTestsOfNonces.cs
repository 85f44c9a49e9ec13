using HealthLedger.Chain.Ethereum;
using HealthLedger.Chain.Rpc;
using HealthLedger.Core.Ledger;
using HealthLedger.EndToEnd.Chain;
using HealthLedger.EndToEnd.Network;
using HealthLedger.EndToEnd.Support;
using Microsoft.EntityFrameworkCore;
using Operation = HealthLedger.Core.Operations.Operation;

namespace HealthLedger.EndToEnd.Faults;

/// <summary>A nonce that our bytes cannot have any more is served anew, and nothing is stuck behind it.</summary>
public sealed class NodeFaultTestsOfNonces
{
    [Theory]
    [InlineData(NodeClient.Besu)]
    [InlineData(NodeClient.GoQuorum)]
    [InlineData(NodeClient.Anvil)]
    public async Task Fault_19_the_nonce_was_used_by_a_foreign_process(NodeClient client)
    {
        await using var on = await NetworkWorld.StartAsync(client);
        await using var watch = new EndpointWatch(on, on.Endpoint);
        var (nonce, operations) = await LostInThePoolAsync(on, 3);
        await on.Network.SendAsync(Foreign(on, nonce).Raw, Dialects.Of(client)); // from somewhere else
        await on.Network.MineAsync();
        GoOn(on);

        Assert.All(await on.ConfirmedOnceAsync(operations), operation => Assert.True(operation.Nonce > nonce));
        Assert.Equal(BatchState.Reverted, (await on.World.BatchAsync(nonce))!.State);
        Assert.Equal([EndpointState.Healthy], watch.Seen);
    }

    [Fact]
    public async Task Fault_19_a_foreign_transaction_takes_our_place_in_the_pool_without_a_word()
    {
        await using var on = await NetworkWorld.StartAsync(NodeClient.Besu);
        on.Network.Rhythm.Period = null;
        var nonce = await on.World.NonceAsync();
        var operations = await NodeFaultTests.AcceptAsync(on, 3);
        await Eventually.IsTrueAsync(() => on.Network.Pool.Waiting.Count > 0, () => "Nothing is sent.");
        await on.Network.SendAsync(Foreign(on, nonce).Raw, Dialects.Of(NodeClient.Besu));
        await on.Network.MineAsync();
        on.Network.Rhythm.Period = TimeSpan.FromMilliseconds(200);

        await on.ConfirmedOnceAsync(operations);
    }

    [Theory]
    [InlineData(NodeClient.Besu)]
    [InlineData(NodeClient.GoQuorum)]
    [InlineData(NodeClient.Anvil)]
    public async Task Fault_19_nonce_too_low_for_our_own_mined_transaction_loses_nothing(NodeClient client)
    {
        await using var on = await NetworkWorld.StartAsync(client);
        await using var watch = new EndpointWatch(on, on.Endpoint);
        var height = on.Network.History.Head.Number;
        on.Endpoint.Show(new NodeView(on.Network, height)); // the node takes it, and does not see the block that mined it
        var operations = await NodeFaultTests.AcceptAsync(on, 3);
        await Eventually.IsTrueAsync(() => on.Network.History.Head.Number > height, () => "Nothing was mined.");
        var asked = on.Endpoint.Asked("eth_sendRawTransaction");
        await Eventually.IsTrueAsync(() => on.Endpoint.Asked("eth_sendRawTransaction") > asked, () => "Nothing is sent again.");
        on.Endpoint.Show(new NodeView(on.Network));

        await on.ConfirmedOnceAsync(operations);
        Assert.DoesNotContain(EndpointState.Down, watch.Seen);
    }

    [Theory]
    [InlineData(NodeClient.Besu)]
    [InlineData(NodeClient.GoQuorum)]
    [InlineData(NodeClient.Anvil)]
    public async Task A_nonce_is_served_anew_when_the_block_gas_limit_is_lowered(NodeClient client)
    {
        await using var on = await NetworkWorld.StartAsync(client, new NetworkOptions { BlockGasLimit = 60_000_000 });
        var (nonce, operations) = await LostInThePoolAsync(on, 20);
        var first = (await on.World.BatchAsync(nonce))!;
        await on.Network.SetBlockGasLimitAsync(first.Gas - 1);
        await on.Network.MineAsync();
        GoOn(on);

        await on.ConfirmedOnceAsync(operations);
        Assert.NotEqual(first.Hash, (await on.World.BatchAsync(nonce))!.Hash);
    }

    [Fact]
    public async Task A_nonce_is_served_anew_though_a_pool_goes_on_holding_what_no_block_takes_any_more()
    {
        await using var on = await NetworkWorld.StartAsync(NodeClient.Besu, new NetworkOptions { BlockGasLimit = 60_000_000 });
        on.Network.Rhythm.Period = null;
        var nonce = await on.World.NonceAsync();
        await on.World.HoldRelayAsync();
        var operations = await NodeFaultTests.AcceptAsync(on, 20);
        await on.World.ReleaseRelayAsync();
        await Eventually.IsTrueAsync(() => on.Network.Pool.Waiting.Count > 0, () => "Nothing is sent.");
        var first = (await on.World.BatchAsync(nonce))!;
        await on.Network.SetBlockGasLimitAsync(first.Gas - 1);
        on.Network.Rhythm.Period = TimeSpan.FromMilliseconds(200);

        await on.ConfirmedOnceAsync(operations);
        Assert.NotEqual(first.Hash, (await on.World.BatchAsync(nonce))!.Hash);
    }

    [Fact]
    public async Task A_nonce_is_served_anew_when_one_node_never_takes_its_bytes_and_another_takes_nothing_at_all()
    {
        await using var on = await NetworkWorld.StartAsync(NodeClient.Besu, new NetworkOptions { Period = TimeSpan.FromSeconds(1) }, endpoints: 2);
        await on.ConfirmedOnceAsync(await NodeFaultTests.AcceptAsync(on, 1));
        await on.World.HoldRelayAsync();
        var operations = await NodeFaultTests.AcceptAsync(on, 3);
        var nonce = await on.World.NonceAsync();
        var first = await on.World.PersistUnsentAsync(operations, nonce);
        on.Endpoint.Refuse(SendRefusal.OverBlockGas);
        on.Endpoints[1].Refuse(SendRefusal.Permission, times: 1000);
        await on.World.ReleaseRelayAsync();

        await on.ConfirmedOnceAsync(operations);
        Assert.NotEqual(first.Hash, (await on.World.BatchAsync(nonce))!.Hash);
    }

    [Fact]
    public async Task After_a_fork_what_loses_its_nonce_is_not_overtaken_by_what_followed_it_on_its_subject()
    {
        await using var on = await NetworkWorld.StartAsync(NodeClient.Besu);
        var patient = await on.World.RegisteredAsync();
        var regulator = await on.World.RegulatorAsync();
        await on.World.HoldRelayAsync();
        var suspended = await on.World.AcceptAsync(regulator, patient.Entity, new SuspendEntity(patient.Entity, Drafts.AnyDigest()));
        var reactivated = await on.World.AcceptAsync(regulator, patient.Entity, new ReactivateEntity(patient.Entity));
        // One subject in two batches: so they stand when a fork has taken them back.
        var nonce = await on.World.NonceAsync();
        await on.World.PersistUnsentAsync([suspended], nonce);
        await on.World.PersistUnsentAsync([reactivated], nonce + 1);
        await on.Network.SendAsync(Foreign(on, nonce).Raw, Dialects.Of(NodeClient.Besu));
        await on.World.ReleaseRelayAsync();

        var confirmed = await on.ConfirmedOnceAsync([suspended, reactivated]);
        Assert.True(await on.World.PlaceOnChainAsync(confirmed[0]) < await on.World.PlaceOnChainAsync(confirmed[1]));
    }

    [Theory]
    [InlineData(NodeClient.Besu)]
    [InlineData(NodeClient.GoQuorum)]
    public async Task A_nonce_is_served_anew_when_the_nodes_ask_another_price(NodeClient client)
    {
        await using var on = await NetworkWorld.StartAsync(client);
        await using var node = on.World.Node;
        await node.CallAsync("anvil_setBalance", on.World.Session.Relayer.Address.ToString(), "0xde0b6b3a7640000");
        on.Network.Pool.GasPrice = 7;

        await on.ConfirmedOnceAsync(await NodeFaultTests.AcceptAsync(on, 3));
        Assert.Equal(7ul, SignedTransaction.Parse(on.Network.History.Head.Transactions[^1]).Transaction.GasPrice);
    }

    [Fact]
    public async Task A_nonce_whose_batch_is_gone_is_served_anew()
    {
        await using var on = await NetworkWorld.StartAsync(NodeClient.GoQuorum);
        var (nonce, operations) = await LostInThePoolAsync(on, 3);
        await on.World.HoldRelayAsync();
        await on.World.Store.WriteAsync(
            (db, token) => db.Batches.Where(batch => batch.Nonce == nonce).ExecuteDeleteAsync(token), ChainWorld.Cancellation);
        var behind = (await on.World.RegisterAsync()).Operation;
        await on.World.PersistUnsentAsync([behind], nonce + 1);
        await on.World.ReleaseRelayAsync();
        GoOn(on);

        await on.ConfirmedOnceAsync([.. operations, behind]);
    }

    /// <summary>One batch, answered with its hash and forgotten, as often as it is sent; and no block comes.</summary>
    static async Task<(long Nonce, Operation[] Operations)> LostInThePoolAsync(NetworkWorld on, int count)
    {
        on.Network.Rhythm.Period = null;
        var nonce = await on.World.NonceAsync();
        await on.World.HoldRelayAsync();
        var operations = await NodeFaultTests.AcceptAsync(on, count);
        on.Endpoint.Misbehave(Misbehaviour.ForgetsTheTransaction, times: int.MaxValue);
        await on.World.ReleaseRelayAsync();
        await Eventually.IsTrueAsync(async () => await on.World.BatchAsync(nonce) is not null, () => "Nothing is packed.");
        var asked = on.Endpoint.Asked("eth_sendRawTransaction");
        await Eventually.IsTrueAsync(() => on.Endpoint.Asked("eth_sendRawTransaction") > asked, () => "Nothing is sent again.");
        return (nonce, operations);
    }

    static void GoOn(NetworkWorld on)
    {
        on.Endpoint.Behave();
        on.Network.Rhythm.Period = TimeSpan.FromMilliseconds(200);
    }

    static SignedTransaction Foreign(NetworkWorld on, long nonce)
    {
        var (relayer, contracts) = (on.World.Session.Relayer, on.World.Session.Contracts);
        return relayer.Sign(
            new LegacyTransaction((ulong)nonce, 0, 21_000, Address.OfContract(relayer.Address, 1_000), 0, default), contracts.ChainId);
    }
}
