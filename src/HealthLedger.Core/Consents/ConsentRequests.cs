using HealthLedger.Core.Audit;
using HealthLedger.Core.Ledger;
using HealthLedger.Core.Operations;
using HealthLedger.Core.Regulation;
using HealthLedger.Core.Store;
using Microsoft.EntityFrameworkCore;

namespace HealthLedger.Core.Consents;

/// <summary>What a professional or organization asks a patient for.</summary>
public sealed record ConsentRequestBody(
    IReadOnlyList<string>? Scopes, string? Purpose, Validity? ValidFrom, Validity? ValidUntil, string? Resource, OperatorBody? Operator = null)
    : Confidential, IOperated;

/// <summary>An approval: nothing but the patient's token, or the patient's code at the grantee's terminal.</summary>
public sealed record ApprovalBody(string? Code, OperatorBody? Operator = null) : Confidential, IOperated;

/// <param name="Status">`pending`, `approved`, `refused`, `locked` after too many wrong codes, or `expired`.</param>
public sealed record ConsentRequestView(
    string Id, string Patient, string Grantee, IReadOnlyList<string> Scopes, string Purpose, DateTimeOffset? ValidFrom, DateTimeOffset ValidUntil,
    string? Resource, string Status, DateTimeOffset CreatedAt, DateTimeOffset ExpiresAt) : Confidential;

