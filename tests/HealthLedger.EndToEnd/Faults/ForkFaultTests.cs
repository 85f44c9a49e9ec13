using HealthLedger.Chain;
using HealthLedger.Chain.Rpc;
using HealthLedger.Core.Ledger;
using HealthLedger.Core.Operations;
using HealthLedger.EndToEnd.Chain;
using HealthLedger.EndToEnd.Network;
using HealthLedger.EndToEnd.Support;

namespace HealthLedger.EndToEnd.Faults;

/// <summary>Fault 21, the head goes back: what was told as confirmed is on the chain again under the same ids, or is never silently gone.</summary>
public sealed class ForkFaultTests
{
    static readonly TimeSpan Soon = TimeSpan.FromSeconds(1);

    [Theory]
    [InlineData(NodeClient.Besu)]
    [InlineData(NodeClient.GoQuorum)]
    [InlineData(NodeClient.Anvil)]
    public async Task Fault_21_a_fork_of_ten_blocks_that_disappears_again_changes_nothing(NodeClient client)
    {
        await using var on = await NetworkWorld.StartAsync(client);
        var story = await ForkStory.TellAsync(on.World);
        var hashes = await on.World.BlockHashesAsync();

        var vanished = await on.Network.GoBackAsync(hashes.Count - 4);
        for (var block = 0; block < 10; block++) await on.Network.MineAsync();
        await StateAsync(on.World, LedgerState.Forked);
        await story.AssertNothingIsAcceptedAsync();
        await on.Network.RestoreAsync(vanished);

        await StateAsync(on.World, LedgerState.Serving);
        await story.AssertToldAsync(sameTransactions: true);
        Assert.Equal(hashes, await on.World.BlockHashesAsync());
        await on.World.RegisteredAsync();
    }

    [Theory]
    [InlineData(NodeClient.Besu)]
    [InlineData(NodeClient.GoQuorum)]
    [InlineData(NodeClient.Anvil)]
    public async Task Fault_21_what_a_fork_that_stays_took_back_is_on_the_chain_again_once(NodeClient client)
    {
        await using var on = await NetworkWorld.StartAsync(client, chain: Believing(Soon));
        var story = await ForkStory.TellAsync(on.World);
        var height = on.Network.History.Head.Number;

        await on.Network.GoBackAsync(height - story.Told.Count);
        for (var block = 0; block < 10; block++) await on.Network.MineAsync();

        await story.AssertToldAsync(sameTransactions: false);
        await story.AssertEqualToARebuildAsync();
    }

    [Fact]
    public async Task Fault_21_a_network_restored_from_an_old_state_for_good_gets_back_what_it_lost()
    {
        await using var on = await NetworkWorld.StartAsync(NodeClient.Besu, chain: Believing(Soon));
        var story = await ForkStory.TellAsync(on.World);

        await on.Network.GoBackAsync(on.Network.History.Head.Number - story.Told.Count);

        await story.AssertToldAsync(sameTransactions: false);
        await story.AssertEqualToARebuildAsync();
    }

    [Fact]
    public async Task Fault_21_new_work_on_a_patient_waits_for_what_comes_back()
    {
        await using var on = await NetworkWorld.StartAsync(NodeClient.Besu, chain: Believing(Soon));
        var world = on.World;
        var other = await world.RegisteredAsync();
        var story = await ForkStory.TellAsync(world);
        var grant = story.Told[^1];
        await world.HoldRelayAsync();
        await on.Network.GoBackAsync(grant.BlockNumber!.Value - 1);
        await Eventually.IsTrueAsync(async () => (await NowAsync(world, grant)).UndoneAt is not null, () => "The fork is not believed.");

        await StateAsync(world, LedgerState.Serving);
        var others = await world.AcceptAsync(other, other.Entity, Drafts.Grant(other.Entity, story.Physician.Entity));
        await story.AssertNothingIsAcceptedAsync();

        await world.ReleaseRelayAsync();
        await story.AssertToldAsync(sameTransactions: false);
        await world.PlaceOnChainAsync(await world.ConfirmedAsync(others));
        await world.ConfirmedAsync(await world.AcceptAsync(
            story.Patient, story.Patient.Entity, Drafts.Grant(story.Patient.Entity, story.Physician.Entity)));
    }

