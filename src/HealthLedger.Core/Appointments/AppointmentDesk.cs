using System.Text.Json.Nodes;
using HealthLedger.Core.Audit;
using HealthLedger.Core.Consents;
using HealthLedger.Core.Ledger;
using HealthLedger.Core.Operations;
using HealthLedger.Core.Regulation;
using HealthLedger.Core.Store;
using HealthLedger.Core.Vault;
using Microsoft.EntityFrameworkCore;

namespace HealthLedger.Core.Appointments;

/// <summary>Makes what happens to an appointment into operations. Whether the time is free and the state allows it, the contract decides.</summary>
public sealed class AppointmentDesk(
    LedgerStore store, Vault.Vault vault, PatientAccess access, Patients patients, EntityDirectory directory, StaffLinks links, ILedgerNetwork network, Clock clock)
{
    /// <exception cref="RefusedException">404 without link or consent; 422 for a physician that is none and for times off the grid or past.</exception>
    public async Task<OperationDraft> ScheduleAsync(Actor staff, AppointmentBody body, RequestIdentity request, CancellationToken cancellation)
    {
        var patient = await patients.ResolveAsync(EntityIdentifier.Require(body.Patient), cancellation);
        var (granted, entry) = await access.JudgeWriteAsync(
            staff, patient, Scopes.AppointmentsManage, null, "appointment.schedule", request, cancellation);
        var physician = await directory.FindAsync(EntityIdentifier.Require(body.Physician), cancellation);
        if (!request.Returns) await CheckAsync(staff, patient, body, physician, cancellation);
        var id = request.Derive("appointment");
        var payload = (await vault.RequireAsync(patient, cancellation)).SealPayload(
            new PayloadDraft(id, PayloadKinds.Appointment, staff.Entity, 1, Digest.Zero, request.RequestId, body.ToContent()), network.Identity);
        var (from, to) = (body.StartsAt!.Value.ToUnixTimeSeconds(), body.EndsAt!.Value.ToUnixTimeSeconds());
        return new OperationDraft
        {
            Request = request,
            Actor = staff,
            Subject = patient,
            Command = new ScheduleAppointment(id, patient, physician!.Entity, from, to, granted.Consent!.Value, payload.Commitment),
            Resource = id.ToString(),
            Payloads = [payload],
            Access = entry,
            Answer = new JsonObject
            {
                ["id"] = id.ToString(),
                ["patient"] = EntityIdentifier.Require(body.Patient).ToString(),
                ["physician"] = physician.Identifier,
                ["startsAt"] = JsonTime.Print(from * 1000),
                ["endsAt"] = JsonTime.Print(to * 1000),
                ["place"] = body.Place,
                ["status"] = "scheduled",
            },
        };
    }

    public async Task<OperationDraft> AuthorizeAsync(Actor staff, LedgerId appointment, RequestIdentity request, CancellationToken cancellation)
    {
        var (row, consent, entry) = await ManageAsync(staff, appointment, "appointment.authorize", request, cancellation);
        return Draft(staff, row, new AuthorizeAppointment(appointment, consent), request, AppointmentStatus.Authorized, [], entry);
    }

    public async Task<OperationDraft> CheckInAsync(Actor staff, LedgerId appointment, RequestIdentity request, CancellationToken cancellation)
    {
        var (row, consent, entry) = await ManageAsync(staff, appointment, "appointment.check-in", request, cancellation);
        return Draft(staff, row, new CheckIn(appointment, consent), request, AppointmentStatus.CheckedIn, [], entry);
    }

    /// <summary>By the patient, the physician or its linked staff; by a regulator where the physician is suspended, which the contract sees to.</summary>
    public async Task<OperationDraft> CancelAsync(Actor actor, LedgerId appointment, string? reason, RequestIdentity request, CancellationToken cancellation)
    {
        const string Action = "appointment.cancel";
        var row = await RequireAsync(appointment, cancellation);
        var involved = actor.Entity == row.Patient || actor.Entity == row.Physician || actor.Class == EntityClass.Regulator
            || await links.AreLinkedAsync(row.Physician, actor.Entity, cancellation);
        if (!involved && !request.Returns) throw await access.RefuseAsync(actor, row.Patient, appointment, Action, cancellation);
        var (payloads, why) = await vault.SealOptionalReasonAsync(row.Patient, actor, reason, request, network.Identity, cancellation);
        return Draft(actor, row, new CancelAppointment(appointment, why), request, AppointmentStatus.Cancelled, payloads, access.OwnAct(actor, row.Patient, appointment, Action));
    }

    /// <summary>The patient did not come; not before it began.</summary>
    public async Task<OperationDraft> MissAsync(Actor staff, LedgerId appointment, RequestIdentity request, CancellationToken cancellation)
    {
        const string Action = "appointment.no-show";
        var row = await RequireAsync(appointment, cancellation);
        if (!request.Returns && !await links.AreLinkedAsync(row.Physician, staff.Entity, cancellation))
            throw await access.RefuseAsync(staff, row.Patient, appointment, Action, cancellation);
        return Draft(
            staff, row, new MissAppointment(appointment), request, AppointmentStatus.NoShow, [], access.OwnAct(staff, row.Patient, appointment, Action));
    }

    async Task<(Appointment Row, LedgerId Consent, AccessEntry Entry)> ManageAsync(
        Actor staff, LedgerId appointment, string action, RequestIdentity request, CancellationToken cancellation)
    {
        var row = await RequireAsync(appointment, cancellation);
        var (granted, entry) = await access.JudgeWriteAsync(staff, row.Patient, Scopes.AppointmentsManage, null, action, request, cancellation);
        if (!request.Returns && !await links.AreLinkedAsync(row.Physician, staff.Entity, cancellation))
            throw await access.RefuseAsync(staff, row.Patient, appointment, action, cancellation);
        return (row, granted.Consent!.Value, entry);
    }

    async Task CheckAsync(Actor staff, LedgerId patient, AppointmentBody body, Identity? physician, CancellationToken cancellation)
    {
        if (physician is not { Class: EntityClass.Physician }) throw Problems.Broken("physician", "is not registered as one");
        if (!await links.AreLinkedAsync(physician.Entity, staff.Entity, cancellation))
            throw await access.RefuseAsync(staff, patient, null, "appointment.schedule", cancellation);
        var (from, to) = (body.StartsAt!.Value, body.EndsAt!.Value);
        if (from.UtcTicks % AppointmentBody.Slot.Ticks != 0) throw Problems.Broken("startsAt", "is not on the grid of five minutes");
        if (to.UtcTicks % AppointmentBody.Slot.Ticks != 0) throw Problems.Broken("endsAt", "is not on the grid of five minutes");
        if (to <= from) throw Problems.Broken("endsAt", "is not after startsAt");
        if (to - from > AppointmentBody.Longest) throw Problems.Broken("endsAt", "is more than twelve hours after startsAt");
        clock.RefusePast(to, "endsAt");
    }

    async Task<Appointment> RequireAsync(LedgerId appointment, CancellationToken cancellation)
    {
        await using var db = store.OpenRead();
        return await db.Appointments.FirstOrDefaultAsync(row => row.Id == appointment, cancellation) ?? throw Problems.NotFound.With().AsException();
    }

    static OperationDraft Draft(
        Actor actor, Appointment row, LedgerCommand command, RequestIdentity request, AppointmentStatus status, IReadOnlyList<Payload> payloads,
        AccessEntry entry) => OperationDraft.OfChange(actor, row.Patient, row.Id, command, request, AppointmentWords.Of(status), payloads, entry);
}
