using HealthLedger.Chain.Relay;
using HealthLedger.Core.Operations;
using HealthLedger.EndToEnd.Chain;
using HealthLedger.EndToEnd.Network;
using HealthLedger.EndToEnd.Support;

namespace HealthLedger.EndToEnd.Faults;

/// <summary>What the nodes take is found out, and bounds the batches.</summary>
public sealed class NodeLimitTests
{
    [Fact]
    public async Task A_batch_stays_below_the_size_that_the_nodes_take()
    {
        await using var on = await NetworkWorld.StartAsync(NodeClient.GoQuorum, new NetworkOptions { Period = TimeSpan.FromSeconds(1) });
        for (var probe = 0; probe < 2; probe++) on.Endpoint.Refuse(SendRefusal.Oversized); // 60,000 and 30,000 bytes
        await on.World.HoldRelayAsync();
        var accepted = await Task.WhenAll(Enumerable.Range(0, 60).Select(_ => on.World.RegisterAsync()));
        await on.World.ReleaseRelayAsync();
        foreach (var (operation, _) in accepted) await on.World.PlaceOnChainAsync(await on.World.ConfirmedAsync(operation));
        Assert.InRange(on.Network.History.Blocks.SelectMany(block => block.Transactions).Skip(3).Max(raw => raw.Length), 1, 15_500);
    }

    [Fact]
    public async Task A_node_that_fails_when_it_is_asked_for_the_size_is_asked_again_before_anything_is_packed()
    {
        await using var on = await NetworkWorld.StartAsync(NodeClient.GoQuorum, new NetworkOptions { Period = TimeSpan.FromSeconds(1) });
        on.Endpoint.Misbehave(Misbehaviour.DropsTheSocket);
        on.Endpoint.Refuse(SendRefusal.Oversized); // 60,000 bytes
        await on.World.HoldRelayAsync();
        var accepted = await Task.WhenAll(Enumerable.Range(0, 60).Select(_ => on.World.RegisterAsync()));
        await on.World.ReleaseRelayAsync();
        foreach (var (operation, _) in accepted) await on.World.PlaceOnChainAsync(await on.World.ConfirmedAsync(operation));
        Assert.InRange(on.Network.History.Blocks.SelectMany(block => block.Transactions).Skip(3).Max(raw => raw.Length), 1, 30_500);
    }

    [Fact]
    public async Task No_more_is_sent_at_once_than_the_pool_takes_of_one_account()
    {
        await using var on = await NetworkWorld.StartAsync(NodeClient.Besu, new NetworkOptions { Period = TimeSpan.FromSeconds(1) });
        on.Network.Rhythm.Period = null;
        var accepted = new List<Operation> { await SentAsync(on) };
        on.Endpoint.Refuse(SendRefusal.TooDistant, times: 1000);
        accepted.Add(await SentAsync(on));
        await Eventually.IsTrueAsync(() => on.World.Get<NodeLimits>().InFlight == 1, () => "The bound is not seen.");
        for (var i = 0; i < 5; i++) accepted.Add((await on.World.RegisterAsync()).Operation);

        on.Endpoint.Behave();
        on.Network.Rhythm.Period = TimeSpan.FromMilliseconds(200);
        foreach (var operation in accepted) await on.World.PlaceOnChainAsync(await on.World.ConfirmedAsync(operation));
        Assert.Equal(1, on.World.Get<NodeLimits>().InFlight);
    }

    [Fact]
    public async Task A_node_that_is_behind_says_nothing_of_what_its_pool_takes()
    {
        await using var on = await NetworkWorld.StartAsync(NodeClient.Besu, new NetworkOptions { Period = TimeSpan.FromSeconds(1) });
        var before = on.World.Get<NodeLimits>().InFlight;
        on.Network.Rhythm.Period = null;
        on.Endpoint.Refuse(SendRefusal.TooDistant, times: 1000);
        var operation = await SentAsync(on);
        var asked = on.Endpoint.Asked("eth_sendRawTransaction");
        await Eventually.IsTrueAsync(() => on.Endpoint.Asked("eth_sendRawTransaction") > asked, () => "It is not sent again.");

        on.Endpoint.Behave();
        on.Network.Rhythm.Period = TimeSpan.FromMilliseconds(200);
        await on.World.PlaceOnChainAsync(await on.World.ConfirmedAsync(operation));
        Assert.Equal(before, on.World.Get<NodeLimits>().InFlight);
    }

    static async Task<Operation> SentAsync(NetworkWorld on)
    {
        var (operation, _) = await on.World.RegisterAsync();
        await Eventually.IsTrueAsync(
            async () => (await on.World.Desk.FindAsync(operation.RequestId, ChainWorld.Cancellation))!.State == OperationState.Sent, () => "It is not sent.");
        return operation;
    }
}
