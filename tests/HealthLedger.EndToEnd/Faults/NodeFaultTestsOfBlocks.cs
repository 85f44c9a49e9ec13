using System.Text.Json.Nodes;
using HealthLedger.Chain.Rpc;
using HealthLedger.EndToEnd.Network;
using HealthLedger.EndToEnd.Support;
using Operation = HealthLedger.Core.Operations.Operation;

namespace HealthLedger.EndToEnd.Faults;

/// <summary>Blocks that come without ours, late, not at all, or only to some nodes.</summary>
public sealed class NodeFaultTestsOfBlocks
{
    static readonly TimeSpan Often = TimeSpan.FromMilliseconds(200);

    [Theory]
    [InlineData(NodeClient.Besu)]
    [InlineData(NodeClient.GoQuorum)]
    public async Task Fault_20_blocks_advance_without_our_transaction(NodeClient client)
    {
        await using var on = await NetworkWorld.StartAsync(client);
        await using var watch = new EndpointWatch(on, on.Endpoint);
        on.Network.Pool.Capacity = 0; // said to be accepted
        on.Network.Rhythm.Period = Often;
        var (operations, height) = (await NodeFaultTests.AcceptAsync(on, 5), on.Network.History.Head.Number);
        await Eventually.IsTrueAsync(() => on.Network.History.Head.Number > height + 20, () => "No blocks come.");
        Assert.DoesNotContain(await on.NowAsync(operations), operation => operation.IsDecided);
        Assert.True(on.World.Health.Accepting, on.World.Health.Explanation);

        on.Network.Pool.Capacity = int.MaxValue;
        await on.ConfirmedOnceAsync(operations);
        Assert.Equal([EndpointState.Healthy], watch.Seen);
    }

    [Fact]
    public async Task Fault_20_blocks_stop()
    {
        await using var on = await NetworkWorld.StartAsync(NodeClient.GoQuorum);
        await using var watch = new EndpointWatch(on, on.Endpoint);
        on.Network.Rhythm.Period = null; // sends and reads are answered as ever
        var operations = await NodeFaultTests.AcceptAsync(on, 3);
        await Eventually.IsTrueAsync(
            () => on.World.Health.Explanation.Contains("no block", StringComparison.Ordinal), () => $"Health says '{on.World.Health.Explanation}'.");
        Assert.True(on.World.Health.Accepting);
        Assert.DoesNotContain(await on.NowAsync(operations), operation => operation.IsDecided);
        Operation[] meanwhile = [.. operations, .. await NodeFaultTests.AcceptAsync(on, 2)];

        on.Network.Rhythm.Period = Often;
        await on.ConfirmedOnceAsync(meanwhile);
        await Eventually.IsTrueAsync(() => on.World.Health.Explanation.Length == 0, () => $"Health says '{on.World.Health.Explanation}'.");
        Assert.Equal([EndpointState.Healthy], watch.Seen);
    }

    [Fact]
    public async Task Fault_20_blocks_come_in_gaps_as_when_one_of_four_validators_is_away()
    {
        await using var on = await NetworkWorld.StartAsync(NodeClient.GoQuorum);
        await using var watch = new EndpointWatch(on, on.Endpoint);
        on.Network.Rhythm.Period = null;
        on.Network.Rhythm.Gaps([.. RecordedGaps().Take(8)]);
        var accepted = await NodeFaultTests.AcceptAsync(on, 3);
        for (var height = on.Network.History.Head.Number; on.Network.History.Head.Number < height + 4;)
        {
            accepted = [.. accepted, .. await NodeFaultTests.AcceptAsync(on, 1)];
            Assert.True(on.World.Health.Ready && on.World.Health.Accepting, on.World.Health.Explanation);
            var head = on.Network.History.Head.Number;
            await Eventually.IsTrueAsync(() => on.Network.History.Head.Number > head, () => "No block comes.");
        }

        on.Network.Rhythm.Period = TimeSpan.FromSeconds(1);
        await on.ConfirmedOnceAsync(accepted);
        Assert.Equal([EndpointState.Healthy], watch.Seen);
    }

    [Theory]
    [InlineData(NodeClient.Besu)]
    [InlineData(NodeClient.GoQuorum)]
    [InlineData(NodeClient.Anvil)]
    public async Task Fault_22_a_balancer_alternates_stale_and_fresh_nodes(NodeClient client)
    {
        await using var on = await NetworkWorld.StartAsync(client, new NetworkOptions { Period = Often });
        await on.ConfirmedOnceAsync(await NodeFaultTests.AcceptAsync(on, 3));
        var (fresh, stale) = (new NodeView(on.Network), new NodeView(on.Network, on.Network.History.Head.Number - 1));
        on.Endpoint.ShowAnyOf(fresh, fresh, stale);
        await on.ConfirmedOnceAsync(await NodeFaultTests.AcceptAsync(on, 5));

        on.Endpoint.Show(fresh);
        await on.ConfirmedOnceAsync(await NodeFaultTests.AcceptAsync(on, 2));
    }

    [Theory]
    [InlineData(NodeClient.Besu)]
    [InlineData(NodeClient.GoQuorum)]
    public async Task Fault_22_the_preferred_node_is_stale_and_the_other_fresh(NodeClient client)
    {
        await using var on = await NetworkWorld.StartAsync(client, new NetworkOptions { Period = Often }, endpoints: 2);
        await on.ConfirmedOnceAsync(await NodeFaultTests.AcceptAsync(on, 3));
        on.Endpoint.Show(new NodeView(on.Network, on.Network.History.Head.Number - 1));
        await on.ConfirmedOnceAsync(await NodeFaultTests.AcceptAsync(on, 5));
    }

    static IEnumerable<TimeSpan> RecordedGaps()
    {
        var file = Path.Combine(Repository.Root, "tests", "HealthLedger.Tests", "Rpc", "goquorum", "faults.json");
        var recorded = JsonNode.Parse(File.ReadAllText(file))!.AsArray()
            .Single(one => one!["case"]?.GetValue<string>().StartsWith("three validators of four", StringComparison.Ordinal) == true);
        return recorded!["blocks"]!["blockAndSecondsSincePrevious"]!.AsArray().Select(gap => TimeSpan.FromSeconds(gap![1]!.GetValue<double>()));
    }
}
