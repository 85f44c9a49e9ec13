using HealthLedger.Chain.Contracts;
using HealthLedger.Core.Ledger;
using HealthLedger.Core.Operations;
using HealthLedger.Core.Regulation;
using HealthLedger.EndToEnd.Chain;
using HealthLedger.EndToEnd.Network;
using HealthLedger.EndToEnd.Support;

namespace HealthLedger.EndToEnd.Faults;

/// <summary>Forks at random, some on top of what another one was just bringing back: nothing told is lost, changed or there twice.</summary>
public sealed class ForkChaosTests
{
    const int Rounds = 5;

    [Theory]
    [InlineData(NodeClient.Besu, 1)]
    [InlineData(NodeClient.GoQuorum, 2)]
    public async Task Fault_21_forks_at_random_lose_nothing_that_was_told(NodeClient client, int seed)
    {
        var random = new Random(seed);
        await using var on = await NetworkWorld.StartAsync(client, chain: told => told with { BelieveForkAfter = TimeSpan.FromMilliseconds(300) });
        var physician = await on.World.RegisteredAsync(EntityClass.Physician);
        var patients = new[] { await on.World.RegisteredAsync(), await on.World.RegisteredAsync(), await on.World.RegisteredAsync() };
        var settled = on.Network.History.Head.Number;
        var revoked = new Dictionary<Actor, LedgerId>();
        var told = new List<Operation>();

        for (var round = 0; round < Rounds; round++)
        {
            foreach (var operation in await AcceptAsync(on.World, random, patients, physician, revoked)) told.Add(await on.World.DecidedAsync(operation));
            for (var forks = random.Next(1, 4); forks > 0; forks--)
            {
                var vanished = await on.Network.GoBackAsync(random.NextInt64(settled, on.Network.History.Head.Number));
                for (var others = random.Next(0, 6); others > 0; others--) await on.Network.MineAsync();
                // Noticed or not, believed or not: what comes next comes at any moment.
                if (random.Next(3) == 0 && on.Network.History.Head.Number >= vanished[0].Number - 1) await on.Network.RestoreAsync(vanished);
                var looked = on.Endpoint.Asked("eth_getBlockByNumber") + random.Next(30);
                await Eventually.IsTrueAsync(() => on.Endpoint.Asked("eth_getBlockByNumber") >= looked, () => "The gateway does not look.");
            }

            foreach (var operation in told) await StillToldAsync(on.World, operation, seed, round);
        }
    }

    static async Task<List<Operation>> AcceptAsync(
        ChainWorld world, Random random, Actor[] patients, Actor physician, Dictionary<Actor, LedgerId> revoked)
    {
        await Eventually.IsTrueAsync(() => world.Health.Accepting, () => $"{world.Health.State}: {world.Health.Explanation}");
        var accepted = new List<Operation>();
        for (var count = random.Next(3, 9); count > 0; count--)
        {
            var patient = patients[random.Next(patients.Length)];
            LedgerCommand command = Drafts.Grant(patient.Entity, physician.Entity);
            if (random.Next(4) == 0) command = new RevokeConsent(patient.Entity, revoked[patient] = LedgerId.Random());
            else if (random.Next(3) == 0 && revoked.TryGetValue(patient, out var gone)) command = Drafts.Grant(patient.Entity, physician.Entity, gone);
            accepted.Add(await world.AcceptAsync(patient, patient.Entity, command));
        }

        return accepted;
    }

    static async Task StillToldAsync(ChainWorld world, Operation before, int seed, int round)
    {
        Operation? now = null;
        var executed = 0;
        await Eventually.IsTrueAsync(
            IsBackAsync,
            () => $"Seed {seed}, round {round}: {before.Command.GetType().Name} is {now!.State} {now.ProblemCode}, {executed} times on the chain, open {now.IdOpen}, "
                + $"undone {now.UndoneAt}, nonce {now.Nonce}. {world.Health.State}: {world.Health.Explanation}");
        Assert.Equal((before.State, before.ProblemCode), (now!.State, now.ProblemCode));
        await world.PlaceOnChainAsync(now);

        async Task<bool> IsBackAsync()
        {
            now = await world.Desk.FindAsync(before.RequestId, ChainWorld.Cancellation);
            await using var node = world.Node;
            executed = (await node.ExecutedAsync()).Count(one => one == $"{before.Actor.ToWord()} {before.RequestId}");
            return executed == 1 && now is { UndoneAt: null, IdOpen: false, IsDecided: true };
        }
    }
}
