using HealthLedger.Core.Audit;
using HealthLedger.Core.Consents;
using HealthLedger.Core.Ledger;
using HealthLedger.Core.Operations;
using HealthLedger.Core.Regulation;
using Microsoft.EntityFrameworkCore;
using static HealthLedger.Tests.Core.Returning;

namespace HealthLedger.Tests.Core;

/// <summary>What the ledger executed and the store does not know: it waits, and whoever asks again finds it.</summary>
public sealed class ClaimingTests
{
    [Fact]
    public async Task A_request_that_was_executed_before_is_decided_as_it_was_then_and_what_it_said_is_kept_again()
    {
        await using var world = await WorldAsync();
        var (request, block) = await ExecutedAsync(world, "Wheezing.");

        var claimed = await world.Desk.AcceptAsync(Draft(world, ComeBack(world, request), "Wheezing."), CoreWorld.Cancellation);

        Assert.Equal(
            (OperationState.Confirmed, block.Logs[0].TransactionHash, (long?)block.Number, null),
            (claimed.State, claimed.TransactionHash!.Value, claimed.BlockNumber, claimed.Nonce));
        await using var db = world.Store.OpenRead();
        Assert.Equal(request.RequestId, (await db.Payloads.SingleAsync(CoreWorld.Cancellation)).RequestId);
        Assert.False(await db.UnclaimedExecutions.AnyAsync(CoreWorld.Cancellation));
    }

    [Fact]
    public async Task Another_body_than_the_ledger_holds_commitments_to_is_refused_and_nothing_of_it_stored()
    {
        await using var world = await WorldAsync();
        var (request, _) = await ExecutedAsync(world, "Wheezing.");

        Assert.Equal("idempotency-key-reused", await RefusedAsync(world, Draft(world, ComeBack(world, request), "Coughing.")));

        await using var db = world.Store.OpenRead();
        Assert.False(await db.Operations.AnyAsync(CoreWorld.Cancellation) || await db.Payloads.AnyAsync(CoreWorld.Cancellation));
        Assert.True(await db.UnclaimedExecutions.AnyAsync(CoreWorld.Cancellation));
    }

    [Fact]
    public async Task What_was_refused_comes_back_refused_with_the_same_sentence()
    {
        await using var world = await WorldAsync();
        var request = Request();
        await world.IndexAsync(Next(world, new OperationExecuted(Physician, request.RequestId, Problems.PrescriptionExhausted.With("Left: 3."))));

        var claimed = await world.Desk.AcceptAsync(Draft(world, ComeBack(world, request), "Wheezing."), CoreWorld.Cancellation);

        Assert.Equal((OperationState.Failed, "prescription-exhausted", "Left: 3."), (claimed.State, claimed.ProblemCode, claimed.ProblemDetail));
    }

    [Fact]
    public async Task An_execution_holds_the_commitments_of_its_own_events_and_of_no_other_s()
    {
        await using var world = await WorldAsync();
        var (before, own, after) = (Added(), Added(), Added());
        var requests = new[] { Request(), Request(), Request() };
        await world.IndexAsync(Next(world,
            before, new OperationExecuted(Physician, requests[0].RequestId, null),
            own, new ExamRequested(LedgerId.Random(), own.Consultation, Patient, Physician, Story.AnyDigest()),
            new OperationExecuted(Physician, requests[1].RequestId, null),
            after, new OperationExecuted(Physician, requests[2].RequestId, null)));

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

        var lost = await world.Desk.AcceptAsync(Registration(world, regulator, ComeBack(world, request), entity, document), CoreWorld.Cancellation);

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

        Assert.Equal([raced.Id], await world.IndexAsync(Next(world, new OperationSkipped(Physician, request.RequestId, "AlreadySpent"))));

        var settled = await world.Desk.FindAsync(request.RequestId, CoreWorld.Cancellation);
        Assert.Equal((OperationState.Confirmed, (long?)block.Number), (settled!.State, settled.BlockNumber));
        await using var db = world.Store.OpenRead();
        Assert.False(await db.UnclaimedExecutions.AnyAsync(CoreWorld.Cancellation));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task What_was_accepted_in_the_very_moment_and_says_something_else_is_not_confirmed(bool beforeItsBlock)
    {
        await using var world = await WorldAsync();
        var request = Request();
        if (beforeItsBlock)
        {
            await world.Desk.AcceptAsync(Draft(world, request, "Coughing."), CoreWorld.Cancellation);
            await world.IndexAsync(BlockOf(world, request, "Wheezing."));
        }
        else
        {
            await world.IndexAsync(BlockOf(world, request, "Wheezing."));
            await world.Desk.AcceptAsync(Draft(world, request, "Coughing."), CoreWorld.Cancellation);
            await world.IndexAsync(Next(world, new OperationSkipped(Physician, request.RequestId, "AlreadySpent")));
        }

        var settled = await world.Desk.FindAsync(request.RequestId, CoreWorld.Cancellation);
        Assert.Equal((OperationState.Failed, "idempotency-key-reused"), (settled!.State, settled.ProblemCode));
    }

    [Fact]
    public async Task A_claim_that_a_fork_took_back_meanwhile_is_not_believed()
    {
        await using var world = await WorldAsync();
        var (request, _) = await ExecutedAsync(world, "Wheezing.");
        var returning = ComeBack(world, request);
        await world.Store.WriteAsync(Projector.ClearAsync, CoreWorld.Cancellation);

        Assert.Equal("ledger-unavailable", await RefusedAsync(world, Draft(world, returning, "Wheezing.")));
    }

    [Fact]
    public async Task A_consent_that_was_revoked_or_expired_since_still_tells_why_it_was_allowed_then()
    {
        await using var world = new CoreWorld();
        await world.SubjectAsync(Patient);
        var consent = Story.Granted(Patient, Physician, Scopes.RecordsWrite, until: 1_700_000_100);
        await world.IndexAsync(Next(
            world, Story.Registered(Patient, EntityClass.Patient), Story.Registered(Physician, EntityClass.Physician), consent));
        var request = Request();
        await world.IndexAsync(Next(world, Added(), new OperationExecuted(Physician, request.RequestId, null)));
        await world.IndexAsync(Next(world, new ConsentRevoked(consent.Consent, Patient)));
        var gate = world.Get<PatientAccess>();

        var (access, _) = await gate.JudgeWriteAsync(
            Doctor, Patient, Scopes.RecordsWrite, null, "consultation.add", ComeBack(world, request), CoreWorld.Cancellation);

        Assert.Equal(new Access(true, "treatment", consent.Consent), access);
        await Assert.ThrowsAsync<RefusedException>(() => gate.JudgeWriteAsync(
            Doctor, Patient, Scopes.RecordsWrite, null, "consultation.add", Request(), CoreWorld.Cancellation));
        await Assert.ThrowsAsync<RefusedException>(() => gate.JudgeWriteAsync(
            Doctor, Patient, Scopes.ExamsServe, null, "exam.accept", ComeBack(world, request), CoreWorld.Cancellation));
    }
}
