using HealthLedger.Core.Operations;
using HealthLedger.Core.Regulation;
using HealthLedger.EndToEnd.Chain;
using HealthLedger.EndToEnd.Network;
using HealthLedger.EndToEnd.Support;
using Microsoft.EntityFrameworkCore;

namespace HealthLedger.EndToEnd.Faults;

/// <summary>
/// On a network that executes 25 million gas a second, makes a block a second and stops for good when more is pending than a block's time
/// executes, as GoQuorum does.
/// </summary>
public sealed class GasAllowanceTests(ITestOutputHelper output)
{
    /// <summary>Enough that the order on one patient does not hold the load back.</summary>
    const int Patients = 250;
    const long Allowance = 20_000_000;

    static readonly NetworkOptions Unlimited = new() { Period = TimeSpan.FromSeconds(1), GasPerSecond = 25_000_000 };

    [Fact]
    public async Task Under_full_load_with_rebroadcasts_and_a_restart_the_chain_never_stops()
    {
        await using var on = await NetworkWorld.StartAsync(NodeClient.GoQuorum, Unlimited);
        var operations = await GrantAsync(on, 8);
        await DecidedAsync(on, operations.Length / 4);
        on.Network.Pool.Capacity = 1; // said to be accepted, and dropped: everything is sent again
        var asked = on.Endpoint.Asked("eth_sendRawTransaction");
        await Eventually.IsTrueAsync(() => on.Endpoint.Asked("eth_sendRawTransaction") > asked + 8, () => "Nothing is sent again.");
        on.Network.Pool.Capacity = int.MaxValue;
        await DecidedAsync(on, operations.Length / 2);
        await on.World.CloseAsync();
        await on.World.OpenAsync();

        await on.ConfirmedOnceAsync(operations);
        output.WriteLine($"{operations.Length} in {on.Network.History.Head.Number} blocks, at most {on.Network.MostGasPending:N0} gas pending.");
        Assert.False(on.Network.Stopped);
        Assert.InRange(on.Network.MostGasPending, Allowance / 2, Allowance); // used, and kept
    }

    [Fact]
    public async Task What_is_beyond_the_outboxs_bound_is_refused_and_the_rest_goes_through()
    {
        const int bound = 400;
        await using var on = await NetworkWorld.StartAsync(NodeClient.GoQuorum, Unlimited, core: core => core with { OutboxBound = bound });
        var (patients, physician) = await PeopleAsync(on);
        // The outbox is counted once a second: opened again, it does not count those who were registered a moment before.
        await on.World.CloseAsync();
        await on.World.OpenAsync();
        await Eventually.IsTrueAsync(() => on.World.Health.Accepting, () => on.World.Health.Explanation);
        var accepted = new List<Operation>();
        RefusedException? refused = null;
        // Side by side: one after the other they would come slower than blocks take them.
        for (var wave = 0; refused is null && wave < 10 * bound / Patients; wave++)
        {
            var asked = patients.Select(patient => on.World.AcceptAsync(patient, patient.Entity, Drafts.Grant(patient.Entity, physician.Entity))).ToArray();
            await Task.WhenAny(Task.WhenAll(asked));
            accepted.AddRange(asked.Where(one => one.IsCompletedSuccessfully).Select(one => one.Result));
            var refusals = asked.Where(one => !one.IsCompletedSuccessfully).Select(one => Assert.IsType<RefusedException>(one.Exception?.InnerException)).ToList();
            refused = refusals.FirstOrDefault();
        }

        Assert.NotNull(refused);
        Assert.Equal("ledger-unavailable", refused.Refusal.Code);
        Assert.True(accepted.Count >= bound);

        await on.ConfirmedOnceAsync(accepted);
        Assert.False(on.Network.Stopped);
        await on.World.ConfirmedAsync(
            await on.World.AcceptAsync(patients[0], patients[0].Entity, Drafts.Grant(patients[0].Entity, physician.Entity)));
    }

    [Fact]
    public async Task With_a_block_gas_limit_that_fits_the_period_more_may_be_pending_than_a_block_holds()
    {
        const long limit = 25_000_000;
        await using var on = await NetworkWorld.StartAsync(NodeClient.GoQuorum, Unlimited with { BlockGasLimit = limit });
        await on.ConfirmedOnceAsync(await GrantAsync(on, 4));
        Assert.False(on.Network.Stopped);
        Assert.InRange(on.Network.MostGasPending, limit, 2 * limit);
    }

    [Fact]
    public async Task Whoever_ignores_the_allowance_stops_the_chain_for_good()
    {
        await using var on = await NetworkWorld.StartAsync(
            NodeClient.GoQuorum, Unlimited, chain: chain => chain with { GasPerSecond = 20 * Allowance });
        var operations = await NodeFaultTests.AcceptAsync(on, Patients);
        await Eventually.IsTrueAsync(() => on.Network.Stopped, () => "The chain goes on, so these tests show nothing.");
        var height = on.Network.History.Head.Number;
        await Eventually.IsTrueAsync(() => on.Network.History.Head.Number > height + 3, () => "Empty blocks should come.");

        Assert.All(on.Network.History.Blocks.Skip((int)height + 1), block => Assert.Empty(block.Transactions));
        Assert.NotEmpty(on.Network.Pool.Waiting);
        Assert.Contains(await on.NowAsync(operations), operation => !operation.IsDecided);
    }

    static async Task<Operation[]> GrantAsync(NetworkWorld on, int consentsEach)
    {
        var (patients, physician) = await PeopleAsync(on);
        return await Task.WhenAll(Enumerable.Range(0, consentsEach).SelectMany(_ => patients)
            .Select(patient => on.World.AcceptAsync(patient, patient.Entity, Drafts.Grant(patient.Entity, physician.Entity))));
    }

    static async Task<(Actor[] Patients, Actor Physician)> PeopleAsync(NetworkWorld on)
    {
        var registered = await Task.WhenAll(Enumerable.Range(0, Patients).Select(_ => on.World.RegisterAsync()));
        foreach (var (operation, _) in registered) await on.World.ConfirmedAsync(operation);
        return ([.. registered.Select(one => one.Entity)], await on.World.RegisteredAsync(EntityClass.Physician));
    }

    static Task DecidedAsync(NetworkWorld on, int count) => Eventually.IsTrueAsync(
        async () => await on.World.ReadAsync(db => db.Operations.CountAsync(row => row.State == OperationState.Confirmed)) > count,
        () => $"Fewer than {count} are confirmed. {on.World.Health.Explanation}");
}
