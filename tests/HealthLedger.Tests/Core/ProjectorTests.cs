using System.Text.Json;
using HealthLedger.Core.Consents;
using HealthLedger.Core.Exams;
using HealthLedger.Core.Ledger;
using HealthLedger.Core.Operations;
using HealthLedger.Core.Regulation;
using HealthLedger.Core.Store;
using Microsoft.EntityFrameworkCore;

namespace HealthLedger.Tests.Core;

public sealed class ProjectorTests
{
    static readonly LedgerId patient = LedgerId.Random(), physician = LedgerId.Random(), center = LedgerId.Random(), pharmacy = LedgerId.Random();
    static readonly LedgerId consultation = LedgerId.Random(), exam = LedgerId.Random(), prescription = LedgerId.Random();
    static readonly LedgerId[] amendments = [LedgerId.Random(), LedgerId.Random()], results = [LedgerId.Random(), LedgerId.Random(), LedgerId.Random()];
    static readonly LedgerId[] dispensations = [LedgerId.Random(), LedgerId.Random()];
    static readonly Digest c1 = Story.AnyDigest(), c2 = Story.AnyDigest(), c3 = Story.AnyDigest(), r1 = Story.AnyDigest(), r2 = Story.AnyDigest();

    [Fact]
    public async Task A_story_of_events_becomes_the_rows_it_tells()
    {
        await using var world = new CoreWorld();
        foreach (var block in PaperStory().Blocks) await world.IndexAsync(block);

        await using var db = world.Store.OpenRead();
        var token = CoreWorld.Cancellation;
        Assert.Equal("0xnew", (await db.Entities.SingleAsync(row => row.Id == physician, token)).Address);
        Assert.Equal(EntityStatus.Suspended, (await db.Entities.SingleAsync(row => row.Id == center, token)).Status);
        Assert.True((await db.Consents.SingleAsync(token)).Revoked);

        var versions = await db.Records.Where(row => row.About == consultation).OrderBy(row => row.Ledger.Position).ToListAsync(token);
        Assert.Equal([(2, c1, c2), (3, c2, c3)], versions.Select(row => (row.Version, row.Previous, row.Commitment)));
        var results = await db.Records.Where(row => row.About == exam).OrderBy(row => row.Ledger.Position).ToListAsync(token);
        Assert.Equal(
            [(1, PayloadKinds.Result, Digest.Zero), (2, PayloadKinds.ResultAmendment, r1), (3, PayloadKinds.ResultAmendment, r2)],
            results.Select(row => (row.Version, row.Kind, row.Previous)));
        Assert.All(results, row => Assert.Equal((patient, center), (row.Patient, row.Author)));

        var examined = await db.ExamRequests.SingleAsync(token);
        Assert.Equal(
            (ExamStatus.Completed, (LedgerId?)center, (LedgerId?)ProjectorTests.results[0], (LedgerId?)ProjectorTests.results[2]),
            (examined.Status, examined.Center, examined.Result, examined.LatestResult));

        var prescribed = await db.Prescriptions.SingleAsync(token);
        Assert.Equal((50_000L, true), (prescribed.Remaining, prescribed.Cancelled));
        var dispensed = await db.Dispensations.OrderBy(row => row.Ledger.Position).ToListAsync(token);
        Assert.Equal([(50_000L, false), (40_000L, true)], dispensed.Select(row => (row.Remaining, row.Reversed)));
        Assert.Equal(2, await db.Records.CountAsync(row => row.Kind == PayloadKinds.Dispensation && row.About == prescription, token));
    }

    [Fact]
    public async Task A_rebuild_gives_equal_rows()
    {
        await using var world = new CoreWorld();
        var story = PaperStory();
        foreach (var block in story.Blocks) await world.IndexAsync(block);
        var before = await DumpAsync(world);

        await world.Store.WriteAsync(Projector.ClearAsync, CoreWorld.Cancellation);
        Assert.DoesNotContain(patient.ToString(), await DumpAsync(world), StringComparison.Ordinal);
        foreach (var block in story.Blocks) await world.IndexAsync(block);

        Assert.Equal(before, await DumpAsync(world));
    }

    [Fact]
    public async Task All_blocks_in_one_transaction_give_the_same_rows_as_one_by_one()
    {
        await using var one = new CoreWorld();
        await using var other = new CoreWorld();
        var story = PaperStory();
        foreach (var block in story.Blocks) await one.IndexAsync(block);
        await other.Store.WriteAsync(
            async (db, token) =>
            {
                foreach (var block in story.Blocks) await Projector.ApplyAsync(db, block, token);
            },
            CoreWorld.Cancellation);
        Assert.Equal(await DumpAsync(one), await DumpAsync(other));
    }

