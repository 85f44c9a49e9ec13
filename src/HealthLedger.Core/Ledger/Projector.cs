using HealthLedger.Core.Appointments;
using HealthLedger.Core.Consents;
using HealthLedger.Core.Consultation;
using HealthLedger.Core.Exams;
using HealthLedger.Core.Insurance;
using HealthLedger.Core.Medicines;
using HealthLedger.Core.Operations;
using HealthLedger.Core.Regulation;
using HealthLedger.Core.Research;
using HealthLedger.Core.Store;
using Microsoft.EntityFrameworkCore;

namespace HealthLedger.Core.Ledger;

/// <summary>
/// Turns blocks into the read model: a function of the chain's events and nothing else, so that it comes out equal whenever it is derived.
/// Runs in its caller's transaction, cursor included.
/// </summary>
public static class Projector
{
    /// <summary>Takes in the next block and answers with the operations it decided: to be told to the desk after the commit.</summary>
    /// <returns>Nothing for a block that was taken in before.</returns>
    /// <exception cref="InvalidOperationException">The block does not follow what is indexed: the caller must rewind first.</exception>
    public static async Task<IReadOnlyList<LedgerId>> ApplyAsync(LedgerDb db, LedgerBlock block, CancellationToken cancellation)
    {
        if (await IsIndexedAsync(db, block, cancellation)) return [];
        db.Blocks.Add(new IndexedBlock { Number = block.Number, Hash = block.Hash, ParentHash = block.ParentHash, Time = block.Time });

        var operations = await OperationProjection.LoadAsync(db, block, cancellation);
        var decided = new List<LedgerId>();
        foreach (var log in block.Logs)
        {
            var at = new Place(block, log);
            if (log.Event is OperationExecuted or OperationGivenUp or OperationSkipped)
                decided.AddRange(await operations.ApplyAsync(db, at, cancellation));
            else
                await ApplyOursAsync(db, log.Event, at, cancellation);
        }
        await operations.SaveAsync(db, cancellation);
        await db.SaveChangesAsync(cancellation);
        return decided;
    }

    /// <summary>Empties what can be derived again: the read model and the cursor. Index from the first block afterwards.</summary>
    public static async Task ClearAsync(LedgerDb db, CancellationToken cancellation)
    {
        await db.Dispensations.ExecuteDeleteAsync(cancellation);
        await db.Prescriptions.ExecuteDeleteAsync(cancellation);
        await db.ExamRequests.ExecuteDeleteAsync(cancellation);
        await db.Appointments.ExecuteDeleteAsync(cancellation);
        await db.StaffLinks.ExecuteDeleteAsync(cancellation);
        await db.StudyExtracts.ExecuteDeleteAsync(cancellation);
        await db.Studies.ExecuteDeleteAsync(cancellation);
        await db.Records.ExecuteDeleteAsync(cancellation);
        await db.Consents.ExecuteDeleteAsync(cancellation);
        await db.Entities.ExecuteDeleteAsync(cancellation);
        await db.UnclaimedExecutions.ExecuteDeleteAsync(cancellation);
        await db.Blocks.ExecuteDeleteAsync(cancellation);
        db.ChangeTracker.Clear();
    }

    /// <summary>
    /// The blocks after this one are no longer the chain's. What had succeeded in them is undecided again; what had been refused keeps its
    /// answer, and its id is to be given up. The read model is cleared, to be derived again: a row does not remember what it was before.
    /// </summary>
    /// <returns>The operations that are undecided again.</returns>
    public static async Task<IReadOnlyList<LedgerId>> RewindAsync(LedgerDb db, long toBlock, DateTimeOffset now, CancellationToken cancellation)
    {
        if (!await db.Blocks.AnyAsync(row => row.Number > toBlock, cancellation)) return [];
        var undone = await TakeBackAsync(db, toBlock, now, cancellation);
        await ClearAsync(db, cancellation);
        return undone;
    }

    /// <summary>As <see cref="RewindAsync"/>, where the read model does not reach beyond this block: the operations alone.</summary>
    public static async Task<IReadOnlyList<LedgerId>> TakeBackAsync(LedgerDb db, long toBlock, DateTimeOffset now, CancellationToken cancellation)
    {
        var undone = await OperationProjection.UndoAsync(db, toBlock, now.ToUnixTimeMilliseconds(), cancellation);
        await NameIndex.TakeBackAsync(db, toBlock, cancellation);
        await db.SaveChangesAsync(cancellation);
        return undone;
    }

    /// <summary>
    /// Whether the store was told, by another block at this height, of an operation that this one does not decide: the chain went another way
    /// while the read model was being derived again.
    /// </summary>
    public static async Task<bool> ContradictsAsync(LedgerDb db, LedgerBlock block, CancellationToken cancellation)
    {
        var told = await db.Operations.Where(row => row.BlockNumber == block.Number).Select(row => new { row.Actor, row.RequestId }).ToListAsync(cancellation);
        if (told.Count == 0) return false;
        var decided = block.Logs.Select(log => OperationProjection.DecidedBy(log.Event)).ToHashSet();
        return told.Any(row => !decided.Contains((row.Actor, row.RequestId)));
    }

