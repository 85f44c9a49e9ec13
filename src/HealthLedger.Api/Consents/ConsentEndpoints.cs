using HealthLedger.Api.Http;
using HealthLedger.Api.Identity;
using HealthLedger.Core.Audit;
using HealthLedger.Core.Consents;
using HealthLedger.Core.Ledger;
using HealthLedger.Core.Operations;
using HealthLedger.Core.Regulation;
using Microsoft.AspNetCore.Http.HttpResults;

namespace HealthLedger.Api.Consents;

/// <summary>Patients own their data: they grant, revoke, and see what they granted.</summary>
static class ConsentEndpoints
{
    public static void MapConsents(this IEndpointRouteBuilder v1)
    {
        var consents = v1.MapGroup("/patients/{id}/consents").WithTags("Consents").RequireClass(EntityClass.Patient);
        consents.MapPost("", GrantAsync)
            .WithSummary("Grant a consent")
            .WithDescription("To one professional or organization, for stated scopes, a purpose and a time; with `resource` for a single prescription or exam request. A research institute gets `records:read` for `research` with a study's id as `resource`: that joins the study, and lets nobody read a record.")
            .WithExample(Examples.Consent).Answers(201, Examples.Granted)
            .Problems(Problems.EntityNotActive, Problems.ConsentRevoked);
        consents.MapGet("", ListAsync)
            .WithSummary("List the consents of a patient").WithDescription("Newest first, whatever their status.").Answers(200, Examples.Consents);
        consents.MapDelete("/{consent}", RevokeAsync)
            .WithSummary("Revoke a consent").WithDescription("Counts from the acceptance of this request on. Takes no body.").Answers(200, Examples.Revoked);

        v1.MapGet("/me/consents", HeldAsync).WithTags("Consents")
            .WithSummary("List the consents that you hold now").WithDescription("What patients have granted you and is valid at this moment.").Answers(200, Examples.Consents);
    }

    static async Task<IResult> GrantAsync(
        EntityIdentifier id, ConsentBody body, Actor actor, RequestIdentity request, Patients patients, PatientAccess access, ConsentDesk desk,
        Writes writes, HttpContext http)
    {
        await RequireSelfAsync(actor, id, "consent.grant", patients, access, http.RequestAborted);
        return await writes.SubmitAsync(http, await desk.GrantAsync(actor, body, request, http.RequestAborted));
    }

    static async Task<Ok<ListAnswer<ConsentView>>> ListAsync(
        EntityIdentifier id, Actor actor, PageQuery page, Patients patients, PatientAccess access, ConsentReader reader,
        CancellationToken cancellation)
    {
        await RequireSelfAsync(actor, id, "consents.list", patients, access, cancellation);
        return TypedResults.Ok((await reader.OfPatientAsync(actor.Entity, page, cancellation)).AsAnswer());
    }

    static async Task<IResult> RevokeAsync(
        EntityIdentifier id, LedgerId consent, Actor actor, RequestIdentity request, Patients patients, PatientAccess access, ConsentDesk desk,
        Writes writes, HttpContext http)
    {
        await RequireSelfAsync(actor, id, "consent.revoke", patients, access, http.RequestAborted);
        return await writes.SubmitAsync(http, await desk.RevokeAsync(actor, consent, request, http.RequestAborted));
    }

    static async Task<Ok<ListAnswer<ConsentView>>> HeldAsync(
        Actor actor, PageQuery page, ConsentReader reader, CancellationToken cancellation) =>
        TypedResults.Ok((await reader.HeldByAsync(actor, page, cancellation)).AsAnswer());

    // Another patient's consents look like those of a patient that does not exist; that somebody tried is on its log.
    static async Task RequireSelfAsync(
        Actor actor, EntityIdentifier id, string action, Patients patients, PatientAccess access, CancellationToken cancellation)
    {
        var patient = await patients.ResolveAsync(id, cancellation);
        if (actor.Entity != patient) throw await access.RefuseAsync(actor, patient, null, action, cancellation);
    }
}
