using System.Diagnostics;
using HealthLedger.Core.Ledger;
using HealthLedger.Core.Operations;
using HealthLedger.Core.Regulation;
using Microsoft.EntityFrameworkCore;

namespace HealthLedger.EndToEnd.Chain;

public sealed class OutboxTests(ITestOutputHelper output)
{
    [Fact]
    public async Task An_accepted_operation_reaches_the_chain_once_and_is_decided()
    {
        await using var world = await ChainWorld.StartAsync();
        var (accepted, patient) = await world.RegisterAsync();
        var confirmed = await world.ConfirmedAsync(accepted);

        await using var node = world.Node;
        Assert.Equal(confirmed.BlockNumber, await node.BlockOfAsync(confirmed.TransactionHash!.Value.ToString()));
        await world.PlaceOnChainAsync(confirmed);
        var row = await world.ReadAsync(db => db.Entities.SingleAsync(entity => entity.Id == patient.Entity));
        Assert.Equal((EntityClass.Patient, ((RegisterEntity)accepted.Command).Address), (row.Class, row.Address));
        Assert.Equal(BatchState.Executed, (await world.BatchAsync(confirmed.Nonce!.Value))!.State);
    }

    [Fact]
    public async Task What_the_contract_refuses_is_told_with_its_problem_and_leaves_no_row()
    {
        await using var world = await ChainWorld.StartAsync();
        var patient = await world.RegisteredAsync();
        var consent = LedgerId.Random();
        await world.ConfirmedAsync(await world.AcceptAsync(patient, patient.Entity, new RevokeConsent(patient.Entity, consent)));

        var refused = await world.DecidedAsync(
            await world.AcceptAsync(patient, patient.Entity, Drafts.Grant(patient.Entity, (await world.RegulatorAsync()).Entity, consent)));

        Assert.Equal((OperationState.Failed, "consent-revoked"), (refused.State, refused.ProblemCode));
        await world.PlaceOnChainAsync(refused);
        Assert.Equal(0, await world.ReadAsync(db => db.Consents.CountAsync()));
    }

    [Fact]
    public async Task Fifty_at_once_go_in_a_few_batches_and_each_is_executed_once()
    {
        await using var world = await ChainWorld.StartAsync();
        var before = await world.NonceAsync();
        var accepted = await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => world.RegisterAsync()));
        foreach (var (operation, _) in accepted) await world.PlaceOnChainAsync(await world.ConfirmedAsync(operation));

        var batches = await world.NonceAsync() - before;
        output.WriteLine($"50 operations in {batches} batches.");
        Assert.InRange(batches, 1, 25);
    }

    [Fact]
    public async Task On_one_subject_the_order_of_acceptance_holds()
    {
        await using var world = await ChainWorld.StartAsync();
        var (patient, physician) = (await world.RegisteredAsync(), await world.RegisteredAsync(EntityClass.Physician));
        var accepted = new List<Operation>();
        for (var turn = 0; turn < 8; turn++)
        {
            var consent = LedgerId.Random();
            accepted.Add(await world.AcceptAsync(patient, patient.Entity, Drafts.Grant(patient.Entity, physician.Entity, consent)));
            accepted.Add(await world.AcceptAsync(patient, patient.Entity, new RevokeConsent(patient.Entity, consent)));
        }

        var places = new List<int>();
        foreach (var operation in accepted) places.Add(await world.PlaceOnChainAsync(await world.ConfirmedAsync(operation)));
        Assert.Equal(places.Order(), places);
        Assert.Equal(8, await world.ReadAsync(db => db.Consents.CountAsync(consent => consent.Revoked)));
    }

    [Fact]
    public async Task A_key_that_changes_between_acceptance_and_execution_speaks_for_what_was_accepted_before()
    {
        await using var world = await ChainWorld.StartAsync();
        var (patient, physician) = (await world.RegisteredAsync(), await world.RegisteredAsync(EntityClass.Physician));
        await world.HoldRelayAsync();
        var next = world.Get<IKeyCustody>().Create(patient.Entity, 2);
        var rotation = await world.AcceptAsync(patient, patient.Entity, new RotateKey(patient.Entity, next.Address), next);
        var grant = await world.AcceptAsync(patient, patient.Entity, Drafts.Grant(patient.Entity, physician.Entity));
        // Both in one batch: the grant is signed by the key that the rotation before it takes away.
        await world.PersistUnsentAsync([rotation, grant], await world.NonceAsync());
        await world.ReleaseRelayAsync();

        var rotated = await world.ConfirmedAsync(rotation);
        var granted = await world.ConfirmedAsync(grant);
        Assert.NotEqual(rotated.TransactionHash, granted.TransactionHash);
        await world.PlaceOnChainAsync(granted);
        Assert.Equal(next.Address, (await world.ReadAsync(db => db.Entities.SingleAsync(row => row.Id == patient.Entity))).Address);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public async Task The_latency_of_a_confirmed_write_is_shown(int blockTime)
    {
        await using var world = await ChainWorld.StartAsync(blockTime);
        await world.RegisteredAsync();
        var times = new List<double>();
        for (var turn = 0; turn < (blockTime == 0 ? 30 : 10); turn++)
        {
            var begun = Stopwatch.GetTimestamp();
            await world.RegisteredAsync();
            times.Add(Stopwatch.GetElapsedTime(begun).TotalMilliseconds);
        }
        times.Sort();
        output.WriteLine($"A confirmed write, {blockTime} s a block: median {times[times.Count / 2]:0} ms, 90th percentile {times[times.Count * 9 / 10]:0} ms.");
    }
}
