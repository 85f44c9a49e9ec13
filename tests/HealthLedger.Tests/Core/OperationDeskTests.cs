using HealthLedger.Core.Ledger;
using HealthLedger.Core.Operations;
using HealthLedger.Core.Regulation;
using Microsoft.EntityFrameworkCore;

namespace HealthLedger.Tests.Core;

public sealed class OperationDeskTests
{
    static readonly LedgerId entity = LedgerId.Random();

    [Fact]
    public async Task What_was_accepted_is_found_again_with_its_answer()
    {
        await using var world = await WorldAsync();
        var draft = CoreWorld.Draft(entity, new ReactivateEntity(entity));

        var accepted = await world.Desk.AcceptAsync(draft, CoreWorld.Cancellation);

        var found = await world.Desk.FindAsync(draft.Request.RequestId, CoreWorld.Cancellation);
        Assert.Equal((accepted.Id, OperationState.Accepted, draft.Command), (found!.Id, found.State, found.Command));
        Assert.Equal("thing", (string?)(await world.Desk.AnswerAsync(found, CoreWorld.Cancellation))["id"]);
        await world.Get<LedgerSignals>().WaitForAcceptedAsync(CoreWorld.Cancellation);
    }

    [Fact]
    public async Task A_hundred_times_the_same_request_make_one_operation()
    {
        await using var world = await WorldAsync();
        var requestId = Story.AnyDigest();
        var all = await Task.WhenAll(Enumerable.Range(0, 100).Select(_ => world.Desk.AcceptAsync(
            CoreWorld.Draft(entity, new ReactivateEntity(entity), requestId: requestId), CoreWorld.Cancellation)));
        Assert.Single(all.Select(operation => operation.Sequence).Distinct());
    }

    [Fact]
    public async Task A_document_is_registered_once_however_concurrently()
    {
        await using var world = new CoreWorld();
        var document = Story.AnyDigest();
        var accepts = Enumerable.Range(0, 20).Select(_ => world.Desk.AcceptAsync(Registration(world, document), CoreWorld.Cancellation)).ToList();
        var refused = await Assert.ThrowsAsync<RefusedException>(() => Task.WhenAll(accepts));
        Assert.Equal("entity-already-registered", refused.Refusal.Code);
        Assert.Equal(1, accepts.Count(accept => accept.IsCompletedSuccessfully));
    }

    [Fact]
    public async Task A_failed_registration_frees_its_documents_and_a_successful_one_confirms()
    {
        await using var world = new CoreWorld();
        var document = Story.AnyDigest();
        var failing = Registration(world, document);
        await world.Desk.AcceptAsync(failing, CoreWorld.Cancellation);
        var story = new Story();
        await world.IndexAsync(story.Block(
            new OperationExecuted(failing.Actor.Entity, failing.Request.RequestId, Problems.LedgerConflict.With())));
        Assert.Null(await world.Get<EntityDirectory>().FindAsync(failing.Subject, CoreWorld.Cancellation));

        var again = Registration(world, document);
        await world.Desk.AcceptAsync(again, CoreWorld.Cancellation);
        Assert.True(EntityIdentifier.TryParse(again.Identity!.Identifier, out var identifier));
        Assert.Null(await world.Get<EntityDirectory>().FindAsync(identifier, CoreWorld.Cancellation));
        var registered = Story.Registered(again.Subject, EntityClass.Patient) with { Address = ((RegisterEntity)again.Command).Address };
        await world.IndexAsync(story.Block(registered));
        await world.IndexAsync(story.Block(new OperationExecuted(again.Actor.Entity, again.Request.RequestId, null)));

        Assert.Equal(again.Subject, (await world.Get<EntityDirectory>().FindAsync(identifier, CoreWorld.Cancellation))!.Entity);
        await using var db = world.Store.OpenRead();
        Assert.Equal(again.Subject, (await db.DocumentLookups.SingleAsync(CoreWorld.Cancellation)).Entity);
        Assert.Equal(again.Subject, (await db.Credentials.SingleAsync(CoreWorld.Cancellation)).Entity);
    }

