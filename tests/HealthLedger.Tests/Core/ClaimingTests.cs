using System.Text.Json.Nodes;
using HealthLedger.Core.Audit;
using HealthLedger.Core.Consents;
using HealthLedger.Core.Ledger;
using HealthLedger.Core.Operations;
using HealthLedger.Core.Regulation;
using HealthLedger.Core.Store;
using HealthLedger.Core.Vault;
using Microsoft.EntityFrameworkCore;

namespace HealthLedger.Tests.Core;

/// <summary>What the ledger executed and the store does not know: it waits, and whoever asks again finds it.</summary>
public sealed class ClaimingTests
{
    static readonly LedgerId patient = LedgerId.Random(), physician = LedgerId.Random();
    static readonly Actor doctor = new(physician, "PHY-TEST", EntityClass.Physician);

    [Fact]
    public async Task A_request_that_was_executed_before_is_decided_as_it_was_then_and_what_it_said_is_kept_again()
    {
        await using var world = await WorldAsync();
        var (request, block) = await ExecutedAsync(world, "Wheezing.");

        var claimed = await world.Desk.AcceptAsync(Draft(world, Returning(world, request), "Wheezing."), CoreWorld.Cancellation);

        Assert.Equal(
            (OperationState.Confirmed, block.Logs[0].TransactionHash, (long?)block.Number, null), (claimed.State, claimed.TransactionHash!.Value, claimed.BlockNumber, claimed.Nonce));
        await using var db = world.Store.OpenRead();
        Assert.Equal(request.RequestId, (await db.Payloads.SingleAsync(CoreWorld.Cancellation)).RequestId);
        Assert.False(await db.UnclaimedExecutions.AnyAsync(CoreWorld.Cancellation));
    }

    [Fact]
    public async Task Another_body_than_the_ledger_holds_commitments_to_is_refused_and_nothing_of_it_stored()
    {
        await using var world = await WorldAsync();
        var (request, _) = await ExecutedAsync(world, "Wheezing.");

        Assert.Equal("idempotency-key-reused", await RefusedAsync(world, Draft(world, Returning(world, request), "Coughing.")));

        await using var db = world.Store.OpenRead();
        Assert.False(await db.Operations.AnyAsync(CoreWorld.Cancellation) || await db.Payloads.AnyAsync(CoreWorld.Cancellation));
        Assert.True(await db.UnclaimedExecutions.AnyAsync(CoreWorld.Cancellation));
    }

    [Fact]
    public async Task What_was_refused_comes_back_refused_with_the_same_sentence()
    {
        await using var world = await WorldAsync();
        var request = Request();
        await world.IndexAsync(Next(world, new OperationExecuted(physician, request.RequestId, Problems.PrescriptionExhausted.With("Left: 3."))));

        var claimed = await world.Desk.AcceptAsync(Draft(world, Returning(world, request), "Wheezing."), CoreWorld.Cancellation);

        Assert.Equal((OperationState.Failed, "prescription-exhausted", "Left: 3."), (claimed.State, claimed.ProblemCode, claimed.ProblemDetail));
    }

    [Fact]
    public async Task An_execution_holds_the_commitments_of_its_own_events_and_of_no_other_s()
    {
        await using var world = await WorldAsync();
        var (before, own, after) = (Added(), Added(), Added());
        var requests = new[] { Request(), Request(), Request() };
        await world.IndexAsync(Next(world,
            before, new OperationExecuted(physician, requests[0].RequestId, null), own, new ExamRequested(LedgerId.Random(), own.Consultation, patient, physician, Story.AnyDigest()),
            new OperationExecuted(physician, requests[1].RequestId, null), after, new OperationExecuted(physician, requests[2].RequestId, null)));

        await using var db = world.Store.OpenRead();
        var execution = await db.UnclaimedExecutions.SingleAsync(row => row.RequestId == requests[1].RequestId, CoreWorld.Cancellation);
        Assert.Equal(2, execution.Commitments.Count);
        Assert.Contains(own.Commitment, execution.Commitments);
    }

    [Fact]
    public async Task A_registration_that_comes_back_has_lost_its_key_and_the_person_may_be_registered_anew()
    {
        await using var world = await WorldAsync();
        var (regulator, document, request, entity) = (LedgerId.Random(), Story.AnyDigest(), Request(), LedgerId.Random());
        await world.IndexAsync(Next(world, Story.Registered(entity, EntityClass.Patient), new OperationExecuted(regulator, request.RequestId, null)));

        var lost = await world.Desk.AcceptAsync(Registration(world, regulator, Returning(world, request), entity, document), CoreWorld.Cancellation);

        Assert.Equal((OperationState.Failed, "entity-key-lost"), (lost.State, lost.ProblemCode));
        var anew = await world.Desk.AcceptAsync(Registration(world, regulator, Request(), LedgerId.Random(), document), CoreWorld.Cancellation);
        Assert.Equal(OperationState.Accepted, anew.State);
        await using var db = world.Store.OpenRead();
        Assert.Equal(anew.Subject, (await db.Identities.SingleAsync(CoreWorld.Cancellation)).Entity);
    }

    [Fact]
    public async Task What_was_accepted_in_the_very_moment_is_settled_when_the_relay_passes_it_over()
    {
        await using var world = await WorldAsync();
        var (request, block) = await ExecutedAsync(world, "Wheezing.");
        var raced = await world.Desk.AcceptAsync(Draft(world, request, "Wheezing."), CoreWorld.Cancellation);
        Assert.Equal(OperationState.Accepted, raced.State);

        Assert.Equal([raced.Id], await world.IndexAsync(Next(world, new OperationSkipped(physician, request.RequestId, "AlreadySpent"))));

        var settled = await world.Desk.FindAsync(request.RequestId, CoreWorld.Cancellation);
        Assert.Equal((OperationState.Confirmed, (long?)block.Number), (settled!.State, settled.BlockNumber));
        await using var db = world.Store.OpenRead();
        Assert.False(await db.UnclaimedExecutions.AnyAsync(CoreWorld.Cancellation));
    }

