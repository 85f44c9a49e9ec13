using HealthLedger.Chain.Rpc;
using HealthLedger.Core.Ledger;
using HealthLedger.EndToEnd.Network;
using HealthLedger.EndToEnd.Support;

namespace HealthLedger.EndToEnd.Faults;

public sealed class SeveralEndpointsTests
{
    [Fact]
    public async Task A_preferred_node_that_answers_an_old_head_after_its_restart_is_passed_by_until_it_has_caught_up()
    {
        await using var on = await NetworkWorld.StartAsync(NodeClient.GoQuorum, endpoints: 2);
        await on.World.RegisteredAsync();
        var before = on.Network.History.Head.Number;
        on.Endpoint.Down = true;
        await on.World.RegisteredAsync();
        on.Endpoint.Show(new NodeView(on.Network, before));
        on.Endpoint.Down = false;
        await AncestryAsync(on, Ancestry.Behind);

        await on.World.PlaceOnChainAsync(await on.World.ConfirmedAsync((await on.World.RegisterAsync()).Operation));
        Assert.True(on.World.Health.Ready);
        on.Endpoint.Show(new NodeView(on.Network));
        await AncestryAsync(on, Ancestry.True);
        await on.World.RegisteredAsync();
    }

    [Fact]
    public async Task A_preferred_node_that_stands_still_is_passed_by()
    {
        await using var on = await NetworkWorld.StartAsync(NodeClient.Besu, endpoints: 2);
        await on.World.RegisteredAsync();
        on.Endpoint.Show(new NodeView(on.Network, on.Network.History.Head.Number));
        for (var i = 0; i < 5; i++) await on.Network.MineAsync();

        await on.World.PlaceOnChainAsync(await on.World.ConfirmedAsync((await on.World.RegisterAsync()).Operation));
        Assert.True(on.World.Health.Ready);
    }

    [Fact]
    public async Task One_endpoint_after_the_other_may_fail_while_operations_go_on()
    {
        await using var on = await NetworkWorld.StartAsync(NodeClient.Besu, endpoints: 3);
        foreach (var failing in on.Endpoints)
        {
            failing.Down = true;
            await on.World.PlaceOnChainAsync(await on.World.ConfirmedAsync((await on.World.RegisterAsync()).Operation));
            await Eventually.IsTrueAsync(() => on.StatusOf(failing).State == EndpointState.Down, () => on.StatusOf(failing).ToString());
            failing.Down = false;
            await Eventually.IsTrueAsync(() => on.StatusOf(failing).State == EndpointState.Healthy, () => on.StatusOf(failing).ToString());
        }
    }

    [Fact]
    public async Task An_endpoint_that_answers_nothing_but_errors_is_passed_by()
    {
        await using var on = await NetworkWorld.StartAsync(NodeClient.Besu, endpoints: 2);
        await on.World.RegisteredAsync();
        foreach (var method in new[] { "eth_getBlockByNumber", "eth_getLogs", "eth_getTransactionReceipt", "eth_blockNumber" })
            on.Endpoint.Refuse(new RpcFailure(-32603, "Internal error"), method, times: int.MaxValue);
        await on.World.PlaceOnChainAsync(await on.World.ConfirmedAsync((await on.World.RegisterAsync()).Operation));
        Assert.True(on.World.Health.Ready, on.World.Health.Explanation);
    }

    [Fact]
    public async Task Fault_21_one_of_several_endpoints_that_becomes_another_network_is_written_to_no_more()
    {
        await using var on = await NetworkWorld.StartAsync(NodeClient.Besu, endpoints: 2);
        await using var other = await ScriptedNetwork.StartAsync(new NetworkOptions { ChainId = 4242 });
        await on.World.RegisteredAsync();
        while (other.History.Head.Number <= on.Network.History.Head.Number) await other.MineAsync();

        var second = on.Endpoints[1];
        second.Show(new NodeView(other));
        await Eventually.IsTrueAsync(() => on.StatusOf(second).State == EndpointState.Excluded, () => on.StatusOf(second).ToString());
        var sent = second.Asked("eth_sendRawTransaction");
        await on.World.PlaceOnChainAsync(await on.World.ConfirmedAsync((await on.World.RegisterAsync()).Operation));
        Assert.Equal(sent, second.Asked("eth_sendRawTransaction"));
        Assert.Contains("chain id", on.StatusOf(second).Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_endpoint_that_never_answers_a_transaction_does_not_hold_up_the_others()
    {
        await using var on = await NetworkWorld.StartAsync(NodeClient.Besu, endpoints: 2);
        await using var watch = new EndpointWatch(on, on.Endpoint);
        on.Endpoint.Misbehave(Misbehaviour.StaysSilent, times: 100);
        for (var i = 0; i < 3; i++) await on.World.PlaceOnChainAsync(await on.World.ConfirmedAsync((await on.World.RegisterAsync()).Operation));
        await Eventually.IsTrueAsync(() => watch.Seen.Contains(EndpointState.Down), () => on.StatusOf(on.Endpoint).ToString());
        Assert.True(on.World.Health.Ready);
    }

    [Fact]
    public async Task After_a_start_on_nodes_that_forget_nothing_is_told_for_a_while_and_health_warns()
    {
        var settle = TimeSpan.FromSeconds(4);
        await using var on = await NetworkWorld.StartAsync(NodeClient.GoQuorum);
        await on.World.RegisteredAsync();
        await on.World.CloseAsync();

        on.World.Change(chain => chain with { SettleFor = settle });
        var begun = DateTimeOffset.UtcNow;
        await on.World.OpenAsync();
        Assert.True(DateTimeOffset.UtcNow - begun >= settle);
        Assert.Contains("archive", on.World.Health.Warning, StringComparison.Ordinal);
        await on.World.RegisteredAsync();

        on.Endpoint.Down = true;
        await Eventually.IsTrueAsync(() => on.World.Health.State == LedgerState.Unreachable, () => on.World.Health.Explanation);
        on.Endpoint.Down = false;
        await Eventually.IsTrueAsync(() => on.World.Health.State == LedgerState.Settling, () => $"{on.World.Health.State}");
        await Eventually.IsTrueAsync(() => on.World.Health.Ready, () => on.World.Health.Explanation);
        await on.World.RegisteredAsync();
    }

    static Task AncestryAsync(NetworkWorld on, Ancestry ancestry) =>
        Eventually.IsTrueAsync(() => on.StatusOf(on.Endpoint).Ancestry == ancestry, () => on.StatusOf(on.Endpoint).ToString());
}
