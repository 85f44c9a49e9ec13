using System.Text.Json.Nodes;
using HealthLedger.Chain.Contracts;
using HealthLedger.Chain.Custody;
using HealthLedger.Chain.Ethereum;
using HealthLedger.Chain.Rpc;
using HealthLedger.Core.Ledger;
using HealthLedger.Core.Regulation;
using HealthLedger.EndToEnd.Chain;
using HealthLedger.EndToEnd.Network;
using HealthLedger.EndToEnd.Support;
using Microsoft.EntityFrameworkCore;
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

    [Theory]
    [InlineData(NodeClient.Besu)]
    [InlineData(NodeClient.GoQuorum)]
    [InlineData(NodeClient.Anvil)]
    public async Task Fault_22_a_balancer_gives_every_other_question_to_a_stale_node(NodeClient client)
    {
        await using var on = await NetworkWorld.StartAsync(client, new NetworkOptions { Period = Often });
        await on.ConfirmedOnceAsync(await NodeFaultTests.AcceptAsync(on, 3));
        on.Endpoint.Show(new NodeView(on.Network), new NodeView(on.Network, on.Network.History.Head.Number - 1));
        await on.ConfirmedOnceAsync(await NodeFaultTests.AcceptAsync(on, 5));
    }

    [Theory]
    [InlineData(NodeClient.Besu)] // empty logs of a block that the node lacks, without an error
    [InlineData(NodeClient.GoQuorum)]
    public async Task Fault_22_a_stale_node_hides_nothing_that_others_wrote(NodeClient client)
    {
        await using var on = await NetworkWorld.StartAsync(client, new NetworkOptions { Period = Often });
        var (session, network) = (on.World.Session, on.Network);
        var regulator = (await on.World.Get<IFirstRegulator>().GetOrCreateAsync(session.Contracts.Identity, ChainWorld.Cancellation)).Address;
        var key = (await on.World.Get<KeyCustody>().FindAsync([regulator], ChainWorld.Cancellation))[regulator];
        on.Endpoint.ShowAnyOf(new NodeView(network), new NodeView(network, network.History.Head.Number));
        for (var nonce = 0UL; nonce < 20; nonce++) // self-custody: the regulator's own account, past the relay
        {
            using var patient = PrivateKey.Generate();
            var call = LedgerCalls.Encode(
                new RegisterEntity(LedgerId.Random(), EntityClass.Patient, patient.Address.ToString(), Drafts.AnyDigest()), session.Contracts);
            var direct = new LegacyTransaction(nonce, 0, 400_000, call.Ledger, 0, call.Data).Sign(key, session.Contracts.ChainId);
            var height = network.History.Head.Number;
            Assert.Null(await network.SendAsync(direct.Raw, Dialects.Of(client)));
            await Eventually.IsTrueAsync(() => network.History.Head.Number > height + 1, () => "No blocks come.");
        }

        on.Endpoint.Show(new NodeView(network));
        var head = network.History.Head.Number;
        await Eventually.IsTrueAsync(() => on.World.Health.Indexed >= head, () => on.World.Health.Explanation);
        Assert.Equal(20, await on.World.ReadAsync(db => db.Entities.CountAsync(row => row.Class == EntityClass.Patient)));
    }

    static IEnumerable<TimeSpan> RecordedGaps()
    {
        var file = Path.Combine(Repository.Root, "tests", "HealthLedger.Tests", "Rpc", "goquorum", "faults.json");
        var recorded = JsonNode.Parse(File.ReadAllText(file))!.AsArray()
            .Single(one => one!["case"]?.GetValue<string>().StartsWith("three validators of four", StringComparison.Ordinal) == true);
        return recorded!["blocks"]!["blockAndSecondsSincePrevious"]!.AsArray().Select(gap => TimeSpan.FromSeconds(gap![1]!.GetValue<double>()));
    }
}
