using HealthLedger.Core.Audit;
using HealthLedger.Core.Consents;
using HealthLedger.Core.Ledger;
using HealthLedger.Core.Operations;
using HealthLedger.Core.Regulation;
using HealthLedger.Core.Store;
using HealthLedger.Core.Vault;
using Microsoft.EntityFrameworkCore;

namespace HealthLedger.Core.Appointments;

/// <summary>An appointment, with where it is held.</summary>
public sealed record AppointmentView(
    string Id, string Patient, string Physician, string Staff, DateTimeOffset StartsAt, DateTimeOffset EndsAt, string? Place, string? Remarks, string Status,
    string? Consultation, LedgerView Ledger) : Confidential;

/// <summary>Which of them a list is to hold.</summary>
/// <param name="From">Ends after this, Unix seconds.</param>
/// <param name="Until">Begins before this, Unix seconds.</param>
public sealed record AppointmentFilter(AppointmentStatus Status, long From, long Until)
{
    public static AppointmentFilter All { get; } = new(AppointmentStatus.None, 0, long.MaxValue);
}

/// <summary>Reads appointments: the patient its own, a physician its own, staff those of the physicians who linked them.</summary>
public sealed class AppointmentReader(LedgerStore store, Vault.Vault vault, EntityDirectory directory, PatientAccess access, StaffLinks links)
{
    public async Task<Page<AppointmentView>> OfPatientAsync(LedgerId patient, AppointmentFilter filter, PageRequest page, CancellationToken cancellation)
    {
        await using var db = store.OpenRead();
        var rows = await RowsAsync(db.Appointments.Where(row => row.Patient == patient), filter, page, cancellation);
        return await Page.OfAsync(rows, page.Limit, row => row.Position, row => ViewAsync(db, row, cancellation));
    }

    /// <summary>
    /// What a physician has before it; of staff, what their physicians have, as far as each patient lets them. Each patient shown has it on its
    /// log. A page may hold fewer than asked for and still have a next one.
    /// </summary>
    public async Task<Page<AppointmentView>> OfActorAsync(Actor actor, AppointmentFilter filter, PageRequest page, CancellationToken cancellation)
    {
        const string Action = "appointments.list";
        await using var db = store.OpenRead();
        List<Appointment> rows;
        IReadOnlyList<Appointment> shown;
        if (actor.Class == EntityClass.Physician)
        {
            rows = await RowsAsync(db.Appointments.Where(row => row.Physician == actor.Entity), filter, page, cancellation);
            shown = await access.OwnAsync(actor, [.. rows.Take(page.Limit)], row => row.Patient, Action, cancellation);
        }
        else
        {
            var physicians = await db.StaffLinks.Where(row => row.Staff == actor.Entity && row.Linked).Select(row => row.Physician).ToListAsync(cancellation);
            var lists = new List<List<Appointment>>();
            foreach (var physician in physicians)
                lists.Add(await RowsAsync(db.Appointments.Where(row => row.Physician == physician), filter, page, cancellation));
            rows = Page.Merge(page.Take, row => row.Position, [.. lists]);
            shown = await access.FilterAsync(
                actor, rows.Take(page.Limit), row => (row.Patient, row.Id), Scopes.AppointmentsManage, Action, cancellation);
        }
        var views = new List<AppointmentView>(shown.Count);
        foreach (var row in shown) views.Add(await ViewAsync(db, row, cancellation));
        return new Page<AppointmentView>(views, rows.Count > page.Limit ? rows[page.Limit - 1].Position : null);
    }

    /// <exception cref="RefusedException">404: absent, or not for this actor to see; reason-required.</exception>
    public async Task<AppointmentView> GetAsync(Actor actor, LedgerId appointment, string? reason, CancellationToken cancellation)
    {
        const string Action = "appointment.read";
        await using var db = store.OpenRead();
        var row = await db.Appointments.FirstOrDefaultAsync(row => row.Id == appointment, cancellation) ?? throw Problems.NotFound.With().AsException();
        if (actor.Entity == row.Physician) await access.NoteAsync(actor, row.Patient, Action, cancellation);
        else if (actor.Class == EntityClass.HospitalStaff && !await links.AreLinkedAsync(row.Physician, actor.Entity, cancellation))
            throw await access.RefuseAsync(actor, row.Patient, appointment, Action, cancellation);
        else await access.RequireAsync(actor, row.Patient, Readers(actor, row), appointment, Action, reason, cancellation);
        return await ViewAsync(db, row, cancellation);
    }

    // A patient's own reads and a regulator's are judged as those of records; staff need the patient's word.
    static Scopes Readers(Actor actor, Appointment row) =>
        actor.Entity == row.Patient || actor.Class == EntityClass.Regulator ? Scopes.RecordsRead
        : actor.Class == EntityClass.HospitalStaff ? Scopes.AppointmentsManage : Scopes.None;

    static Task<List<Appointment>> RowsAsync(
        IQueryable<Appointment> appointments, AppointmentFilter filter, PageRequest page, CancellationToken cancellation)
    {
        if (filter.Status != AppointmentStatus.None) appointments = appointments.Where(row => row.Status == filter.Status);
        if (filter != AppointmentFilter.All) appointments = appointments.Where(row => row.EndsAt > filter.From && row.StartsAt < filter.Until);
        return appointments.Where(row => row.Position < page.Before).OrderByDescending(row => row.Position).Take(page.Take).ToListAsync(cancellation);
    }

    async Task<AppointmentView> ViewAsync(LedgerDb db, Appointment row, CancellationToken cancellation)
    {
        var (content, payload) = await vault.OpenContentAsync(db, row.Patient, row.Id, cancellation);
        return new AppointmentView(
            row.Id.ToString(), await directory.IdentifierOfAsync(row.Patient, cancellation), await directory.IdentifierOfAsync(row.Physician, cancellation),
            await directory.IdentifierOfAsync(row.Staff, cancellation), DateTimeOffset.FromUnixTimeSeconds(row.StartsAt),
            DateTimeOffset.FromUnixTimeSeconds(row.EndsAt), content?["place"]?.GetValue<string>(), content?["remarks"]?.GetValue<string>(),
            AppointmentWords.Of(row.Status), row.Consultation?.ToString(), LedgerView.Of(row.Ledger, payload?.RequestId));
    }
}