    static async Task<bool> IsIndexedAsync(LedgerDb db, LedgerBlock block, CancellationToken cancellation)
    {
        var near = await db.Blocks.AsNoTracking()
            .Where(row => row.Number == block.Number || row.Number == block.Number - 1)
            .Select(row => new { row.Number, row.Hash })
            .ToListAsync(cancellation);
        foreach (var known in near)
            if (known.Hash != (known.Number == block.Number ? block.Hash : block.ParentHash))
                throw new InvalidOperationException($"Block {block.Number} does not follow what is indexed.");
        return near.Any(known => known.Number == block.Number);
    }

    static async Task ApplyOursAsync(LedgerDb db, LedgerEvent happened, Place at, CancellationToken cancellation)
    {
        try
        {
            await ApplyAsync(db, happened, at, cancellation);
        }
        catch (NotOursException)
        {
            // Nobody outside may halt the index by what he writes.
        }
    }

    static Task ApplyAsync(LedgerDb db, LedgerEvent happened, Place at, CancellationToken cancellation) => happened switch
    {
        EntityRegistered registered => EntityProjection.RegisteredAsync(db, registered, at, cancellation),
        EntitySuspended suspended => EntityProjection.StatusAsync(db, suspended.Entity, EntityStatus.Suspended, cancellation),
        EntityReactivated reactivated => EntityProjection.StatusAsync(db, reactivated.Entity, EntityStatus.Active, cancellation),
        SpeakerChanged changed => EntityProjection.SpeakerChangedAsync(db, changed, cancellation),
        ConsentGranted granted => ConsentProjection.GrantedAsync(db, granted, at, cancellation),
        ConsentRevoked revoked => ConsentProjection.RevokedAsync(db, revoked, cancellation),
        ConsultationAdded added => ConsultationProjection.AddedAsync(db, added, at, cancellation),
        ConsultationAmended amended => ConsultationProjection.AmendedAsync(db, amended, at, cancellation),
        StaffLinked linked => AppointmentProjection.LinkedAsync(db, linked, at, cancellation),
        AppointmentScheduled scheduled => AppointmentProjection.ScheduledAsync(db, scheduled, at, cancellation),
        AppointmentAuthorized authorized => AppointmentProjection.StatusAsync(db, authorized.Appointment, AppointmentStatus.Authorized, cancellation),
        AppointmentCheckedIn arrived => AppointmentProjection.StatusAsync(db, arrived.Appointment, AppointmentStatus.CheckedIn, cancellation),
        AppointmentCancelled cancelled => AppointmentProjection.StatusAsync(db, cancelled.Appointment, AppointmentStatus.Cancelled, cancellation),
        AppointmentMissed missed => AppointmentProjection.StatusAsync(db, missed.Appointment, AppointmentStatus.NoShow, cancellation),
        AppointmentSpent spent => AppointmentProjection.SpentAsync(db, spent, cancellation),
        AuthorizationSought sought => CoverageProjection.SoughtAsync(db, sought, cancellation),
        ExamDecided decided => CoverageProjection.DecidedAsync(db, decided, at, cancellation),
        CoverageWaived waived => CoverageProjection.WaivedAsync(db, waived, cancellation),
        ExamRequested requested => ExamProjection.RequestedAsync(db, requested, at, cancellation),
        ExamAccepted accepted => ExamProjection.StatusAsync(db, accepted.Exam, ExamStatus.Accepted, accepted.Center, cancellation),
        ExamReleased released => ExamProjection.ReleasedAsync(db, released.Exam, cancellation),
        ExamCancelled cancelled => ExamProjection.StatusAsync(db, cancelled.Exam, ExamStatus.Cancelled, null, cancellation),
        ExamCompleted completed => ExamProjection.CompletedAsync(db, completed, at, cancellation),
        ResultCorrected corrected => ExamProjection.CorrectedAsync(db, corrected, at, cancellation),
        ItemPrescribed prescribed => MedicineProjection.PrescribedAsync(db, prescribed, at, cancellation),
        Dispensed dispensed => MedicineProjection.DispensedAsync(db, dispensed, at, cancellation),
        PrescriptionWasCancelled cancelled => MedicineProjection.CancelledAsync(db, cancelled, cancellation),
        DispensationReversed reversed => MedicineProjection.ReversedAsync(db, reversed, cancellation),
        StudyRegistered registered => StudyProjection.RegisteredAsync(db, registered, at, cancellation),
        StudyApproved approved => StudyProjection.StatusAsync(db, approved.Study, StudyStatus.Approved, cancellation),
        StudyEnded ended => StudyProjection.StatusAsync(db, ended.Study, StudyStatus.Ended, cancellation),
        ExtractRecorded recorded => StudyProjection.ExtractedAsync(db, recorded, at, cancellation),
        _ => throw new InvalidOperationException($"No projection for {happened.GetType().Name}."),
    };
}
