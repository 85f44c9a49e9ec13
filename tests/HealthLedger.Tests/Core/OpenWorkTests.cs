using HealthLedger.Core.Audit;
using HealthLedger.Core.Ledger;
using HealthLedger.Core.Operations;
using HealthLedger.Core.Regulation;

namespace HealthLedger.Tests.Core;

public sealed class OpenWorkTests
{
    static readonly LedgerId patient = LedgerId.Random(), physician = LedgerId.Random(), center = LedgerId.Random();
    static readonly LedgerId staff = LedgerId.Random(), insurer = LedgerId.Random();
    static readonly Actor regulator = new(LedgerId.Random(), "REG-TEST", EntityClass.Regulator);

    readonly Story story = new();

    [Fact]
    public async Task A_centers_accepted_exams_are_listed_until_they_are_completed_or_released()
    {
        await using var world = new CoreWorld();
        var (open, done, released) = (Exam(), Exam(), Exam());
        await TakeInAsync(world, Requested(open), Requested(done), Requested(released));
        await TakeInAsync(world, new ExamAccepted(open, center), new ExamAccepted(done, center), new ExamAccepted(released, center));
        await TakeInAsync(world, new ExamCompleted(done, LedgerId.Random(), center, Story.AnyDigest()), new ExamReleased(released, center, Digest.Zero));

        var active = Assert.Single(await ListAsync(world, center, EntityClass.DiagnosticCenter));
        Assert.Equal((open.ToString(), "exam", patient.ToString(), "accepted"), (active.Id, active.Kind, active.Patient, active.Status));
        Assert.Equal(DateTimeOffset.FromUnixTimeSeconds(1_700_000_001), active.Since);
        Assert.Equal(["diagnosticCenter"], active.Release.By);

        await TakeInAsync(world, new EntitySuspended(center, Digest.Zero, regulator.Entity));
        var release = Assert.Single(await ListAsync(world, center, EntityClass.DiagnosticCenter)).Release;
        Assert.Equal(("POST", $"/v1/exam-requests/{open}/release"), (release.Method, release.Path));
        Assert.Equal(["patient", "regulator"], release.By);
        var (log, _) = await world.Log.ListAsync(patient, null, 10, CoreWorld.Cancellation);
        Assert.Equal([("open-work.list", regulator.Entity), ("open-work.list", regulator.Entity)], log.Select(entry => (entry.Action, entry.Actor)));
    }

    [Fact]
    public async Task What_awaits_an_insurer_is_listed_until_it_decides_or_the_patient_pays()
    {
        await using var world = new CoreWorld();
        var (open, decided, waived) = (Exam(), Exam(), Exam());
        foreach (var exam in (LedgerId[])[open, decided, waived]) await TakeInAsync(world, Requested(exam), new AuthorizationSought(exam, insurer, patient));
        await TakeInAsync(world, new ExamDecided(decided, insurer, true, Story.AnyDigest()), new CoverageWaived(waived, patient, Digest.Zero));

        var one = Assert.Single(await ListAsync(world, insurer, EntityClass.InsuranceCompany));
        Assert.Equal((open.ToString(), "coverage-decision", $"/v1/exam-requests/{open}/waiver"), (one.Id, one.Kind, one.Release.Path));
        Assert.Equal(["patient"], one.Release.By);
        await TakeInAsync(world, new EntitySuspended(insurer, Digest.Zero, regulator.Entity));
        Assert.Equal(["patient", "regulator"], Assert.Single(await ListAsync(world, insurer, EntityClass.InsuranceCompany)).Release.By);
    }

    [Fact]
    public async Task Appointments_are_their_physicians_and_their_staffs_until_they_are_held_or_called_off()
    {
        await using var world = new CoreWorld();
        var visits = Enumerable.Range(0, 4).Select(_ => LedgerId.Random()).ToArray();
        foreach (var visit in visits) await TakeInAsync(world, new AppointmentScheduled(visit, patient, physician, staff, 100, 400, Story.AnyDigest()));
        await TakeInAsync(world, new AppointmentAuthorized(visits[1], staff), new AppointmentAuthorized(visits[2], staff), new AppointmentCancelled(visits[3], staff, Digest.Zero));
        await TakeInAsync(world, new AppointmentSpent(visits[2], LedgerId.Random()), new EntitySuspended(physician, Digest.Zero, regulator.Entity));

        foreach (var (entity, entityClass) in ((LedgerId, EntityClass)[])[(physician, EntityClass.Physician), (staff, EntityClass.HospitalStaff)])
        {
            var work = await ListAsync(world, entity, entityClass);
            Assert.Equal([(visits[1].ToString(), "authorized"), (visits[0].ToString(), "scheduled")], work.Select(one => (one.Id, one.Status)));
            Assert.All(work, one => Assert.Equal(["patient", "hospitalStaff", "regulator"], one.Release.By));
            Assert.Equal($"/v1/appointments/{visits[1]}/cancellation", work[0].Release.Path);
        }
    }

    [Fact]
    public async Task Pages_follow_each_other_and_other_classes_leave_nothing()
    {
        await using var world = new CoreWorld();
        var exams = Enumerable.Range(0, 5).Select(_ => Exam()).ToArray();
        foreach (var exam in exams) await TakeInAsync(world, Requested(exam), new ExamAccepted(exam, center));
        Assert.Equal(exams.Reverse().Select(exam => exam.ToString()), (await ListAsync(world, center, EntityClass.DiagnosticCenter)).Select(one => one.Id));
        Assert.Empty(await ListAsync(world, patient, EntityClass.Patient));
    }

    static LedgerId Exam() => LedgerId.Random();

    static ExamRequested Requested(LedgerId exam) => new(exam, LedgerId.Random(), patient, physician, Story.AnyDigest());

    // Whoever acts in the story is there from its first block on.
    async Task TakeInAsync(CoreWorld world, params LedgerEvent[] events)
    {
        if (story.Blocks.Count == 0)
            await world.IndexAsync(story.Block(
                Story.Registered(patient, EntityClass.Patient), Story.Registered(physician, EntityClass.Physician), Story.Registered(center, EntityClass.DiagnosticCenter),
                Story.Registered(staff, EntityClass.HospitalStaff), Story.Registered(insurer, EntityClass.InsuranceCompany)));
        await world.IndexAsync(story.Block(events));
    }

    // Two on a page.
    static async Task<List<OpenWorkView>> ListAsync(CoreWorld world, LedgerId entity, EntityClass entityClass)
    {
        var reader = new OpenWorkReader(world.Store, world.Get<EntityDirectory>(), world.Get<PatientAccess>());
        var all = new List<OpenWorkView>();
        for (long? before = long.MaxValue; before is { } from;)
        {
            var page = await reader.OfAsync(
                regulator, new Identity { Entity = entity, Class = entityClass }, new PageRequest(from, 2), CoreWorld.Cancellation);
            all.AddRange(page.Items);
            before = page.Next;
        }
        return all;
    }
}
