using HealthLedger.Core.Appointments;
using HealthLedger.Core.Audit;
using HealthLedger.Core.Exams;
using HealthLedger.Core.Ledger;
using HealthLedger.Core.Operations;
using HealthLedger.Core.Store;
using Microsoft.EntityFrameworkCore;

namespace HealthLedger.Core.Regulation;

/// <summary>Something that an entity has begun, or is waited for with. Nothing clinical.</summary>
/// <param name="Kind">`exam`: accepted and not completed; `coverage-decision`: awaited of the insurer; `appointment`: neither held nor called off.</param>
/// <param name="Status">The exam request's or the appointment's.</param>
/// <param name="Since">When it was requested or scheduled: the block's time.</param>
public sealed record OpenWorkView(string Id, string Kind, string Patient, string Status, DateTimeOffset Since, ReleaseView Release);

/// <summary>How it is taken out of the entity's hands.</summary>
/// <param name="By">Classes that may now: a regulator only while the entity is suspended.</param>
public sealed record ReleaseView(string Method, string Path, IReadOnlyList<string> By);

/// <summary>Lists what an entity leaves undone, newest first: exams of a center, decisions of an insurer, appointments of a physician or of staff.</summary>
public sealed class OpenWorkReader(LedgerStore store, EntityDirectory directory, PatientAccess access)
{
    /// <summary>Each patient on the page has the regulator's look on its access log before this returns.</summary>
    public async Task<Page<OpenWorkView>> OfAsync(Actor regulator, Identity entity, PageRequest page, CancellationToken cancellation)
    {
        await using var db = store.OpenRead();
        var work = await FindAsync(db, entity, page, cancellation);
        await Task.WhenAll(work.Take(page.Limit).Select(one => one.Patient).Distinct()
            .Select(patient => access.NoteAsync(regulator, patient, "open-work.list", cancellation)));
        var idle = work.Select(one => one.WaitsFor).Distinct().ToArray();
        var suspended = await db.Entities.Where(row => idle.Contains(row.Id) && row.Status == EntityStatus.Suspended).Select(row => row.Id).ToListAsync(cancellation);
        return await Page.OfAsync(work, page.Limit, one => one.Position, async one => new OpenWorkView(
            one.Id.ToString(), one.Kind, await directory.IdentifierOfAsync(one.Patient, cancellation), one.Status,
            DateTimeOffset.FromUnixTimeMilliseconds(one.At), ReleaseOf(one, suspended.Contains(one.WaitsFor))));
    }

    static async Task<List<Work>> FindAsync(LedgerDb db, Identity entity, PageRequest page, CancellationToken cancellation)
    {
        var (id, before, take) = (entity.Entity, page.Before, page.Take);
        return entity.Class switch
        {
            EntityClass.DiagnosticCenter => Of("exam", await db.ExamRequests
                .Where(row => row.Center == id && row.Status == ExamStatus.Accepted && row.Position < before)
                .OrderByDescending(row => row.Position).Take(take).ToListAsync(cancellation), id),
            EntityClass.InsuranceCompany => Of("coverage-decision", await db.ExamRequests
                .Where(row => row.Insurer == id && row.AwaitsInsurer && row.Position < before)
                .OrderByDescending(row => row.Position).Take(take).ToListAsync(cancellation), id),
            EntityClass.Physician => Of(await Open(db, before).Where(row => row.Physician == id).Take(take).ToListAsync(cancellation)),
            EntityClass.HospitalStaff => Of(await Open(db, before).Where(row => row.Staff == id).Take(take).ToListAsync(cancellation)),
            _ => [],
        };
    }

    static IQueryable<Appointment> Open(LedgerDb db, long before) => db.Appointments
        .Where(row => row.Status == AppointmentStatus.Scheduled || row.Status == AppointmentStatus.Authorized || row.Status == AppointmentStatus.CheckedIn)
        .Where(row => row.Position < before).OrderByDescending(row => row.Position);

    static List<Work> Of(string kind, List<ExamRequest> exams, LedgerId waitsFor) =>
        [.. exams.Select(row => new Work(row.Id, kind, row.Patient, row.Status.ToString().ToLowerInvariant(), row.Ledger.At, row.Position, waitsFor))];

    static List<Work> Of(List<Appointment> appointments) =>
        [.. appointments.Select(row => new Work(row.Id, "appointment", row.Patient, AppointmentWords.Of(row.Status), row.Ledger.At, row.Position, row.Physician))];

    // As the contracts have it.
    static ReleaseView ReleaseOf(Work work, bool suspended)
    {
        var (path, always) = work.Kind switch
        {
            "exam" => ($"/v1/exam-requests/{work.Id}/release", suspended ? [EntityClass.Patient] : [EntityClass.DiagnosticCenter]),
            "coverage-decision" => ($"/v1/exam-requests/{work.Id}/waiver", [EntityClass.Patient]),
            _ => ($"/v1/appointments/{work.Id}/cancellation", suspended
                ? new[] { EntityClass.Patient, EntityClass.HospitalStaff }
                : [EntityClass.Patient, EntityClass.Physician, EntityClass.HospitalStaff]),
        };
        return new ReleaseView("POST", path, [.. (suspended ? always.Append(EntityClass.Regulator) : always).Select(one => one.NameOf())]);
    }

    /// <param name="WaitsFor">While this one is suspended a regulator may release it.</param>
    sealed record Work(LedgerId Id, string Kind, LedgerId Patient, string Status, long At, long Position, LedgerId WaitsFor);
}