    [Fact]
    public async Task Whoever_waits_is_woken_by_the_decision()
    {
        await using var world = await WorldAsync();
        var draft = CoreWorld.Draft(entity, new ReactivateEntity(entity));
        var operation = await world.Desk.AcceptAsync(draft, CoreWorld.Cancellation);
        var waiting = world.Desk.WaitAsync(operation, TimeSpan.FromMinutes(5), CoreWorld.Cancellation);
        await Task.Delay(50, CoreWorld.Cancellation);
        Assert.False(waiting.IsCompleted);

        await world.IndexAsync(new Story().Block(new OperationExecuted(entity, draft.Request.RequestId, null)));

        Assert.Equal(OperationState.Confirmed, (await waiting.WaitAsync(TimeSpan.FromSeconds(4), CoreWorld.Cancellation)).State);
    }

    [Fact]
    public async Task Whoever_has_waited_long_enough_hears_how_it_stands()
    {
        await using var world = await WorldAsync();
        var operation = await world.Desk.AcceptAsync(CoreWorld.Draft(entity, new ReactivateEntity(entity)), CoreWorld.Cancellation);
        var asItStands = await world.Desk.WaitAsync(operation, TimeSpan.FromMilliseconds(50), CoreWorld.Cancellation);
        Assert.Equal(OperationState.Accepted, asItStands.State);
    }

    [Fact]
    public async Task Nothing_is_accepted_beyond_the_bound_or_while_the_chain_is_away_but_old_requests_are_answered()
    {
        await using var world = await WorldAsync(outboxBound: 3);
        var first = CoreWorld.Draft(entity, new ReactivateEntity(entity));
        await world.Desk.AcceptAsync(first, CoreWorld.Cancellation);
        for (var i = 0; i < 2; i++) await AcceptAnyAsync();
        Assert.Equal("ledger-unavailable", (await Assert.ThrowsAsync<RefusedException>(AcceptAnyAsync)).Refusal.Code);

        world.Network.Health = new(LedgerState.Stopped, false, "No endpoint answers.", 0, 0);
        Assert.Equal("No endpoint answers.", (await Assert.ThrowsAsync<RefusedException>(AcceptAnyAsync)).Refusal.Detail);
        Assert.Equal(first.Request.OperationId, (await world.Desk.AcceptAsync(first, CoreWorld.Cancellation)).Id);

        Task AcceptAnyAsync() => world.Desk.AcceptAsync(CoreWorld.Draft(entity, new ReactivateEntity(entity)), CoreWorld.Cancellation);
    }

    [Fact]
    public async Task A_duplicate_in_flight_waits_and_another_request_does_not()
    {
        await using var world = new CoreWorld();
        var id = Story.AnyDigest();
        var first = await world.Desk.EnterAsync(id, CoreWorld.Cancellation);
        var second = world.Desk.EnterAsync(id, CoreWorld.Cancellation);
        (await world.Desk.EnterAsync(Story.AnyDigest(), CoreWorld.Cancellation)).Dispose();
        Assert.False(second.IsCompleted);
        first.Dispose();
        first.Dispose();
        (await second.WaitAsync(TimeSpan.FromSeconds(5), CoreWorld.Cancellation)).Dispose();
    }

    static async Task<CoreWorld> WorldAsync(int outboxBound = 20_000)
    {
        var world = new CoreWorld(outboxBound);
        await world.SubjectAsync(entity);
        return world;
    }

    static OperationDraft Registration(CoreWorld world, Digest document)
    {
        var id = LedgerId.Random();
        var any = CoreWorld.Draft(id, new RegisterEntity(id, EntityClass.Patient, "0x00", Digest.Zero));
        return new OperationDraft
        {
            Request = any.Request, Actor = any.Actor with { Entity = entity }, Subject = id, Command = any.Command, Resource = any.Resource,
            Answer = any.Answer, Documents = [document], SubjectKey = world.Vault.CreateSubject(id).Row,
            Identity = new() { Entity = id, Identifier = EntityIdentifier.Create(EntityClass.Patient, id.ToBytes32()).ToString(), Class = EntityClass.Patient },
            Credential = new() { Entity = id, PasswordHash = "hash" },
        };
    }
}
