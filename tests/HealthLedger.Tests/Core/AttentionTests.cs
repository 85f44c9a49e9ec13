using System.Text.Json.Nodes;
using HealthLedger.Core.Audit;
using HealthLedger.Core.Ledger;
using HealthLedger.Core.Operations;
using HealthLedger.Core.Regulation;
using HealthLedger.Core.Store;
using HealthLedger.Core.Vault;
using Microsoft.Extensions.DependencyInjection;

namespace HealthLedger.Tests.Core;

/// <summary>What stands on the operator's list, and what a regulator may read of it.</summary>
public sealed class AttentionTests
{
    static readonly LedgerId patient = LedgerId.Random();
    static readonly Actor regulator = new(LedgerId.Random(), "REG-TEST", EntityClass.Regulator);

    [Fact]
    public async Task Operations_that_need_a_person_and_entities_without_a_key_are_listed_in_pages_and_nothing_else_is()
    {
        await using var world = await WorldAsync();
        var reader = Reader(world);
        var failed = new List<Operation>();
        foreach (var problem in new[] { Problems.NeedsOperator, Problems.PrescriptionExhausted, Problems.LostInFork })
            failed.Add(await FailedAsync(world, problem));

        var seen = new List<AttentionView>();
        long? next = long.MaxValue;
        while (next is { } before)
        {
            var page = await reader.ListAsync(new PageRequest(before, 1), CoreWorld.Cancellation);
            seen.AddRange(page.Items);
            next = page.Next;
        }

        Assert.Equal(
            [
                ("operation-failed", failed[2].Id.ToString()), ("operation-failed", failed[0].Id.ToString()),
                ("entity-key-missing", null), ("entity-key-missing", null),
            ],
            seen.Select(item => (item.Kind, item.Operation)));
        Assert.Equal(["lost-in-fork", "needs-operator", null, null], seen.Select(item => item.Code));
        Assert.Equal([regulator.Entity.ToString(), patient.ToString()], seen.Skip(2).Select(item => item.Entity));
    }

    [Fact]
    public async Task An_entity_whose_speaking_key_is_here_is_not_listed_and_one_whose_key_was_changed_elsewhere_is()
    {
        await using var world = new CoreWorld();
        await world.SubjectAsync(patient);
        var registered = Story.Registered(patient, EntityClass.Patient);
        var key = new EntityKey { Address = registered.Address, Entity = patient, Version = 1 };
        await world.Store.WriteAsync((db, _) => Task.FromResult(db.Add(key)), CoreWorld.Cancellation);
        var story = new Story();
        await world.IndexAsync(story.Block(registered));
        Assert.Empty((await Reader(world).ListAsync(new PageRequest(long.MaxValue, 10), CoreWorld.Cancellation)).Items);

        await world.IndexAsync(story.Block(new SpeakerChanged(patient, registered.Address, "0xelsewhere")));

        var item = Assert.Single((await Reader(world).ListAsync(new PageRequest(long.MaxValue, 10), CoreWorld.Cancellation)).Items);
        Assert.Equal(("entity-key-missing", patient.ToString(), "patient"), (item.Kind, item.Entity, item.Class));
    }

    [Fact]
    public async Task What_a_failed_operation_carried_is_read_with_a_reason_that_the_patient_sees()
    {
        await using var world = await WorldAsync();
        var lost = await FailedAsync(world, Problems.LostInFork);

        var carried = await Reader(world).ReadAsync(regulator, lost.Id, "Bring it back", CoreWorld.Cancellation);

        Assert.Equal("Because.", (string?)Assert.Single(carried.Payloads).Content!["reason"]);
        var entry = Assert.Single((await world.Log.ListAsync(patient, null, 10, CoreWorld.Cancellation)).Items);
        Assert.Equal(("operation.read", AccessOutcome.Allowed, lost.Id), (entry.Action, entry.Outcome, entry.Resource!.Value));
        Assert.NotNull(entry.SealedReason);
    }

    [Fact]
    public async Task Without_a_reason_and_of_an_operation_that_is_not_on_the_list_nothing_is_read()
    {
        await using var world = await WorldAsync();
        var (lost, refused) = (await FailedAsync(world, Problems.LostInFork), await FailedAsync(world, Problems.PrescriptionExhausted));

        Assert.Equal("reason-required", await RefusedAsync(() => Reader(world).ReadAsync(regulator, lost.Id, null, CoreWorld.Cancellation)));
        Assert.Equal("not-found", await RefusedAsync(() => Reader(world).ReadAsync(regulator, refused.Id, "Curious", CoreWorld.Cancellation)));
    }

    static AttentionReader Reader(CoreWorld world) => ActivatorUtilities.CreateInstance<AttentionReader>(world.Services);

    static async Task<CoreWorld> WorldAsync()
    {
        var world = new CoreWorld();
        await world.SubjectAsync(patient);
        await world.IndexAsync(new Story().Block(
            Story.Registered(patient, EntityClass.Patient), Story.Registered(regulator.Entity, EntityClass.Regulator)));
        return world;
    }

    static async Task<Operation> FailedAsync(CoreWorld world, Problem problem)
    {
        var request = new RequestIdentity(Story.AnyDigest(), "POST", "/v1/anything", null, Digest.Zero);
        var subject = await world.Vault.RequireAsync(patient, CoreWorld.Cancellation);
        var actor = new Actor(patient, "PAT-TEST", EntityClass.Patient);
        var operation = await world.Desk.AcceptAsync(
            new OperationDraft
            {
                Request = request, Actor = actor, Subject = patient, Command = new ReactivateEntity(patient), Resource = "thing",
                Answer = new JsonObject(), Payloads = [subject.SealReason(actor, "Because.", request, world.Network.Identity)],
            },
            CoreWorld.Cancellation);
        await world.LeadAsync();
        await world.Desk.FailAsync(operation.Id, problem.With(), CoreWorld.Cancellation);
        return operation;
    }

    static async Task<string> RefusedAsync(Func<Task> act) => (await Assert.ThrowsAsync<RefusedException>(act)).Refusal.Code;
}
