using System.Text.Json.Nodes;
using HealthLedger.Core.Attachments;
using HealthLedger.Core.Audit;
using HealthLedger.Core.Consents;
using HealthLedger.Core.Ledger;
using HealthLedger.Core.Operations;
using HealthLedger.Core.Regulation;
using HealthLedger.Core.Store;
using HealthLedger.Core.Terminology;
using HealthLedger.Core.Vault;
using Microsoft.EntityFrameworkCore;

namespace HealthLedger.Core.Exams;

/// <summary>Makes what happens to an exam request into operations. Whether its state allows it, the contract decides.</summary>
public sealed class ExamDesk(
    LedgerStore store, Vault.Vault vault, PatientAccess access, AttachmentReader attachments, ILedgerNetwork network, Clock clock, PatientCodes codes)
{
    public async Task<OperationDraft> AcceptAsync(Actor center, LedgerId exam, RequestIdentity request, CancellationToken cancellation)
    {
        var row = await RequireAsync(exam, cancellation);
        var (granted, entry) = await access.JudgeWriteAsync(center, row.Patient, Scopes.ExamsServe, exam, "exam.accept", request, cancellation);
        return OperationDraft.OfChange(center, row.Patient, exam, new AcceptExam(exam, granted.Consent!.Value), request, "accepted", [], entry);
    }

    /// <summary>By its center; or, where that is suspended, by the patient or a regulator.</summary>
    public async Task<OperationDraft> ReleaseAsync(Actor actor, LedgerId exam, string? reason, RequestIdentity request, CancellationToken cancellation)
    {
        var row = await RequireAsync(exam, cancellation);
        if (actor.Entity != row.Center && actor.Entity != row.Patient && actor.Class != EntityClass.Regulator && !request.Returns)
            throw await access.RefuseAsync(actor, row.Patient, exam, "exam.release", cancellation);
        var (payloads, why) = await vault.SealOptionalReasonAsync(row.Patient, actor, reason, request, network.Identity, cancellation);
        return OperationDraft.OfChange(actor, row.Patient, exam, new ReleaseExam(exam, why), request, "requested", payloads,
            access.OwnAct(actor, row.Patient, exam, "exam.release"));
    }

    /// <summary>By the physician who asked for it or the patient, before a center has accepted it.</summary>
    public async Task<OperationDraft> CancelAsync(Actor actor, LedgerId exam, string? reason, RequestIdentity request, CancellationToken cancellation)
    {
        var row = await RequireAsync(exam, cancellation);
        if (actor.Entity != row.Physician && actor.Entity != row.Patient)
            throw await access.RefuseAsync(actor, row.Patient, exam, "exam.cancel", cancellation);
        var (payloads, why) = await vault.SealOptionalReasonAsync(row.Patient, actor, reason, request, network.Identity, cancellation);
        return OperationDraft.OfChange(actor, row.Patient, exam, new CancelExam(exam, why), request, "cancelled", payloads,
            access.OwnAct(actor, row.Patient, exam, "exam.cancel"));
    }

    /// <summary>The result, or with <paramref name="correction"/> a corrected one that appends to it.</summary>
    public async Task<OperationDraft> CompleteAsync(
        Actor center, LedgerId exam, ResultBody body, bool correction, RequestIdentity request, CancellationToken cancellation)
    {
        var row = await RequireAsync(exam, cancellation);
        var action = correction ? "exam.result.amend" : "exam.result.add";
        var (granted, entry) = await access.JudgeWriteAsync(center, row.Patient, Scopes.ExamsServe, exam, action, request, cancellation);
        var id = request.Derive("result");
        if (!request.Returns)
        {
            if (row.Center is not null && row.Center != center.Entity) throw await access.RefuseAsync(center, row.Patient, exam, action, cancellation);
            Check(body);
            await codes.RequireAsync(row.Patient, CodesOf(body), body.PerformedAt, cancellation);
        }
        var previous = correction ? await ResultBeforeAsync(exam, id, cancellation) : null;
        var content = body.ToContent();
        content["examRequest"] = exam.ToString();
        if (body.Attachments is { } cited) content["attachments"] = await attachments.CiteAsync(center, exam, cited, cancellation);
        var payload = (await vault.RequireAsync(row.Patient, cancellation)).SealPayload(
            new PayloadDraft(id, correction ? PayloadKinds.ResultAmendment : PayloadKinds.Result, center.Entity, (previous?.Version ?? 0) + 1,
                previous?.Commitment ?? Digest.Zero, request.RequestId, content),
            network.Identity);
        LedgerCommand command = correction
            ? new CorrectResult(exam, id, granted.Consent!.Value, payload.Commitment)
            : new CompleteExam(exam, id, granted.Consent!.Value, payload.Commitment);
        return new OperationDraft
        {
            Request = request,
            Actor = center,
            Subject = row.Patient,
            Command = command,
            Resource = id.ToString(),
            Payloads = [payload],
            Access = entry,
            Answer = new JsonObject { ["id"] = id.ToString(), ["examRequest"] = exam.ToString(), ["status"] = "completed" },
        };
    }

    void Check(ResultBody body)
    {
        clock.RefuseFuture(body.PerformedAt, "performedAt");
        foreach (var (value, index) in (body.Values ?? []).Select((value, index) => (value, index)))
            if (value.System is not null || value.Code is not null)
                CodeRules.Require(new Coding(value.System, value.Code), $"values[{index}]");
    }

    static IEnumerable<CodeUse> CodesOf(ResultBody body) => (body.Values ?? [])
        .Select((value, index) => new CodeUse(new Coding(value.System, value.Code), $"values[{index}]")).Where(use => use.Coding.Code is not null);

    async Task<ExamRequest> RequireAsync(LedgerId exam, CancellationToken cancellation)
    {
        await using var db = store.OpenRead();
        return await db.ExamRequests.FirstOrDefaultAsync(row => row.Id == exam, cancellation) ?? throw Problems.NotFound.With().AsException();
    }

    // The latest one; of a correction that comes back, the one that it corrected then.
    async Task<Consultation.Record?> ResultBeforeAsync(LedgerId exam, LedgerId correction, CancellationToken cancellation)
    {
        await using var db = store.OpenRead();
        var versions = await db.Records
            .Where(row => row.About == exam && (row.Kind == PayloadKinds.Result || row.Kind == PayloadKinds.ResultAmendment))
            .OrderBy(row => row.Version).ToListAsync(cancellation);
        return versions.TakeWhile(version => version.Id != correction).LastOrDefault();
    }
}
