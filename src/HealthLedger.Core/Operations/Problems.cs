namespace HealthLedger.Core.Operations;

/// <summary>A kind of problem: its stable code, its HTTP status and its title.</summary>
public sealed record Problem(string Code, int Status, string Title);

/// <summary>Every problem the API answers with. Codes are a contract: add, never rename.</summary>
public static class Problems
{
    public static readonly Problem BodyInvalid = new("validation-failed", 400, "The request is not what this operation takes");
    public static readonly Problem IdentifierInvalid = new("identifier-invalid", 400, "The identifier is mistyped");
    public static readonly Problem CursorInvalid = new("cursor-invalid", 400, "The cursor was not given by this list");
    public static readonly Problem ReasonRequired = new("reason-required", 400, "A regulator states a reason to read a patient's content");
    public static readonly Problem Unauthorized = new("unauthorized", 401, "Sign in first");
    public static readonly Problem Forbidden = new("forbidden", 403, "This class of entity may not do that");
    public static readonly Problem EntitySuspended = new("entity-suspended", 403, "The entity is suspended");
    public static readonly Problem PasswordChangeRequired = new("password-change-required", 403, "The temporary password must be changed first");
    public static readonly Problem NotFound = new("not-found", 404, "Nothing here that you may see");
    public static readonly Problem MethodNotAllowed = new("method-not-allowed", 405, "That method does not exist here");
    public static readonly Problem EntityAlreadyRegistered = new("entity-already-registered", 409, "This person or organization is registered already");
    public static readonly Problem EntityKeyLost = new("entity-key-lost", 409, "The ledger took a key for the entity that was lost with a database");
    public static readonly Problem EntityNotActive = new("entity-not-active", 409, "The entity concerned is not active");
    public static readonly Problem EntityNotSuspended = new("entity-not-suspended", 409, "The entity is not suspended");
    public static readonly Problem LastActiveRegulator = new("last-active-regulator", 409, "The last active regulator cannot be suspended");
    public static readonly Problem ConsentRevoked = new("consent-revoked", 409, "The consent was revoked");
    public static readonly Problem ExamNotInStatus = new("exam-status-conflict", 409, "The exam request is not in the state this needs");
    public static readonly Problem AuthorizationNeeded = new("authorization-needed", 409, "The patient's insurer has not authorized the exam");
    public static readonly Problem AlreadyBooked = new("already-booked", 409, "The time is taken");
    public static readonly Problem AppointmentNotInStatus = new("appointment-status-conflict", 409, "The appointment is not in the state this needs");
    public static readonly Problem ConsentRequestClosed = new("consent-request-closed", 409, "The request was approved, refused, locked or has expired");
    public static readonly Problem CodesOutstanding = new("codes-outstanding", 409, "The patient holds enough unused codes");
    public static readonly Problem DraftNotOpen = new("draft-not-open", 409, "The draft was signed or discarded already");
    public static readonly Problem StudyNotInStatus = new("study-status-conflict", 409, "The study is not in the state this needs");
    public static readonly Problem ExtractTooSmall = new("extract-too-small", 409, "Too few patients who joined the study wait to be handed out, or too few are alike");
    public static readonly Problem ExtractVoid = new("extract-void", 409, "A patient of the extract has withdrawn or its consent has ended: draw a new one");
    public static readonly Problem PrescriptionExhausted = new("prescription-exhausted", 409, "Nothing, or less than asked, is left to dispense");
    public static readonly Problem PrescriptionExpired = new("prescription-expired", 409, "The prescription is no longer valid");
    public static readonly Problem PrescriptionCancelled = new("prescription-cancelled", 409, "The prescription was cancelled");
    public static readonly Problem PartNotAllowed = new("part-not-allowed", 409, "This prescription is dispensed in whole fills only");
    public static readonly Problem DispensationReversed = new("dispensation-reversed", 409, "The dispensation was reversed already");
    public static readonly Problem LedgerConflict = new("ledger-conflict", 409, "The ledger refused the operation");
    public static readonly Problem ExecutedAfterRefusal = new(
        "executed-after-refusal", 409, "It was told as refused, and executed when the chain went another way");
    public static readonly Problem BodyTooLarge = new("body-too-large", 413, "A request body has at most 1 MiB, an attachment 20 MiB");
    public static readonly Problem MediaTypeUnsupported = new("media-type-unsupported", 415, "Bodies are JSON (Content-Type: application/json), attachments PDF, PNG or JPEG");
    public static readonly Problem RuleBroken = new("rule-broken", 422, "The request contradicts a rule");
    public static readonly Problem IdempotencyKeyReused = new("idempotency-key-reused", 422, "The key was used with another body");
    public static readonly Problem CodeWrong = new("code-wrong", 422, "The code is none of the patient's unused ones");
    public static readonly Problem PasswordWrong = new("password-wrong", 422, "The current password is wrong");
    public static readonly Problem TooManyRequests = new("too-many-requests", 429, "Slow down");
    public static readonly Problem LostInFork = new("lost-in-fork", 409, "The chain went another way and the operation could not be brought back");
    public static readonly Problem NeedsOperator = new("needs-operator", 409, "The operation cannot be executed as it is; an operator has been told");
    public static readonly Problem Unexpected = new("unexpected", 500, "Something went wrong on our side");
    public static readonly Problem LedgerUnavailable = new("ledger-unavailable", 503, "Nothing can be accepted right now");

    static readonly Dictionary<string, Problem> byCode = typeof(Problems).GetFields()
        .Select(field => field.GetValue(null)).OfType<Problem>().ToDictionary(problem => problem.Code, StringComparer.Ordinal);

    /// <summary>The whole list.</summary>
    public static IReadOnlyCollection<Problem> All => byCode.Values;

    /// <exception cref="KeyNotFoundException">No such code: the list is closed.</exception>
    public static Problem Of(string code) => byCode[code];

    /// <summary>A refusal of this kind with its sentence.</summary>
    public static Refusal With(this Problem problem, string? detail = null, IReadOnlyDictionary<string, string[]>? errors = null) =>
        new(problem.Code, detail ?? problem.Title + ".", errors);

    /// <summary>422: one field contradicts time, state or a rule.</summary>
    public static RefusedException Broken(string field, string what) =>
        RuleBroken.With($"{field} {what}.", new Dictionary<string, string[]>(StringComparer.Ordinal) { [field] = [what] }).AsException();
}
