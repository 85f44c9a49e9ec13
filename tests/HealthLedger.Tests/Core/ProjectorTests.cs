using HealthLedger.Core.Appointments;
using HealthLedger.Core.Exams;
using HealthLedger.Core.Ledger;
using HealthLedger.Core.Operations;
using HealthLedger.Core.Regulation;
using HealthLedger.Core.Research;
using HealthLedger.Core.Store;
using Microsoft.EntityFrameworkCore;
using static HealthLedger.Tests.Core.PaperStory;

namespace HealthLedger.Tests.Core;

public sealed class ProjectorTests
{
    [Fact]
    public async Task A_story_of_events_becomes_the_rows_it_tells()
    {
        await using var world = new CoreWorld();
        foreach (var block in Tell().Blocks) await world.IndexAsync(block);

        await using var db = world.Store.OpenRead();
        var token = CoreWorld.Cancellation;
        Assert.Equal("0xnew", (await db.Entities.SingleAsync(row => row.Id == Physician, token)).Address);
        Assert.Equal(EntityStatus.Suspended, (await db.Entities.SingleAsync(row => row.Id == Center, token)).Status);
        Assert.True((await db.Consents.SingleAsync(token)).Revoked);

        var versions = await db.Records.Where(row => row.About == Consultation).OrderBy(row => row.Position).ToListAsync(token);
        Assert.Equal([(2, C1, C2), (3, C2, C3)], versions.Select(row => (row.Version, row.Previous, row.Commitment)));
        var completed = await db.Records.Where(row => row.About == Exam).OrderBy(row => row.Position).ToListAsync(token);
        Assert.Equal(
            [(1, PayloadKinds.Result, Digest.Zero), (2, PayloadKinds.ResultAmendment, R1), (3, PayloadKinds.ResultAmendment, R2)],
            completed.Select(row => (row.Version, row.Kind, row.Previous)));
        Assert.All(completed, row => Assert.Equal((Patient, Center), (row.Patient, row.Author)));

        var visit = await db.Appointments.SingleAsync(row => row.Id == Visit, token);
        Assert.Equal((AppointmentStatus.Spent, (LedgerId?)Consultation, Staff), (visit.Status, visit.Consultation, visit.Staff));
        Assert.True((await db.StaffLinks.SingleAsync(row => row.Physician == Physician && row.Staff == Staff, token)).Linked);
        var covered = await db.ExamRequests.SingleAsync(row => row.Id == Covered, token);
        Assert.Equal(
            (ExamStatus.Authorized, (LedgerId?)Insurer, (Digest?)C3, false, (LedgerId?)null),
            (covered.Status, covered.Insurer, covered.Decision, covered.AwaitsInsurer, covered.Center));
        var study = await db.Studies.SingleAsync(token);
        Assert.Equal((StudyStatus.Ended, Institute), (study.Status, study.Institute));
        Assert.Equal(Trial, (await db.StudyExtracts.SingleAsync(token)).Study);

        var examined = await db.ExamRequests.SingleAsync(row => row.Id == Exam, token);
        Assert.Equal(
            (ExamStatus.Completed, (LedgerId?)Center, (LedgerId?)Results[0], (LedgerId?)Results[2]),
            (examined.Status, examined.Center, examined.Result, examined.LatestResult));

        var prescribed = await db.Prescriptions.SingleAsync(token);
        Assert.Equal((50_000L, true), (prescribed.Remaining, prescribed.Cancelled));
        var dispensed = await db.Dispensations.OrderBy(row => row.Position).ToListAsync(token);
        Assert.Equal([(50_000L, false), (40_000L, true)], dispensed.Select(row => (row.Remaining, row.Reversed)));
        Assert.Equal(2, await db.Records.CountAsync(row => row.Kind == PayloadKinds.Dispensation && row.About == Prescription, token));
    }

    [Fact]
    public async Task A_block_that_was_taken_in_before_changes_nothing_and_a_strange_one_is_refused()
    {
        await using var world = new CoreWorld();
        var story = Tell();
        foreach (var block in story.Blocks) await world.IndexAsync(block);
        var before = await DumpAsync(world);

        foreach (var block in story.Blocks) Assert.Empty(await world.IndexAsync(block));
        Assert.Equal(before, await DumpAsync(world));
        var head = story.Blocks[^1];
        await Assert.ThrowsAsync<InvalidOperationException>(() => world.IndexAsync(head with { Hash = Story.AnyDigest() }));
        await Assert.ThrowsAsync<InvalidOperationException>(() => world.IndexAsync(head with { Number = head.Number + 1, Hash = Story.AnyDigest() }));
    }