    [Fact]
    public async Task A_claim_that_a_fork_took_back_meanwhile_is_not_believed()
    {
        await using var world = await WorldAsync();
        var (request, _) = await ExecutedAsync(world, "Wheezing.");
        var returning = Returning(world, request);
        await world.Store.WriteAsync(Projector.ClearAsync, CoreWorld.Cancellation);

        Assert.Equal("ledger-unavailable", await RefusedAsync(world, Draft(world, returning, "Wheezing.")));
    }

    [Fact]
    public async Task A_consent_that_was_revoked_or_expired_since_still_tells_why_it_was_allowed_then()
    {
        await using var world = new CoreWorld();
        await world.SubjectAsync(patient);
        var consent = Story.Granted(patient, physician, Scopes.RecordsWrite, until: 1_700_000_100);
        await world.IndexAsync(Next(world, Story.Registered(patient, EntityClass.Patient), Story.Registered(physician, EntityClass.Physician), consent));
        var request = Request();
        await world.IndexAsync(Next(world, Added(), new OperationExecuted(physician, request.RequestId, null)));
        await world.IndexAsync(Next(world, new ConsentRevoked(consent.Consent, patient)));
        var gate = world.Get<PatientAccess>();

        var (access, _) = await gate.JudgeWriteAsync(doctor, patient, Scopes.RecordsWrite, null, "consultation.add", Returning(world, request), CoreWorld.Cancellation);

        Assert.Equal(new Access(true, "treatment", consent.Consent), access);
        await Assert.ThrowsAsync<RefusedException>(() => gate.JudgeWriteAsync(
            doctor, patient, Scopes.RecordsWrite, null, "consultation.add", Request(), CoreWorld.Cancellation));
        await Assert.ThrowsAsync<RefusedException>(() => gate.JudgeWriteAsync(
            doctor, patient, Scopes.ExamsServe, null, "exam.accept", Returning(world, request), CoreWorld.Cancellation));
    }

    static async Task<CoreWorld> WorldAsync()
    {
        var world = new CoreWorld();
        await world.SubjectAsync(patient);
        return world;
    }

    /// <summary>The chain executes what the request said, and the store knows nothing of the request.</summary>
    static async Task<(RequestIdentity Request, LedgerBlock Block)> ExecutedAsync(CoreWorld world, string said)
    {
        var request = Request();
        var payload = Draft(world, request, said).Payloads[0];
        var block = Next(world, new ConsultationAdded(payload.Id, patient, physician, payload.Commitment), new OperationExecuted(physician, request.RequestId, null));
        await world.IndexAsync(block);
        return (request, block);
    }

    static RequestIdentity Request() => new(Story.AnyDigest(), "POST", "/v1/anything", "key", Digest.Zero);

    /// <summary>The request as the gateway sees it once the block is indexed.</summary>
    static RequestIdentity Returning(CoreWorld world, RequestIdentity request) =>
        request with { Execution = world.Desk.FindExecutionAsync(request.RequestId, CoreWorld.Cancellation).GetAwaiter().GetResult() };

    static OperationDraft Draft(CoreWorld world, RequestIdentity request, string said)
    {
        var id = request.Derive("consultation");
        var payload = world.Vault.SubjectAsync(patient, CoreWorld.Cancellation).GetAwaiter().GetResult()!.SealPayload(
            new PayloadDraft(id, PayloadKinds.Consultation, physician, 1, Digest.Zero, request.RequestId, new JsonObject { ["observations"] = said }), world.Network.Identity);
        return new OperationDraft
        {
            Request = request, Actor = doctor, Subject = patient, Resource = id.ToString(), Payloads = [payload], Answer = new JsonObject { ["id"] = id.ToString() },
            Command = new AddConsultation(id, patient, LedgerId.Random(), payload.Commitment, [], []),
        };
    }

    static OperationDraft Registration(CoreWorld world, LedgerId regulator, RequestIdentity request, LedgerId entity, Digest document)
    {
        var (key, _) = world.Vault.CreateSubject(entity);
        return new OperationDraft
        {
            Request = request, Actor = new Actor(regulator, "REG-TEST", EntityClass.Regulator), Subject = entity, Resource = "person", Answer = [], SubjectKey = key,
            Command = new RegisterEntity(entity, EntityClass.Patient, "0xanother", Story.AnyDigest()), Documents = [document],
            Identity = new Identity { Entity = entity, Identifier = $"PAT-{entity}", Class = EntityClass.Patient },
        };
    }

    static ConsultationAdded Added() => new(LedgerId.Random(), patient, physician, Story.AnyDigest());

    static async Task<string> RefusedAsync(CoreWorld world, OperationDraft draft) =>
        (await Assert.ThrowsAsync<RefusedException>(() => world.Desk.AcceptAsync(draft, CoreWorld.Cancellation))).Refusal.Code;

    /// <summary>The block after the last one taken in.</summary>
    static LedgerBlock Next(CoreWorld world, params LedgerEvent[] events)
    {
        using var db = world.Store.OpenRead();
        var last = db.Blocks.OrderByDescending(row => row.Number).FirstOrDefault();
        var transaction = Story.AnyDigest();
        var number = (last?.Number ?? -1) + 1;
        return new LedgerBlock(
            number, Story.AnyDigest(), last?.Hash ?? Digest.Zero, 1_700_000_000 + number,
            [.. events.Select((happened, index) => new LedgerLog(happened, transaction, index))]);
    }
}
