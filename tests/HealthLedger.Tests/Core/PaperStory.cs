using System.Text.Json;
using HealthLedger.Core.Consents;
using HealthLedger.Core.Ledger;
using HealthLedger.Core.Operations;
using HealthLedger.Core.Regulation;
using Microsoft.EntityFrameworkCore;

namespace HealthLedger.Tests.Core;

/// <summary>The paper's flows, with every event there is, and all that the read model makes of them.</summary>
static class PaperStory
{
    public static readonly LedgerId Patient = LedgerId.Random(), Physician = LedgerId.Random();
    public static readonly LedgerId Center = LedgerId.Random(), Pharmacy = LedgerId.Random();
    public static readonly LedgerId Consultation = LedgerId.Random(), Exam = LedgerId.Random(), Prescription = LedgerId.Random();
    public static readonly LedgerId Staff = LedgerId.Random(), Insurer = LedgerId.Random(), Institute = LedgerId.Random();
    public static readonly LedgerId Covered = LedgerId.Random(), Visit = LedgerId.Random(), Trial = LedgerId.Random();
    public static readonly LedgerId[] Amendments = [LedgerId.Random(), LedgerId.Random()];
    public static readonly LedgerId[] Results = [LedgerId.Random(), LedgerId.Random(), LedgerId.Random()];
    public static readonly LedgerId[] Dispensations = [LedgerId.Random(), LedgerId.Random()];
    public static readonly Digest C1 = Story.AnyDigest(), C2 = Story.AnyDigest(), C3 = Story.AnyDigest();
    public static readonly Digest R1 = Story.AnyDigest(), R2 = Story.AnyDigest();

    public static Story Tell()
    {
        var story = new Story();
        var consent = LedgerId.Random();
        story.Block(
            Story.Registered(Patient, EntityClass.Patient), Story.Registered(Physician, EntityClass.Physician),
            Story.Registered(Center, EntityClass.DiagnosticCenter), Story.Registered(Pharmacy, EntityClass.Pharmacy));
        story.Block(new SpeakerChanged(Physician, "0xold", "0xnew"), Story.Granted(Patient, Physician, Scopes.RecordsWrite, id: consent));
        story.Block(
            new ExamRequested(Exam, Consultation, Patient, Physician, Story.AnyDigest()),
            new ItemPrescribed(Prescription, Consultation, Patient, Physician, Story.AnyDigest(), 30_000, 2, true, false, PrescriptionItem.NoEnd),
            new ConsultationAdded(Consultation, Patient, Physician, C1), new OperationExecuted(Physician, Story.AnyDigest(), null),
            new OperationExecuted(Physician, Story.AnyDigest(), Problems.LedgerConflict.With()), new OperationGivenUp(Patient, Story.AnyDigest()),
            new OperationSkipped(Patient, Story.AnyDigest(), "OutOfGas"));
        story.Block(
            new ConsultationAmended(Amendments[0], Consultation, Physician, C1, C2), new OperationExecuted(Physician, Story.AnyDigest(), null),
            new ConsultationAmended(Amendments[1], Consultation, Physician, C2, C3), new OperationExecuted(Physician, Story.AnyDigest(), null));
        story.Block(
            new StaffLinked(Physician, Staff, true), new AppointmentScheduled(Visit, Patient, Physician, Staff, 1_700_000_100, 1_700_000_400, Story.AnyDigest()),
            new AppointmentAuthorized(Visit, Staff), new AppointmentCheckedIn(Visit, Staff), new AppointmentSpent(Visit, Consultation),
            new AppointmentScheduled(LedgerId.Random(), Patient, Physician, Staff, 1_700_000_400, 1_700_000_700, Story.AnyDigest()));
        story.Block(
            new ExamRequested(Covered, Consultation, Patient, Physician, Story.AnyDigest()), new AuthorizationSought(Covered, Insurer, Patient),
            new ExamDecided(Covered, Insurer, false, Story.AnyDigest()), new ExamDecided(Covered, Insurer, true, C3),
            new ExamAccepted(Covered, Center), new ExamReleased(Covered, Center, Digest.Zero));
        story.Block(
            new StudyRegistered(Trial, Institute, Story.AnyDigest()), new StudyApproved(Trial, Physician),
            new ExtractRecorded(LedgerId.Random(), Trial, Story.AnyDigest()), new StudyEnded(Trial, Institute, Story.AnyDigest()));
        story.Block(new ExamAccepted(Exam, Center), new ExamReleased(Exam, Center, Digest.Zero), new ExamAccepted(Exam, Center));
        story.Block(new ExamCompleted(Exam, Results[0], Center, R1), new ResultCorrected(Exam, Results[1], Center, R1, R2));
        story.Block(new ResultCorrected(Exam, Results[2], Center, R2, Story.AnyDigest()));
        story.Block(
            new Dispensed(Prescription, Dispensations[0], Pharmacy, 10_000, 50_000, Story.AnyDigest()),
            new Dispensed(Prescription, Dispensations[1], Pharmacy, 10_000, 40_000, Story.AnyDigest()),
            new DispensationReversed(Prescription, Dispensations[1], Pharmacy, 10_000, 50_000, Digest.Zero),
            new PrescriptionWasCancelled(Prescription, Physician, Digest.Zero));
        story.Block(
            new ConsentRevoked(consent, Patient), new ConsentRevoked(LedgerId.Random(), Patient),
            new EntitySuspended(Pharmacy, Digest.Zero, Physician), new EntityReactivated(Pharmacy, Physician),
            new EntitySuspended(Center, Digest.Zero, Physician));
        return story;
    }

    /// <summary>Every row that is derived from the chain.</summary>
    public static async Task<string> DumpAsync(CoreWorld world)
    {
        await using var db = world.Store.OpenRead();
        return JsonSerializer.Serialize(new
        {
            Blocks = await db.Blocks.OrderBy(row => row.Number).ToListAsync(),
            Entities = await db.Entities.OrderBy(row => row.Position).ToListAsync(),
            Consents = await db.Consents.OrderBy(row => row.Position).ToListAsync(),
            Records = await db.Records.OrderBy(row => row.Position).ToListAsync(),
            Appointments = await db.Appointments.OrderBy(row => row.Position).ToListAsync(),
            Links = await db.StaffLinks.OrderBy(row => row.Position).ToListAsync(),
            Studies = await db.Studies.OrderBy(row => row.Position).ToListAsync(),
            Extracts = await db.StudyExtracts.OrderBy(row => row.Position).ToListAsync(),
            Exams = await db.ExamRequests.OrderBy(row => row.Position).ToListAsync(),
            Prescriptions = await db.Prescriptions.OrderBy(row => row.Position).ToListAsync(),
            Unclaimed = await db.UnclaimedExecutions.OrderBy(row => row.RequestId).ToListAsync(),
            Dispensations = await db.Dispensations.OrderBy(row => row.Position).ToListAsync(),
        });
    }
}
