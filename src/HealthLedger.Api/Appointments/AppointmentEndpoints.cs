using HealthLedger.Api.Http;
using HealthLedger.Api.Identity;
using HealthLedger.Core.Appointments;
using HealthLedger.Core.Audit;
using HealthLedger.Core.Consents;
using HealthLedger.Core.Exams;
using HealthLedger.Core.Ledger;
using HealthLedger.Core.Operations;
using HealthLedger.Core.Regulation;
using Microsoft.AspNetCore.Http.HttpResults;

namespace HealthLedger.Api.Appointments;

/// <summary>Hospital staff keep the calendar of the physicians who linked them: scheduled, authorized, checked in; cancelled or missed.</summary>
static class AppointmentEndpoints
{
    public static void MapAppointments(this IEndpointRouteBuilder v1)
    {
        var appointments = v1.MapGroup("").WithTags("Appointments");
        appointments.MapPost("/appointments", ScheduleAsync).RequireClass(EntityClass.HospitalStaff)
            .WithSummary("Schedule an appointment")
            .WithDescription("Needs the patient's consent with `appointments:manage` and a link from the physician. Times lie on a grid of five minutes; nobody is booked twice.")
            .WithExample(Examples.Appointment).Answers(201, Examples.Scheduled).Problems(Problems.AlreadyBooked, Problems.EntityNotActive);
        appointments.MapGet("/appointments/{id}", GetAsync)
            .RequireClass(EntityClass.HospitalStaff, EntityClass.Physician, EntityClass.Patient, EntityClass.Regulator)
            .WithSummary("Read an appointment").WithDescription("The patient, the physician, linked staff with consent, or a regulator who states a `reason`.")
            .Answers(200, Examples.AppointmentRead).Problems(Problems.ReasonRequired);
        appointments.MapPost("/appointments/{id}/authorization", AuthorizeAsync).RequireClass(EntityClass.HospitalStaff)
            .WithSummary("Authorize an appointment").WithDescription("A consultation may cite it then, which spends it.")
            .WithExample(Examples.Operated).Answers(200, Examples.AppointmentAuthorized).Problems(Problems.AppointmentNotInStatus);
        appointments.MapPost("/appointments/{id}/check-in", CheckInAsync).RequireClass(EntityClass.HospitalStaff)
            .WithSummary("Check the patient in").WithDescription("Of an authorized appointment.")
            .WithExample(Examples.Operated).Answers(200, Examples.AppointmentCheckedIn).Problems(Problems.AppointmentNotInStatus);
        appointments.MapPost("/appointments/{id}/cancellation", CancelAsync)
            .RequireClass(EntityClass.HospitalStaff, EntityClass.Physician, EntityClass.Patient, EntityClass.Regulator)
            .WithSummary("Cancel an appointment")
            .WithDescription("By the patient, the physician or linked staff; by a regulator where the physician is suspended. Its time is free again.")
            .WithExample(Examples.Reason).Answers(200, Examples.AppointmentCancelled).Problems(Problems.AppointmentNotInStatus);
        appointments.MapPost("/appointments/{id}/no-show", MissAsync).RequireClass(EntityClass.HospitalStaff)
            .WithSummary("Note that the patient did not come").WithDescription("Once it has begun.")
            .WithExample(Examples.Operated).Answers(200, Examples.AppointmentMissed).Problems(Problems.AppointmentNotInStatus);
        appointments.MapGet("/me/appointments", MineAsync).RequireClass(EntityClass.HospitalStaff, EntityClass.Physician)
            .WithSummary("List the appointments to attend to")
            .WithDescription("A physician's own; of staff those of the physicians who linked them, as far as patients consented. With `status`, and `from` and `until` as dates or times.")
            .Answers(200, Examples.Appointments);
        appointments.MapGet("/patients/{id}/appointments", OfPatientAsync).RequireClass(EntityClass.Patient, EntityClass.Regulator)
            .WithSummary("List a patient's appointments").WithDescription("The patient its own, or a regulator who states a `reason`.")
            .Answers(200, Examples.Appointments).Problems(Problems.ReasonRequired);

        appointments.MapPost("/me/links", LinkAsync).RequireClass(EntityClass.Physician)
            .WithSummary("Link hospital staff").WithDescription("They keep the physician's calendar and draft consultations from then on.")
            .WithExample(Examples.Link).Answers(200, Examples.Linked);
        appointments.MapDelete("/me/links/{staff}", UnlinkAsync).RequireClass(EntityClass.Physician)
            .WithSummary("Unlink hospital staff").WithDescription("They do nothing more for the physician. Takes no body.").Answers(200, Examples.Unlinked);
        appointments.MapGet("/me/links", LinksAsync).RequireClass(EntityClass.Physician, EntityClass.HospitalStaff)
            .WithSummary("List links").WithDescription("A physician's staff, or the physicians of staff.").Answers(200, Examples.Links);
    }