/// <summary>Consents that are asked for at a counter, and approved by the patient: with its token, or with a code on the grantee's terminal.</summary>
public sealed class ConsentRequests(
    LedgerStore store, EntityDirectory directory, PatientAccess access, ConsentDesk desk, ConsentCodes codes, Clock clock)
{
    /// <summary>How many one grantee may have open or locked with one patient in a day.</summary>
    const int MostADay = 5;
    static readonly TimeSpan patience = TimeSpan.FromDays(7);

    /// <summary>For longer nobody consents with a code on paper, who may never see the log.</summary>
    static readonly TimeSpan longestByCode = TimeSpan.FromDays(367);

    /// <exception cref="RefusedException">404 for a patient that does not exist; 422 for terms that cannot be; 429 for asking too often.</exception>
    public async Task<ConsentRequestView> AskAsync(
        Actor grantee, EntityIdentifier patientIdentifier, ConsentRequestBody body, RequestIdentity request, CancellationToken cancellation)
    {
        var patient = await directory.FindAsync(patientIdentifier, cancellation);
        if (patient is not { Class: EntityClass.Patient }) throw Problems.NotFound.With().AsException();
        var until = clock.EndOf(body.ValidUntil!);
        clock.RefusePast(until, "validUntil");
        var scopes = body.Scopes!.Aggregate(Scopes.None, (mask, word) => mask | ConsentWords.ScopeOf(word));
        if ((scopes & ~OfClass(grantee.Class)) is not Scopes.None and var beyond)
            throw Problems.Broken("scopes", $"go beyond what this class asks for: {string.Join(", ", beyond.WordsOf())}");
        await access.NoteAsync(grantee, patient.Entity, "consent.request", cancellation);
        var now = clock.Now;
        var fresh = new ConsentRequest
        {
            Id = request.Derive("consent-request"),
            Patient = patient.Entity,
            Grantee = grantee.Entity,
            Scopes = scopes,
            Purpose = ConsentWords.PurposeOf(body.Purpose),
            ValidFrom = body.ValidFrom is { } from ? clock.StartOf(from).ToUnixTimeSeconds() : null,
            ValidUntil = until.ToUnixTimeSeconds(),
            Resource = body.Resource is { } resource ? LedgerId.Parse(resource) : null,
            CreatedAt = now.ToUnixTimeMilliseconds(),
            ExpiresAt = (now + patience).ToUnixTimeMilliseconds(),
            BodyHash = request.BodyHash,
        };
        // Refused now rather than when the patient says yes.
        await desk.GrantAsync(PatientOf(patient), await TermsOfAsync(fresh, cancellation), request, cancellation);
        var row = await store.AddOnceAsync(
            async (db, token) =>
            {
                if (await db.ConsentRequests.FirstOrDefaultAsync(known => known.Id == fresh.Id, token) is { } earlier) return earlier;
                var since = fresh.CreatedAt - (long)TimeSpan.FromDays(1).TotalMilliseconds;
                var open = await db.ConsentRequests.CountAsync(
                    known => known.Patient == fresh.Patient && known.Grantee == fresh.Grantee && known.GrantedBy == null && known.CreatedAt > since, token);
                if (open >= MostADay) throw Problems.TooManyRequests.With("This patient was asked too often today.").AsException();
                db.Add(fresh);
                return fresh;
            },
            cancellation);
        return row.BodyHash == request.BodyHash ? await ViewAsync(row, cancellation) : throw Problems.IdempotencyKeyReused.With().AsException();
    }

    /// <summary>What the patient was asked, newest first.</summary>
    public async Task<Page<ConsentRequestView>> OfPatientAsync(LedgerId patient, PageRequest page, CancellationToken cancellation)
    {
        await using var db = store.OpenRead();
        var rows = await db.ConsentRequests.Where(row => row.Patient == patient && row.Sequence < page.Before)
            .OrderByDescending(row => row.Sequence).Take(page.Take).ToListAsync(cancellation);
        return await Page.OfAsync(rows, page.Limit, row => row.Sequence, row => ViewAsync(row, cancellation));
    }

    /// <summary>For the patient and for whoever asked.</summary>
    public async Task<ConsentRequestView> GetAsync(Actor actor, LedgerId id, CancellationToken cancellation) =>
        await ViewAsync(await RequireAsync(actor, id, "consent-request.read", cancellation), cancellation);

    /// <summary>The consent that was asked for, signed by the patient: by its token, or by its code at the terminal of whoever asked.</summary>
    /// <exception cref="RefusedException">422 code-wrong, which counts; 409 consent-request-closed.</exception>
    public async Task<OperationDraft> ApproveAsync(Actor actor, LedgerId id, string? code, RequestIdentity request, CancellationToken cancellation)
    {
        var row = await RequireAsync(actor, id, "consent-request.approve", cancellation);
        var byPatient = actor.Entity == row.Patient;
        if (!byPatient && code is null) throw Problems.Broken("code", "is required where the patient does not approve with a token of its own");
        var patient = await directory.FindAsync(row.Patient, cancellation) ?? throw Problems.NotFound.With().AsException();
        if (!request.Returns) await RequireOpenAsync(row, cancellation);
        if (!byPatient && !request.Returns) await RequireCodeAsync(row, code!, cancellation);
        // The id is that of what is answered: whatever this store forgets, the ledger takes one consent for it.
        var consent = byPatient ? row.Id : codes.ConsentOf(row.Patient, code!);
        var draft = await desk.GrantAsync(
            PatientOf(patient) with { Operator = actor.Operator }, await TermsOfAsync(row, cancellation), request, cancellation, consent);
        draft.Access = access.OwnAct(actor, row.Patient, row.Id, byPatient ? "consent.grant" : "consent.grant-by-code");
        draft.Along = (db, token) => CloseAsync(db, row, byPatient ? null : code, request, token);
        return draft;
    }

    /// <summary>By the patient; or whoever asked takes it back.</summary>
    public async Task<ConsentRequestView> RefuseAsync(Actor actor, LedgerId id, CancellationToken cancellation)
    {
        await RequireAsync(actor, id, "consent-request.refuse", cancellation);
        var row = await store.WriteAsync(
            async (db, token) =>
            {
                var now = await db.ConsentRequests.AsNoTracking().SingleAsync(known => known.Id == id, token);
                if (await StatusAsync(db, now, token) == "approved") throw Problems.ConsentRequestClosed.With().AsException();
                now.RefusedAt ??= clock.Milliseconds;
                var refused = await db.ConsentRequests.Where(known => known.Id == id && known.GrantedBy == now.GrantedBy)
                    .ExecuteUpdateAsync(known => known.SetProperty(one => one.RefusedAt, now.RefusedAt), token);
                return refused == 1 ? now : throw Problems.ConsentRequestClosed.With().AsException();
            },
            cancellation);
        return await ViewAsync(row, cancellation);
    }

    async Task<ConsentRequest> RequireAsync(Actor actor, LedgerId id, string action, CancellationToken cancellation)
    {
        await using var db = store.OpenRead();
        var row = await db.ConsentRequests.FirstOrDefaultAsync(known => known.Id == id, cancellation) ?? throw Problems.NotFound.With().AsException();
        return row.Patient == actor.Entity || row.Grantee == actor.Entity ? row : throw await access.RefuseAsync(actor, row.Patient, id, action, cancellation);
    }

    async Task RequireOpenAsync(ConsentRequest row, CancellationToken cancellation)
    {
        await using var db = store.OpenRead();
        if (await StatusAsync(db, row, cancellation) is not "pending" and var status)
            throw Problems.ConsentRequestClosed.With($"The request is {status}.").AsException();
    }

    // Asked and written in one step: of two approvals, on whichever replica, one finds request and code open.
    async Task CloseAsync(LedgerDb db, ConsentRequest row, string? code, RequestIdentity request, CancellationToken cancellation)
    {
        if (request.Execution is { ProblemCode: not null }) return;
        var now = await db.ConsentRequests.AsNoTracking().FirstOrDefaultAsync(known => known.Id == row.Id, cancellation);
        if (!request.Returns && (now is null || await StatusAsync(db, now, cancellation) != "pending")) throw Problems.ConsentRequestClosed.With().AsException();
        var before = now?.GrantedBy;
        var closed = await db.ConsentRequests.Where(known => known.Id == row.Id && known.GrantedBy == before && (request.Returns || known.RefusedAt == null))
            .ExecuteUpdateAsync(known => known.SetProperty(one => one.GrantedBy, request.OperationId), cancellation);
        if (!request.Returns && closed != 1) throw Problems.ConsentRequestClosed.With().AsException();
        if (code is null || request.Returns) return;
        var used = await codes.FindAsync(db, row.Patient, row.Grantee, code, cancellation) ?? throw Problems.ConsentRequestClosed.With().AsException();
        if (await db.ConsentCodes.Where(known => known.Hash == used.Hash && known.UsedBy == used.UsedBy)
            .ExecuteUpdateAsync(known => known.SetProperty(one => one.UsedBy, request.OperationId), cancellation) != 1)
            throw Problems.ConsentRequestClosed.With().AsException();
    }

    // A wrong one counts before it is answered, whatever becomes of the answer.
    async Task RequireCodeAsync(ConsentRequest row, string code, CancellationToken cancellation)
    {
        if (row.ValidUntil > (clock.Now + longestByCode).ToUnixTimeSeconds())
            throw Problems.RuleBroken.With("A code approves consents of at most a year: ask for less.").AsException();
        await using var db = store.OpenRead();
        if (await codes.FindAsync(db, row.Patient, row.Grantee, code, cancellation) is { } found && await codes.StandsAsync(found, cancellation)) return;
        var left = await store.WriteAsync(
            async (writing, token) =>
            {
                await writing.ConsentRequests.Where(known => known.Id == row.Id)
                    .ExecuteUpdateAsync(known => known.SetProperty(one => one.Attempts, one => one.Attempts + 1), token);
                return ConsentRequest.MostAttempts - await writing.ConsentRequests.Where(known => known.Id == row.Id).Select(known => known.Attempts).SingleAsync(token);
            },
            cancellation);
        throw Problems.CodeWrong.With(left > 0 ? $"Attempts left on this request: {left}." : "The request is locked: ask anew.").AsException();
    }

    // As little as each class works with (LGPD art. 6 III, necessity); a patient who grants by itself is free to give more.
    static Scopes OfClass(EntityClass grantee) => grantee switch
    {
        EntityClass.Physician => Scopes.RecordsRead | Scopes.RecordsWrite | Scopes.ExamsRead | Scopes.PrescriptionsRead,
        EntityClass.Pharmacy => Scopes.PrescriptionsRead | Scopes.PrescriptionsServe,
        EntityClass.DiagnosticCenter => Scopes.ExamsRead | Scopes.ExamsServe,
        EntityClass.InsuranceCompany => Scopes.CoverageAuthorize,
        EntityClass.HospitalStaff => Scopes.AppointmentsManage,
        EntityClass.ResearchInstitute => Scopes.RecordsRead,
        _ => Scopes.None,
    };

    static Actor PatientOf(Identity patient) => new(patient.Entity, patient.Identifier, patient.Class);

    async Task<ConsentBody> TermsOfAsync(ConsentRequest row, CancellationToken cancellation) => new(
        await directory.IdentifierOfAsync(row.Grantee, cancellation), row.Scopes.WordsOf(), row.Purpose.WordOf(),
        row.ValidFrom is { } from ? new Validity(DateTimeOffset.FromUnixTimeSeconds(from), default) : null,
        new Validity(DateTimeOffset.FromUnixTimeSeconds(row.ValidUntil), default), row.Resource?.ToString());

    async Task<ConsentRequestView> ViewAsync(ConsentRequest row, CancellationToken cancellation)
    {
        await using var db = store.OpenRead();
        return new ConsentRequestView(
            row.Id.ToString(), await directory.IdentifierOfAsync(row.Patient, cancellation), await directory.IdentifierOfAsync(row.Grantee, cancellation),
            row.Scopes.WordsOf(), row.Purpose.WordOf(), row.ValidFrom is { } from ? DateTimeOffset.FromUnixTimeSeconds(from) : null,
            DateTimeOffset.FromUnixTimeSeconds(row.ValidUntil), row.Resource?.ToString(), await StatusAsync(db, row, cancellation),
            DateTimeOffset.FromUnixTimeMilliseconds(row.CreatedAt), DateTimeOffset.FromUnixTimeMilliseconds(row.ExpiresAt));
    }

    async Task<string> StatusAsync(LedgerDb db, ConsentRequest row, CancellationToken cancellation)
    {
        if (row.RefusedAt is not null) return "refused";
        if (row.GrantedBy is { } operation && !await OperationQueries.CameToNothingAsync(db, operation, cancellation)) return "approved";
        // The ledger remembers an approval that a lost database forgot.
        if (await db.Consents.AnyAsync(known => known.Patient == row.Patient && known.Id == row.Id, cancellation)) return "approved";
        return row.Attempts >= ConsentRequest.MostAttempts ? "locked" : row.ExpiresAt <= clock.Milliseconds ? "expired" : "pending";
    }
}
