using HealthLedger.Api.Http;
using HealthLedger.Api.Identity;
using HealthLedger.Core.Audit;
using HealthLedger.Core.Consents;
using HealthLedger.Core.Exams;
using HealthLedger.Core.Ledger;
using HealthLedger.Core.Operations;
using HealthLedger.Core.Regulation;
using Microsoft.AspNetCore.Http.HttpResults;

namespace HealthLedger.Api.Exams;

/// <summary>The paper's third flow: a diagnostic center accepts an exam request and enters its result.</summary>
static class ExamEndpoints
{
    // A center that is to perform an exam reads that one request; once another has accepted it, it is none of its business.
    static Scopes ReadingOf(ExamRequest exam, Actor actor) =>
        exam.Center is null || exam.Center == actor.Entity ? Scopes.ExamsRead | Scopes.ExamsServe : Scopes.ExamsRead;

    public static void MapExams(this IEndpointRouteBuilder v1)
    {
        var exams = v1.MapGroup("").WithTags("Exams");
        exams.MapGet("/patients/{id}/exam-requests", ListAsync)
            .WithSummary("List a patient's exam requests").WithDescription("The patient, a holder of `exams:read`, or a regulator who states a `reason`.")
            .Answers(200, Examples.Exams).Problems(Problems.ReasonRequired);
        exams.MapGet("/exam-requests/{id}", GetAsync)
            .WithSummary("Read an exam request").WithDescription("With its latest result, once completed.").Answers(200, Examples.Exam).Problems(Problems.ReasonRequired);
        exams.MapGet("/me/exam-requests", MineAsync).RequireClass(EntityClass.DiagnosticCenter, EntityClass.Physician)
            .WithSummary("List the exam requests to work on")
            .WithDescription("What a center accepted, and what it may accept under a consent it holds now; what a physician asked for, as far as consents let it be read.")
            .Answers(200, Examples.Exams);
        exams.MapPost("/exam-requests/{id}/acceptance", AcceptAsync).RequireClass(EntityClass.DiagnosticCenter)
            .WithSummary("Accept an exam request").WithDescription("Needs the patient's consent with `exams:serve`; one center only.")
            .WithExample(Examples.Acceptance).Answers(200, Examples.ExamAccepted).Problems(Problems.ExamNotInStatus, Problems.AuthorizationNeeded);
        exams.MapPost("/exam-requests/{id}/release", ReleaseAsync)
            .RequireClass(EntityClass.DiagnosticCenter, EntityClass.Patient, EntityClass.Regulator)
            .WithSummary("Release an exam request").WithDescription("By its center; where that is suspended, by the patient or a regulator.")
            .WithExample(Examples.Reason).Answers(200, Examples.ExamReleased).Problems(Problems.ExamNotInStatus);
        exams.MapPost("/exam-requests/{id}/cancellation", CancelAsync).RequireClass(EntityClass.Physician, EntityClass.Patient)
            .WithSummary("Cancel an exam request").WithDescription("By its physician or the patient, before a center has accepted it.")
            .WithExample(Examples.Reason).Answers(200, Examples.ExamCancelled).Problems(Problems.ExamNotInStatus);
        exams.MapPost("/exam-requests/{id}/result", (LedgerId id, ResultBody body, Actor actor, RequestIdentity request, ExamDesk desk, Writes writes, HttpContext http) =>
                CompleteAsync(id, body, actor, request, desk, writes, http, correction: false))
            .RequireClass(EntityClass.DiagnosticCenter)
            .WithSummary("Enter the result").WithDescription("Only the center that accepted the request, only once; corrections append.")
            .WithExample(Examples.Result).Answers(201, Examples.ResultAdded).Problems(Problems.ExamNotInStatus);
        exams.MapPost("/exam-requests/{id}/result/amendments", (LedgerId id, ResultBody body, Actor actor, RequestIdentity request, ExamDesk desk, Writes writes, HttpContext http) =>
                CompleteAsync(id, body, actor, request, desk, writes, http, correction: true))
            .RequireClass(EntityClass.DiagnosticCenter)
            .WithSummary("Correct the result").WithDescription("Appends a corrected result; what was there stays.")
            .WithExample(Examples.Result).Answers(201, Examples.ResultAdded).Problems(Problems.ExamNotInStatus);
    }

    static async Task<Ok<ListAnswer<ExamView>>> ListAsync(
        EntityIdentifier id, Actor actor, PageQuery page, Patients patients, PatientAccess access, ExamReader reader,
        CancellationToken cancellation, string? status = null, string? reason = null)
    {
        status = Query.RequireOneOf(status, "status", ExamReader.Statuses);
        var patient = await patients.ResolveAsync(id, cancellation);
        await access.RequireAsync(actor, patient, Scopes.ExamsRead, null, "exams.list", reason, cancellation);
        return TypedResults.Ok((await reader.OfPatientAsync(patient, status, page, cancellation)).AsAnswer());
    }

    static async Task<Ok<ExamView>> GetAsync(
        LedgerId id, Actor actor, PatientAccess access, ExamReader reader, CancellationToken cancellation, string? reason = null)
    {
        var exam = await reader.FindAsync(id, cancellation) ?? throw Problems.NotFound.With().AsException();
        await access.RequireAsync(actor, exam.Patient, ReadingOf(exam, actor), id, "exam.read", reason, cancellation);
        return TypedResults.Ok(await reader.GetAsync(exam, cancellation));
    }

    static async Task<Ok<ListAnswer<ExamView>>> MineAsync(
        Actor actor, PageQuery page, ExamReader reader, CancellationToken cancellation, string? status = null) =>
        TypedResults.Ok((await (Query.RequireOneOf(status, "status", ExamReader.Statuses) is var wanted && actor.Class == EntityClass.Physician
            ? reader.OfPhysicianAsync(actor, wanted, page, cancellation)
            : reader.OfCenterAsync(actor, wanted, page, cancellation))).AsAnswer());

    static async Task<IResult> AcceptAsync(
        LedgerId id, OptionalReasonBody? body, Actor actor, RequestIdentity request, ExamDesk desk, Writes writes, HttpContext http) =>
        await writes.SubmitAsync(http, await desk.AcceptAsync(actor, id, request, http.RequestAborted));

    static async Task<IResult> ReleaseAsync(
        LedgerId id, OptionalReasonBody? body, Actor actor, RequestIdentity request, ExamDesk desk, Writes writes, HttpContext http) =>
        await writes.SubmitAsync(http, await desk.ReleaseAsync(actor, id, body?.Reason, request, http.RequestAborted));

    static async Task<IResult> CancelAsync(
        LedgerId id, OptionalReasonBody? body, Actor actor, RequestIdentity request, ExamDesk desk, Writes writes, HttpContext http) =>
        await writes.SubmitAsync(http, await desk.CancelAsync(actor, id, body?.Reason, request, http.RequestAborted));

    static async Task<IResult> CompleteAsync(
        LedgerId id, ResultBody body, Actor actor, RequestIdentity request, ExamDesk desk, Writes writes, HttpContext http, bool correction) =>
        await writes.SubmitAsync(http, await desk.CompleteAsync(actor, id, body, correction, request, http.RequestAborted));
}