    static async Task<IResult> ScheduleAsync(
        AppointmentBody body, Actor actor, RequestIdentity request, AppointmentDesk desk, Writes writes, HttpContext http) =>
        await writes.SubmitAsync(http, await desk.ScheduleAsync(actor, body, request, http.RequestAborted));

    static async Task<Ok<AppointmentView>> GetAsync(
        LedgerId id, Actor actor, AppointmentReader reader, CancellationToken cancellation, string? reason = null) =>
        TypedResults.Ok(await reader.GetAsync(actor, id, reason, cancellation));

    static async Task<IResult> AuthorizeAsync(
        LedgerId id, OptionalReasonBody? body, Actor actor, RequestIdentity request, AppointmentDesk desk, Writes writes, HttpContext http) =>
        await writes.SubmitAsync(http, await desk.AuthorizeAsync(actor, id, request, http.RequestAborted));

    static async Task<IResult> CheckInAsync(
        LedgerId id, OptionalReasonBody? body, Actor actor, RequestIdentity request, AppointmentDesk desk, Writes writes, HttpContext http) =>
        await writes.SubmitAsync(http, await desk.CheckInAsync(actor, id, request, http.RequestAborted));

    static async Task<IResult> CancelAsync(
        LedgerId id, OptionalReasonBody? body, Actor actor, RequestIdentity request, AppointmentDesk desk, Writes writes, HttpContext http) =>
        await writes.SubmitAsync(http, await desk.CancelAsync(actor, id, body?.Reason, request, http.RequestAborted));

    static async Task<IResult> MissAsync(
        LedgerId id, OptionalReasonBody? body, Actor actor, RequestIdentity request, AppointmentDesk desk, Writes writes, HttpContext http) =>
        await writes.SubmitAsync(http, await desk.MissAsync(actor, id, request, http.RequestAborted));

    static async Task<Ok<ListAnswer<AppointmentView>>> MineAsync(
        Actor actor, PageQuery page, AppointmentReader reader, Clock clock, CancellationToken cancellation, string? status = null, string? from = null,
        string? until = null) =>
        TypedResults.Ok((await reader.OfActorAsync(actor, Filter(clock, status, from, until), page, cancellation)).AsAnswer());

    static async Task<Ok<ListAnswer<AppointmentView>>> OfPatientAsync(
        EntityIdentifier id, Actor actor, PageQuery page, Patients patients, PatientAccess access, AppointmentReader reader, Clock clock,
        CancellationToken cancellation, string? status = null, string? from = null, string? until = null, string? reason = null)
    {
        var filter = Filter(clock, status, from, until);
        var patient = await patients.ResolveAsync(id, cancellation);
        await access.RequireAsync(actor, patient, Scopes.RecordsRead, null, "appointments.list", reason, cancellation);
        return TypedResults.Ok((await reader.OfPatientAsync(patient, filter, page, cancellation)).AsAnswer());
    }

    static async Task<IResult> LinkAsync(LinkBody body, Actor actor, RequestIdentity request, StaffLinks links, Writes writes, HttpContext http) =>
        await writes.SubmitAsync(http, await links.LinkAsync(actor, EntityIdentifier.Require(body.Staff), request, http.RequestAborted));

    static async Task<IResult> UnlinkAsync(EntityIdentifier staff, Actor actor, RequestIdentity request, StaffLinks links, Writes writes, HttpContext http) =>
        await writes.SubmitAsync(http, await links.UnlinkAsync(actor, staff, request, http.RequestAborted));

    static async Task<Ok<ListAnswer<LinkView>>> LinksAsync(Actor actor, PageQuery page, StaffLinks links, CancellationToken cancellation) =>
        TypedResults.Ok((await links.ListAsync(actor, page, cancellation)).AsAnswer());

    static AppointmentFilter Filter(Clock clock, string? status, string? from, string? until) => new(
        AppointmentWords.StatusOf(Query.RequireOneOf(status, "status", AppointmentWords.All)),
        Query.BeginOf(clock, from, "from")?.ToUnixTimeSeconds() ?? AppointmentFilter.All.From,
        Query.EndOf(clock, until, "until")?.ToUnixTimeSeconds() ?? AppointmentFilter.All.Until);
}
