using System.Diagnostics;
using HealthLedger.EndToEnd.Support;

namespace HealthLedger.Postgres.Replicas;

/// <summary>What has a limit of seconds runs alone: beside other tests it would measure them.</summary>
[CollectionDefinition(nameof(Alone), DisableParallelization = true)]
public sealed class Alone;

/// <summary>The leader is gone, or stands still: the other replica leads within 5 s, and the old one writes nothing any more.</summary>
[Collection(nameof(Alone))]
public sealed class TakeOverTests(TakeOverTests.World world) : IClassFixture<TakeOverTests.World>
{
    /// <summary>From the leader's end to the first write that is confirmed through the other replica, beside what a write takes there anyway.</summary>
    static readonly TimeSpan limit = TimeSpan.FromSeconds(5);

    public sealed class World() : Ward(71_001);

    [Fact]
    public async Task When_the_leader_is_killed_the_other_replica_leads_within_five_seconds()
    {
        var (leader, follower) = await world.UpAsync();
        var patient = await ReplicaPair.AtAsync(follower, world.Patient);

        var usual = await UsualAsync(patient);

        var clock = Stopwatch.StartNew();
        await leader.KillAsync(withNode: false);
        await ConfirmsWithinTheLimitAsync(clock, usual, follower, patient);

        await leader.StartAsync();
        Assert.Equal("follower", await ReplicaPair.RoleAsync(leader));
        await world.ExecutedOnceAsync();
    }

    [Fact]
    public async Task When_the_leader_stands_still_the_other_leads_within_five_seconds_and_the_old_one_follows_and_writes_nothing_more()
    {
        var (leader, follower) = await world.UpAsync();
        var patient = await ReplicaPair.AtAsync(follower, world.Patient);
        var usual = await UsualAsync(patient);
        // Something of its own is under way when it stops.
        (await world.WriteAsync(await ReplicaPair.AtAsync(leader, world.Patient), "respond-async")).Expect(202);

        var clock = Stopwatch.StartNew();
        Processes.Freeze(leader.Id);
        await ConfirmsWithinTheLimitAsync(clock, usual, follower, patient);
        await ThawedFollowsAsync(leader, follower);
    }

    [Fact]
    public async Task When_the_leader_stands_still_within_a_transaction_the_other_leads_within_five_seconds_and_the_transaction_is_undone()
    {
        var (leader, follower) = await world.UpAsync();
        var patient = await ReplicaPair.AtAsync(follower, world.Patient);
        var usual = await UsualAsync(patient);
        ReplicaPair.Arm(leader, nameof(Core.Boundary.Projecting), 1, "Freeze");
        var written = world.WriteAsync(patient);
        await Eventually.IsTrueAsync(() => !ReplicaPair.IsArmed(leader), () => $"The leader took no block in.\n{leader.Output}");

        var clock = Stopwatch.StartNew();
        await ConfirmsWithinTheLimitAsync(clock, usual, follower, patient);
        (await written).Expect(201);
        await ThawedFollowsAsync(leader, follower);
    }

    [Fact]
    public async Task A_leader_that_is_stopped_in_order_hands_over_at_once()
    {
        var (leader, follower) = await world.UpAsync();
        var patient = await ReplicaPair.AtAsync(follower, world.Patient);

        await leader.StopAsync();
        var clock = Stopwatch.StartNew();
        await Eventually.IsTrueAsync(async () => await ReplicaPair.RoleAsync(follower) == "leader", () => $"It does not lead.\n{follower.Output}");
        // The lease alone would take longer.
        Assert.True(clock.Elapsed < TimeSpan.FromSeconds(2), $"It took {clock.Elapsed.TotalSeconds:0.0} s.\n{follower.Output}");
        (await world.WriteAsync(patient)).Expect(201);
    }

    [Fact]
    public async Task Both_go_on_when_the_database_server_crashes_under_them_and_when_both_are_killed()
    {
        await world.UpAsync();
        await world.Pair.CrashServerAsync();
        await ConfirmedOnBothAsync();

        await Task.WhenAll(world.Pair.One.KillAsync(withNode: false), world.Pair.Two.KillAsync(withNode: false));
        await world.UpAsync();
        await ConfirmedOnBothAsync();
        await world.ExecutedOnceAsync();
    }

    async Task<TimeSpan> UsualAsync(Account patient)
    {
        var clock = Stopwatch.StartNew();
        (await world.WriteAsync(patient)).Expect(201);
        return clock.Elapsed;
    }

    async Task ConfirmsWithinTheLimitAsync(Stopwatch clock, TimeSpan usual, GatewayProcess follower, Account patient)
    {
        var answer = await world.WriteAsync(patient);
        var elapsed = clock.Elapsed;
        answer.Expect(201);
        Assert.True(elapsed < limit + usual, $"It took {elapsed.TotalSeconds:0.0} s, a write before {usual.TotalSeconds:0.0} s.\n{follower.Output}");
        Assert.Equal("leader", await ReplicaPair.RoleAsync(follower));
        TestContext.Current.TestOutputHelper?.WriteLine($"A write was confirmed {elapsed.TotalSeconds:0.00} s after the leader's end; one before took {usual.TotalSeconds:0.00} s.");
    }

    async Task ThawedFollowsAsync(GatewayProcess old, GatewayProcess leader)
    {
        var before = await WriteAudit.CountAsync(world.Pair, old);
        var others = await WriteAudit.CountAsync(world.Pair, leader);
        Processes.Thaw(old.Id);
        await Eventually.IsTrueAsync(async () => await ReplicaPair.RoleAsync(old) == "follower", () => $"It does not follow.\n{old.Output}");

        var patient = await ReplicaPair.AtAsync(old, world.Patient);
        for (var i = 0; i < 3; i++) (await world.WriteAsync(patient)).Expect(201);
        Assert.Equal(before, await WriteAudit.CountAsync(world.Pair, old));
        Assert.True(await WriteAudit.CountAsync(world.Pair, leader) > others, "The audit sees nothing.");
        await world.ExecutedOnceAsync();
    }

    async Task ConfirmedOnBothAsync()
    {
        foreach (var gateway in (GatewayProcess[])[world.Pair.One, world.Pair.Two])
        {
            var status = 0;
            await Eventually.IsTrueAsync(
                async () =>
                {
                    var patient = new Account(gateway.Http, world.Patient.Identifier, world.Patient.Password);
                    if ((await patient.SignInAsync()).Status != 200) return false;
                    return (status = (await world.WriteAsync(patient)).Status) == 201;
                },
                () => $"A write is answered {status}.\n{gateway.Output}");
        }
    }
}