    [Fact]
    public async Task Fault_21_what_cannot_come_back_reads_lost_in_fork()
    {
        await using var on = await NetworkWorld.StartAsync(NodeClient.Besu, chain: Believing(Soon));
        var world = on.World;
        var story = await ForkStory.TellAsync(world);
        var grant = story.Told[^1];
        await world.HoldRelayAsync();
        await on.Network.GoBackAsync(grant.BlockNumber!.Value - 1);
        // On the chain that stays somebody else used our nonce, and gave our id up.
        var givenUp = await NowAsync(world, grant);
        givenUp.State = OperationState.Failed;
        var foreign = await world.SignBatchAsync([givenUp], grant.Nonce!.Value, 1_000_000);
        Assert.Null(await on.Network.SendAsync(foreign.Raw, Dialects.Of(NodeClient.Besu)));
        await world.ReleaseRelayAsync();

        await Eventually.IsTrueAsync(
            async () => await NowAsync(world, grant) is { State: OperationState.Failed, ProblemCode: "lost-in-fork" }, () => "It is not lost.");
        Assert.Equal((grant.Id, 0), ((await NowAsync(world, grant)).Id, await story.CountAsync(grant)));
        await story.AssertToldAsync(sameTransactions: false, but: grant);
    }

    [Fact]
    public async Task Fault_21_a_refusal_that_was_told_stays_a_refusal()
    {
        await using var on = await NetworkWorld.StartAsync(NodeClient.Besu, chain: Believing(Soon));
        var story = await ForkStory.TellAsync(on.World);
        // The revocation by which it was refused is gone with the fork, and comes back only after it could have been executed.
        await on.Network.GoBackAsync(story.Revocation.BlockNumber!.Value - 1);
        await story.AssertToldAsync(sameTransactions: false);

        var refused = await NowAsync(on.World, story.Refused);
        Assert.Equal((OperationState.Failed, "consent-revoked", false), (refused.State, refused.ProblemCode, refused.IdOpen));
        await on.World.PlaceOnChainAsync(refused); // spent once, by an empty call
        await story.AssertEqualToARebuildAsync();
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Fault_21_an_endpoint_that_became_another_network_is_written_to_no_more(bool genesis)
    {
        await using var on = await NetworkWorld.StartAsync(NodeClient.Besu, chain: Believing(Soon));
        var story = await ForkStory.TellAsync(on.World);
        on.Endpoint.Down = true;
        await StateAsync(on.World, LedgerState.Unreachable);
        (on.Endpoint.Genesis, on.Endpoint.ChainId) = (genesis ? Drafts.AnyDigest().ToString() : null, genesis ? null : 4242);
        var sent = on.Endpoint.Asked("eth_sendRawTransaction");
        on.Endpoint.Down = false;

        await Eventually.IsTrueAsync(() => on.StatusOf(on.Endpoint).State == EndpointState.Excluded, () => on.StatusOf(on.Endpoint).ToString());
        await story.AssertNothingIsAcceptedAsync();
        Assert.Equal(sent, on.Endpoint.Asked("eth_sendRawTransaction"));
        Assert.Contains(genesis ? "genesis" : "chain id", on.StatusOf(on.Endpoint).Reason, StringComparison.Ordinal);
    }

    static Func<ChainOptions, ChainOptions> Believing(TimeSpan after) => told => told with { BelieveForkAfter = after };

    static Task StateAsync(ChainWorld world, LedgerState state) =>
        Eventually.IsTrueAsync(() => world.Health.State == state, () => $"{world.Health.State} instead of {state}: {world.Health.Explanation}");

    static async Task<Operation> NowAsync(ChainWorld world, Operation operation) => (await world.Desk.FindAsync(operation.RequestId, ChainWorld.Cancellation))!;
}