    [Fact]
    public async Task The_relay_s_word_decides_operations_and_a_skip_sends_them_back_to_wait()
    {
        await using var world = new CoreWorld();
        await world.SubjectAsync(Patient);
        var operations = new List<Operation>();
        for (var i = 0; i < 4; i++)
            operations.Add(await world.Desk.AcceptAsync(CoreWorld.Draft(Patient, new ReactivateEntity(Patient)), CoreWorld.Cancellation));
        await world.Store.WriteAsync(
            (db, token) => db.Operations.ExecuteUpdateAsync(
                row => row.SetProperty(op => op.State, OperationState.Sent).SetProperty(op => op.Nonce, 7L), token),
            CoreWorld.Cancellation);

        var story = new Story();
        var block = story.Block(
            new OperationExecuted(Patient, operations[0].RequestId, null),
            new OperationExecuted(Patient, operations[1].RequestId, Problems.PrescriptionExhausted.With("Gone.")),
            new OperationGivenUp(Patient, operations[2].RequestId),
            new OperationSkipped(Patient, operations[3].RequestId, "OutOfGas"),
            new OperationSkipped(Patient, operations[0].RequestId, "AlreadySpent"),
            new OperationExecuted(LedgerId.Random(), operations[3].RequestId, null),
            new OperationExecuted(Patient, Story.AnyDigest(), null));
        await world.Store.WriteAsync(
            (db, _) => Task.FromResult(db.Add(new Batch { Nonce = 7, Hash = block.Logs[3].TransactionHash, Raw = [] })), CoreWorld.Cancellation);
        Assert.Equal(operations.Take(3).Select(operation => operation.Id), await world.IndexAsync(block));

        await using var db = world.Store.OpenRead();
        var rows = await db.Operations.OrderBy(row => row.Sequence).ToListAsync(CoreWorld.Cancellation);
        Assert.Equal(
            [(OperationState.Confirmed, null, 7L), (OperationState.Failed, "prescription-exhausted", 7L),
                (OperationState.Failed, "needs-operator", 7L), (OperationState.Accepted, null, (long?)null)],
            rows.Select(row => (row.State, row.ProblemCode, row.Nonce)));
        Assert.Equal((block.Logs[0].TransactionHash, 0L), (rows[0].TransactionHash!.Value, rows[0].BlockNumber!.Value));
        Assert.True(rows[0].DecidedAt >= rows[0].AcceptedAt);
        Assert.Equal(1, rows[3].OutOfGas);
    }

    [Fact]
    public async Task A_skip_that_is_derived_again_is_not_counted_again_and_takes_nothing_out_of_its_new_batch()
    {
        await using var world = new CoreWorld();
        await world.SubjectAsync(Patient);
        var operation = await world.Desk.AcceptAsync(CoreWorld.Draft(Patient, new ReactivateEntity(Patient)), CoreWorld.Cancellation);
        await world.Store.WriteAsync(
            (db, token) => db.Operations.ExecuteUpdateAsync(
                row => row.SetProperty(op => op.State, OperationState.Sent).SetProperty(op => op.Nonce, 8L).SetProperty(op => op.OutOfGas, 1), token),
            CoreWorld.Cancellation);
        await world.Store.WriteAsync(
            (db, _) => Task.FromResult(db.Add(new Batch { Nonce = 8, Hash = Story.AnyDigest(), Raw = [] })), CoreWorld.Cancellation);

        await world.IndexAsync(new Story().Block(new OperationSkipped(Patient, operation.RequestId, "OutOfGas")));

        var now = await world.Desk.FindAsync(operation.RequestId, CoreWorld.Cancellation);
        Assert.Equal((OperationState.Sent, (long?)8, 1), (now!.State, now.Nonce, now.OutOfGas));
    }

    [Fact]
    public async Task What_vanished_with_its_blocks_is_undecided_again_and_what_was_refused_stays_refused()
    {
        await using var world = new CoreWorld();
        await world.SubjectAsync(Patient);
        var operations = new List<Operation>();
        for (var i = 0; i < 3; i++)
            operations.Add(await world.Desk.AcceptAsync(CoreWorld.Draft(Patient, new ReactivateEntity(Patient)), CoreWorld.Cancellation));
        var story = new Story();
        await world.IndexAsync(story.Block(new OperationExecuted(Patient, operations[0].RequestId, null)));
        await world.IndexAsync(story.Block(
            new OperationExecuted(Patient, operations[1].RequestId, null),
            new OperationExecuted(Patient, operations[2].RequestId, Problems.LedgerConflict.With())));

        var undone = await world.Store.WriteAsync((db, token) => Projector.RewindAsync(db, 0, DateTimeOffset.UtcNow, token), CoreWorld.Cancellation);

        Assert.Equal([operations[1].Id], undone);
        await using var db = world.Store.OpenRead();
        Assert.False(await db.Blocks.AnyAsync(CoreWorld.Cancellation));
        Assert.Equal(
            [OperationState.Confirmed, OperationState.Accepted, OperationState.Failed],
            await db.Operations.OrderBy(row => row.Sequence).Select(row => row.State).ToListAsync(CoreWorld.Cancellation));
    }
}
