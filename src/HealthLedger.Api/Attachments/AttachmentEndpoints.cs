using System.Net.Http.Headers;
using HealthLedger.Api.Http;
using HealthLedger.Api.Identity;
using HealthLedger.Core.Attachments;
using HealthLedger.Core.Audit;
using HealthLedger.Core.Consents;
using HealthLedger.Core.Ledger;
using HealthLedger.Core.Operations;
using HealthLedger.Core.Regulation;
using ContentDisposition = Microsoft.Net.Http.Headers.ContentDispositionHeaderValue;

namespace HealthLedger.Api.Attachments;

/// <summary>Documents and images of exams: sent by the center before the result that cites them, read by whoever reads the result.</summary>
static class AttachmentEndpoints
{
    static readonly string[] mediaTypes = [.. AttachmentType.All.Select(type => type.MediaType)];

    // What frames the chunks of a body counts for the server, too.
    const long WithFraming = 2 * AttachmentDesk.MostBytes;

    public static void MapAttachments(this IEndpointRouteBuilder v1)
    {
        var attachments = v1.MapGroup("/attachments").WithTags("Exams");
        attachments.MapPost("", AddAsync).RequireClass(EntityClass.DiagnosticCenter)
            .WithMetadata(new StreamedBody(mediaTypes, WithFraming))
            .WithSummary("Send an attachment")
            .WithDescription(
                "A PDF, PNG or JPEG of at most 20 MiB, as it is, for an exam that the center accepted (`exams:serve`); `name` is its file's. Nothing of it is on the "
                + "ledger until the result cites its id in `attachments`: the result then holds its SHA-256, and its commitment binds it.")
            .Answers(201, Examples.Attachment).Problems(Problems.MediaTypeUnsupported, Problems.RuleBroken, Problems.NotFound, Problems.LedgerConflict);
        attachments.MapGet("/{id}", GetAsync)
            .WithMetadata(new StreamedAnswer(mediaTypes))
            .WithSummary("Read an attachment")
            .WithDescription(
                "The patient, a holder of `exams:read` or `records:read`, the center that sent it while it holds `exams:serve`, or a regulator who states a `reason`.")
            .Problems(Problems.ReasonRequired);
    }

    static async Task<IResult> AddAsync(
        LedgerId examRequest, Actor actor, RequestIdentity request, Caller caller, AttachmentDesk desk, HttpContext http, string? name = null)
    {
        if (name is not null && (name.Length is 0 or > Rules.LongestLine || name.Any(char.IsControl)))
            throw Problems.BodyInvalid.With(errors: new Dictionary<string, string[]>
            {
                ["name"] = [$"1 to {Rules.LongestLine} characters, none a control character."],
            }).AsException();
        var type = MediaTypeHeaderValue.TryParse(http.Request.ContentType, out var stated) ? AttachmentType.Of(stated.MediaType) : null;
        if (type is null) throw Problems.MediaTypeUnsupported.With($"An attachment is one of: {string.Join(", ", mediaTypes)}.").AsException();
        if (http.Request.ContentLength > AttachmentDesk.MostBytes) throw Problems.BodyTooLarge.With("An attachment has at most 20 MiB.").AsException();
        caller.LeaveTurnstile();
        return TypedResults.Json(
            await desk.AddAsync(actor, examRequest, type, name, http.Request.Body, request, http.RequestAborted), statusCode: StatusCodes.Status201Created);
    }

    static async Task GetAsync(
        LedgerId id, Actor actor, Caller caller, PatientAccess access, AttachmentReader reader, HttpContext http, string? reason = null)
    {
        var cancellation = http.RequestAborted;
        var row = await reader.FindAsync(id, cancellation) ?? throw Problems.NotFound.With().AsException();
        await access.RequireAsync(actor, row.Patient, ReadingOf(row, actor), row.ExamRequest, "attachment.read", reason, cancellation);
        var about = await reader.GetAsync(row, cancellation);
        caller.LeaveTurnstile();

        var response = http.Response;
        response.ContentType = about.MediaType;
        response.ContentLength = about.Size;
        var disposition = new ContentDisposition("attachment");
        disposition.SetHttpFileName(about.Name ?? $"{about.Id}.{AttachmentType.Of(about.MediaType)?.Extension}");
        response.Headers.ContentDisposition = disposition.ToString();
        // Breaks off where a part does not open: shorter than it said, the answer is none.
        await foreach (var part in reader.OpenAsync(row, cancellation)) await response.Body.WriteAsync(part, cancellation);
    }

    // As the result: its author reads it while the consent to serve lasts.
    static Scopes ReadingOf(Attachment row, Actor actor) =>
        Scopes.ExamsRead | Scopes.RecordsRead | (row.Author == actor.Entity ? Scopes.ExamsServe : Scopes.None);
}