    [Fact]
    public async Task A_block_that_was_taken_in_before_changes_nothing_and_a_strange_one_is_refused()
    {
        await using var world = new CoreWorld();
        var story = PaperStory();
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
        await world.SubjectAsync(patient);
        var operations = new List<Operation>();
        for (var i = 0; i < 4; i++)
            operations.Add(await world.Desk.AcceptAsync(CoreWorld.Draft(patient, new ReactivateEntity(patient)), CoreWorld.Cancellation));
        await world.Store.WriteAsync(
            (db, token) => db.Operations.ExecuteUpdateAsync(
                row => row.SetProperty(op => op.State, OperationState.Sent).SetProperty(op => op.Nonce, 7L), token),
            CoreWorld.Cancellation);

        var block = new Story().Block(
            new OperationExecuted(patient, operations[0].RequestId, null),
            new OperationExecuted(patient, operations[1].RequestId, Problems.PrescriptionExhausted.With("Gone.")),
            new OperationGivenUp(patient, operations[2].RequestId),
            new OperationSkipped(patient, operations[3].RequestId, "OutOfGas"),
            new OperationSkipped(patient, operations[0].RequestId, "AlreadySpent"),
            new OperationExecuted(LedgerId.Random(), operations[3].RequestId, null),
            new OperationExecuted(patient, Story.AnyDigest(), null));
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
    public async Task What_vanished_with_its_blocks_is_undecided_again_and_what_was_refused_stays_refused()
    {
        await using var world = new CoreWorld();
        await world.SubjectAsync(patient);
        var operations = new List<Operation>();
        for (var i = 0; i < 3; i++)
            operations.Add(await world.Desk.AcceptAsync(CoreWorld.Draft(patient, new ReactivateEntity(patient)), CoreWorld.Cancellation));
        var story = new Story();
        await world.IndexAsync(story.Block(new OperationExecuted(patient, operations[0].RequestId, null)));
        await world.IndexAsync(story.Block(
            new OperationExecuted(patient, operations[1].RequestId, null),
            new OperationExecuted(patient, operations[2].RequestId, Problems.LedgerConflict.With())));

        var undone = await world.Store.WriteAsync((db, token) => Projector.RewindAsync(db, 0, DateTimeOffset.UtcNow, token), CoreWorld.Cancellation);

        Assert.Equal([operations[1].Id], undone);
        await using var db = world.Store.OpenRead();
        Assert.False(await db.Blocks.AnyAsync(CoreWorld.Cancellation));
        Assert.Equal(
            [OperationState.Confirmed, OperationState.Accepted, OperationState.Failed],
            await db.Operations.OrderBy(row => row.Sequence).Select(row => row.State).ToListAsync(CoreWorld.Cancellation));
    }

    // The paper's four flows, with every event there is.
    static Story PaperStory()
    {
        var story = new Story();
        var consent = LedgerId.Random();
        story.Block(
            Story.Registered(patient, EntityClass.Patient), Story.Registered(physician, EntityClass.Physician),
            Story.Registered(center, EntityClass.DiagnosticCenter), Story.Registered(pharmacy, EntityClass.Pharmacy));
        story.Block(new SpeakerChanged(physician, "0xold", "0xnew"), Story.Granted(patient, physician, Scopes.RecordsWrite, id: consent));
        story.Block(
            new ExamRequested(exam, consultation, patient, physician, Story.AnyDigest()),
            new ItemPrescribed(prescription, consultation, patient, physician, Story.AnyDigest(), 30_000, 2, true, false, PrescriptionItem.NoEnd),
            new ConsultationAdded(consultation, patient, physician, c1));
        story.Block(
            new ConsultationAmended(amendments[0], consultation, physician, c1, c2), new ConsultationAmended(amendments[1], consultation, physician, c2, c3));
        story.Block(new ExamAccepted(exam, center), new ExamReleased(exam, center, Digest.Zero), new ExamAccepted(exam, center));
        story.Block(new ExamCompleted(exam, results[0], center, r1), new ResultCorrected(exam, results[1], center, r1, r2));
        story.Block(new ResultCorrected(exam, results[2], center, r2, Story.AnyDigest()));
        story.Block(
            new Dispensed(prescription, dispensations[0], pharmacy, 10_000, 50_000, Story.AnyDigest()),
            new Dispensed(prescription, dispensations[1], pharmacy, 10_000, 40_000, Story.AnyDigest()),
            new DispensationReversed(prescription, dispensations[1], pharmacy, 10_000, 50_000, Digest.Zero),
            new PrescriptionWasCancelled(prescription, physician, Digest.Zero));
        story.Block(
            new ConsentRevoked(consent, patient), new ConsentRevoked(LedgerId.Random(), patient),
            new EntitySuspended(pharmacy, Digest.Zero, physician), new EntityReactivated(pharmacy, physician),
            new EntitySuspended(center, Digest.Zero, physician));
        return story;
    }

    static async Task<string> DumpAsync(CoreWorld world)
    {
        await using var db = world.Store.OpenRead();
        return JsonSerializer.Serialize(new
        {
            Blocks = await db.Blocks.OrderBy(row => row.Number).ToListAsync(),
            Entities = await db.Entities.OrderBy(row => row.Position).ToListAsync(),
            Consents = await db.Consents.OrderBy(row => row.Ledger.Position).ToListAsync(),
            Records = await db.Records.OrderBy(row => row.Ledger.Position).ToListAsync(),
            Exams = await db.ExamRequests.OrderBy(row => row.Ledger.Position).ToListAsync(),
            Prescriptions = await db.Prescriptions.OrderBy(row => row.Ledger.Position).ToListAsync(),
            Dispensations = await db.Dispensations.OrderBy(row => row.Ledger.Position).ToListAsync(),
        });
    }
}
