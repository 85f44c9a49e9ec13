using HealthLedger.Api.Http;
using HealthLedger.Api.Identity;
using HealthLedger.Core.Appointments;
using HealthLedger.Core.Consultation;
using HealthLedger.Core.Ledger;
using HealthLedger.Core.Operations;
using HealthLedger.Core.Regulation;
using Microsoft.AspNetCore.Http.HttpResults;

namespace HealthLedger.Api.Consultation;

/// <summary>Hospital staff draft a consultation, the physician signs it off: what is signed is the physician's own act on the ledger.</summary>
static class DraftEndpoints
{
    public static void MapDrafts(this IEndpointRouteBuilder v1)
    {
        var drafts = v1.MapGroup("").WithTags("Consultation");
        drafts.MapPost("/patients/{id}/consultation-drafts", DraftAsync).RequireClass(EntityClass.HospitalStaff)
            .WithSummary("Draft a consultation")
            .WithDescription("For a physician who linked the staff and may write on the patient. Nothing of it is on the ledger before the physician signs.")
            .WithExample(Examples.ConsultationDraft).Answers(201, Examples.Drafted);
        drafts.MapGet("/me/consultation-drafts", MineAsync).RequireClass(EntityClass.Physician, EntityClass.HospitalStaff)
            .WithSummary("List drafts").WithDescription("A physician's to sign, or those that the staff made. Once signed their content is a consultation's.")
            .Answers(200, Examples.Drafts);
        drafts.MapGet("/consultation-drafts/{id}", GetAsync).RequireClass(EntityClass.Physician, EntityClass.HospitalStaff)
            .WithSummary("Read a draft").WithDescription("Its physician and its staff, while it is open.").Answers(200, Examples.Drafted);
        drafts.MapPost("/consultation-drafts/{id}/sign-off", SignAsync).RequireClass(EntityClass.Physician)
            .WithSummary("Sign a draft off")
            .WithDescription("Records it as the physician's consultation: as drafted, or with `consultation` as it should be instead. Once.")
            .WithExample(Examples.SignOff).Answers(201, Examples.ConsultationAdded).Problems(Problems.DraftNotOpen, Problems.AppointmentNotInStatus);
        drafts.MapDelete("/consultation-drafts/{id}", DiscardAsync).RequireClass(EntityClass.Physician, EntityClass.HospitalStaff)
            .WithSummary("Discard a draft").WithDescription("By its physician or its staff; its content is removed. Takes no body.")
            .Answers(200, Examples.Discarded).Problems(Problems.DraftNotOpen);
    }

    static async Task<Created<DraftView>> DraftAsync(
        EntityIdentifier id, DraftBody body, Actor actor, RequestIdentity request, DraftDesk desk, CancellationToken cancellation)
    {
        var draft = await desk.DraftAsync(actor, id, body, request, cancellation);
        return TypedResults.Created($"/v1/consultation-drafts/{draft.Id}", draft);
    }

    static async Task<Ok<ListAnswer<DraftView>>> MineAsync(Actor actor, PageQuery page, DraftDesk desk, CancellationToken cancellation) =>
        TypedResults.Ok((await desk.ListAsync(actor, page, cancellation)).AsAnswer());

    static async Task<Ok<DraftView>> GetAsync(LedgerId id, Actor actor, DraftDesk desk, CancellationToken cancellation) =>
        TypedResults.Ok(await desk.GetAsync(actor, id, cancellation));

    static async Task<IResult> SignAsync(
        LedgerId id, SignOffBody? body, Actor actor, RequestIdentity request, DraftDesk desk, Writes writes, HttpContext http) =>
        await writes.SubmitAsync(http, await desk.SignAsync(actor, id, body?.Consultation, request, http.RequestAborted));

    static async Task<Ok<DraftView>> DiscardAsync(LedgerId id, Actor actor, DraftDesk desk, CancellationToken cancellation) =>
        TypedResults.Ok(await desk.DiscardAsync(actor, id, cancellation));
}
