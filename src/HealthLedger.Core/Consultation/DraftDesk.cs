using System.Text.Json;
using System.Text.Json.Nodes;
using HealthLedger.Core.Appointments;
using HealthLedger.Core.Audit;
using HealthLedger.Core.Consents;
using HealthLedger.Core.Ledger;
using HealthLedger.Core.Operations;
using HealthLedger.Core.Regulation;
using HealthLedger.Core.Store;
using HealthLedger.Core.Vault;
using Microsoft.EntityFrameworkCore;

namespace HealthLedger.Core.Consultation;

/// <summary>A draft; its consultation is shown to its physician, and to its staff while it is open.</summary>
public sealed record DraftView(
    string Id, string Patient, string Physician, string Staff, DateTimeOffset CreatedAt, string Status, JsonObject? Consultation) : Confidential;

/// <summary>Hospital staff draft, the physician they are linked to signs off. Staff see no clinical content but what they drafted, until it is signed.</summary>
public sealed class DraftDesk(
    LedgerStore store, Vault.Vault vault, PatientAccess access, AccessPolicy policy, Patients patients, EntityDirectory directory, StaffLinks links,
    ConsultationDesk consultations, Clock clock)
{
    /// <exception cref="RefusedException">404 without link, or where the physician may not write on that patient; 422 idempotency-key-reused.</exception>
    public async Task<DraftView> DraftAsync(
        Actor staff, EntityIdentifier patientIdentifier, DraftBody body, RequestIdentity request, CancellationToken cancellation)
    {
        const string Action = "consultation.draft";
        var patient = await patients.ResolveAsync(patientIdentifier, cancellation);
        var physician = EntityIdentifier.TryParse(body.Physician, out var identifier) ? await directory.FindAsync(identifier, cancellation) : null;
        if (physician is null || !await links.AreLinkedAsync(physician.Entity, staff.Entity, cancellation) || !await MayWriteAsync(physician, patient, cancellation))
            throw await access.RefuseAsync(staff, patient, null, Action, cancellation);
        await access.NoteAsync(staff, patient, Action, cancellation);

        var id = request.Derive("draft");
        var subject = await vault.RequireAsync(patient, cancellation);
        var fresh = new ConsultationDraft
        {
            Id = id,
            Patient = patient,
            Physician = physician.Entity,
            Staff = staff.Entity,
            CreatedAt = clock.Milliseconds,
            BodyHash = request.BodyHash,
            Sealed = subject.Seal(CanonicalJson.Of(body.Consultation!.ToContent()), ContextOf(id)),
        };
        var row = await store.AddOnceAsync(
            async (db, token) =>
            {
                if (await db.ConsultationDrafts.FirstOrDefaultAsync(known => known.Id == id, token) is { } earlier) return earlier;
                db.Add(fresh);
                return fresh;
            },
            cancellation);
        return row.BodyHash == request.BodyHash ? await ViewAsync(staff, row, cancellation) : throw Problems.IdempotencyKeyReused.With().AsException();
    }

    /// <summary>The physician's drafts, or those that the staff made; newest first, each patient with it on its log.</summary>
    public async Task<Page<DraftView>> ListAsync(Actor actor, PageRequest page, CancellationToken cancellation)
    {
        await using var db = store.OpenRead();
        var own = actor.Class == EntityClass.Physician
            ? db.ConsultationDrafts.Where(row => row.Physician == actor.Entity)
            : db.ConsultationDrafts.Where(row => row.Staff == actor.Entity);
        var rows = await own.Where(row => row.Sequence < page.Before).OrderByDescending(row => row.Sequence).Take(page.Take).ToListAsync(cancellation);
        await access.OwnAsync(actor, [.. rows.Take(page.Limit)], row => row.Patient, "consultation-drafts.list", cancellation);
        return await Page.OfAsync(rows, page.Limit, row => row.Sequence, row => ViewAsync(actor, row, cancellation));
    }

    public async Task<DraftView> GetAsync(Actor actor, LedgerId draft, CancellationToken cancellation)
    {
        var row = await RequireAsync(actor, draft, "consultation-draft.read", cancellation);
        await access.NoteAsync(actor, row.Patient, "consultation-draft.read", cancellation);
        return await ViewAsync(actor, row, cancellation);
    }

    /// <summary>The consultation that the physician signs: as drafted, or as it should be instead. The draft is closed with it.</summary>
    /// <exception cref="RefusedException">409 draft-not-open; and whatever recording a consultation is refused with.</exception>
    public async Task<OperationDraft> SignAsync(
        Actor physician, LedgerId draft, ConsultationBody? instead, RequestIdentity request, CancellationToken cancellation)
    {
        var row = await RequireAsync(physician, draft, "consultation-draft.sign-off", cancellation);
        if (row.Physician != physician.Entity) throw Problems.NotFound.With().AsException();
        var body = instead ?? JsonSerializer.Deserialize<ConsultationBody>(await OpenAsync(row, cancellation), ContentJson.Options)!;
        // The consultation bears the draft's id: whatever this store forgets, the ledger takes it once.
        var operation = await consultations.AddAsync(physician, row.Patient, body, request, cancellation, drafted: draft);
        operation.Along = (db, token) => CloseAsync(db, draft, request, token);
        return operation;
    }

    /// <summary>By the physician or the staff who made it; nothing of it is kept.</summary>
    public async Task<DraftView> DiscardAsync(Actor actor, LedgerId draft, CancellationToken cancellation)
    {
        var row = await RequireAsync(actor, draft, "consultation-draft.discard", cancellation);
        row = await store.WriteAsync(
            async (db, token) =>
            {
                var now = await db.ConsultationDrafts.AsNoTracking().SingleAsync(known => known.Id == draft, token);
                if (await StatusAsync(db, now, token) == "signed") throw Problems.DraftNotOpen.With().AsException();
                (now.DiscardedAt, now.Sealed) = (now.DiscardedAt ?? clock.Milliseconds, []);
                var discarded = await db.ConsultationDrafts.Where(known => known.Id == draft && known.SignedBy == now.SignedBy).ExecuteUpdateAsync(
                    known => known.SetProperty(one => one.DiscardedAt, now.DiscardedAt).SetProperty(one => one.Sealed, now.Sealed), token);
                return discarded == 1 ? now : throw Problems.DraftNotOpen.With().AsException();
            },
            cancellation);
        return await ViewAsync(actor, row, cancellation);
    }

    // Asked and written in one step: of two sign-offs, on whichever replica, one finds it open.
    static async Task CloseAsync(LedgerDb db, LedgerId draft, RequestIdentity request, CancellationToken cancellation)
    {
        if (request.Execution is { ProblemCode: not null }) return;
        var now = await db.ConsultationDrafts.AsNoTracking().FirstOrDefaultAsync(known => known.Id == draft, cancellation);
        if (!request.Returns && (now is null || await StatusAsync(db, now, cancellation) != "open")) throw Problems.DraftNotOpen.With().AsException();
        var before = now?.SignedBy;
        var signed = await db.ConsultationDrafts.Where(known => known.Id == draft && known.SignedBy == before && (request.Returns || known.DiscardedAt == null))
            .ExecuteUpdateAsync(known => known.SetProperty(one => one.SignedBy, request.OperationId), cancellation);
        if (!request.Returns && signed != 1) throw Problems.DraftNotOpen.With().AsException();
        // What an attempt that the ledger refused would have said.
        if (before is not null) await db.Payloads.Where(row => row.Id == draft).ExecuteDeleteAsync(cancellation);
    }

    async Task<ConsultationDraft> RequireAsync(Actor actor, LedgerId draft, string action, CancellationToken cancellation)
    {
        await using var db = store.OpenRead();
        var row = await db.ConsultationDrafts.FirstOrDefaultAsync(known => known.Id == draft, cancellation) ?? throw Problems.NotFound.With().AsException();
        return row.Physician == actor.Entity || row.Staff == actor.Entity
            ? row
            : throw await access.RefuseAsync(actor, row.Patient, draft, action, cancellation);
    }

    // What staff may put down is what the physician may write.
    async Task<bool> MayWriteAsync(Identity physician, LedgerId patient, CancellationToken cancellation)
    {
        await using var db = await store.OpenSnapshotAsync(cancellation);
        var actor = new Actor(physician.Entity, physician.Identifier, physician.Class);
        return (await policy.JudgeAsync(db, actor, patient, Scopes.RecordsWrite, null, cancellation)).Allowed;
    }

    // While the physician may write on the patient; staff, while they are linked besides.
    async Task<bool> MayStillReadAsync(Actor actor, ConsultationDraft row, CancellationToken cancellation) =>
        (actor.Entity == row.Physician || await links.AreLinkedAsync(row.Physician, row.Staff, cancellation))
        && await directory.FindAsync(row.Physician, cancellation) is { } physician && await MayWriteAsync(physician, row.Patient, cancellation);

    async Task<DraftView> ViewAsync(Actor actor, ConsultationDraft row, CancellationToken cancellation)
    {
        await using var db = store.OpenRead();
        var status = await StatusAsync(db, row, cancellation);
        var shown = status == "open" && await MayStillReadAsync(actor, row, cancellation);
        return new DraftView(
            row.Id.ToString(), await directory.IdentifierOfAsync(row.Patient, cancellation), await directory.IdentifierOfAsync(row.Physician, cancellation),
            await directory.IdentifierOfAsync(row.Staff, cancellation), DateTimeOffset.FromUnixTimeMilliseconds(row.CreatedAt), status,
            shown ? await OpenAsync(row, cancellation) : null);
    }

    static async Task<string> StatusAsync(LedgerDb db, ConsultationDraft row, CancellationToken cancellation)
    {
        if (row.DiscardedAt is not null) return "discarded";
        if (row.SignedBy is not { } operation) return "open";
        return await OperationQueries.CameToNothingAsync(db, operation, cancellation) ? "open" : "signed";
    }

    async Task<JsonObject> OpenAsync(ConsultationDraft row, CancellationToken cancellation) => row.Sealed.Length == 0
        ? throw Problems.DraftNotOpen.With().AsException()
        : CanonicalJson.Parse((await vault.RequireAsync(row.Patient, cancellation)).Open(row.Sealed, ContextOf(row.Id)))!.AsObject();

    static string ContextOf(LedgerId draft) => $"draft {draft}";
}
