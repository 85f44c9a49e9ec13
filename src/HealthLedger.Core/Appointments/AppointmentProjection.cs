using HealthLedger.Core.Ledger;
using HealthLedger.Core.Store;

namespace HealthLedger.Core.Appointments;

/// <summary>Appointments and who keeps them, from what the care ledger says of them.</summary>
static class AppointmentProjection
{
    public static async Task LinkedAsync(LedgerDb db, StaffLinked linked, Place at, CancellationToken cancellation)
    {
        var link = await db.StaffLinks.FindAsync([linked.Physician, linked.Staff], cancellation)
            ?? db.Add(new StaffLink { Physician = linked.Physician, Staff = linked.Staff }).Entity;
        (link.Linked, link.Position) = (linked.Linked, at.Position);
    }

    public static Task ScheduledAsync(LedgerDb db, AppointmentScheduled scheduled, Place at, CancellationToken cancellation)
    {
        var appointment = new Appointment
        {
            Id = scheduled.Appointment,
            Patient = scheduled.Patient,
            Physician = scheduled.Physician,
            Staff = scheduled.Staff,
            StartsAt = scheduled.StartsAt,
            EndsAt = scheduled.EndsAt,
            Status = AppointmentStatus.Scheduled,
            Commitment = scheduled.Commitment,
            Position = at.Position,
            Ledger = at.Standing,
        };
        return db.InsertAsync(appointment, cancellation);
    }

    public static async Task StatusAsync(LedgerDb db, LedgerId id, AppointmentStatus status, CancellationToken cancellation) =>
        (await db.KnownAsync<Appointment>(id, cancellation)).Status = status;

    public static async Task SpentAsync(LedgerDb db, AppointmentSpent spent, CancellationToken cancellation)
    {
        var appointment = await db.KnownAsync<Appointment>(spent.Appointment, cancellation);
        (appointment.Status, appointment.Consultation) = (AppointmentStatus.Spent, spent.Consultation);
    }
}
