using HealthLedger.Core.Audit;
using HealthLedger.Core.Consents;
using HealthLedger.Core.Exams;
using HealthLedger.Core.Ledger;
using HealthLedger.Core.Operations;
using HealthLedger.Core.Regulation;
using HealthLedger.Core.Store;
using HealthLedger.Core.Vault;
using Microsoft.EntityFrameworkCore;

namespace HealthLedger.Core.Insurance;

/// <summary>Makes insurers' decisions, and patients' doing without them, into operations. Whether the exam's state allows it, the contract decides.</summary>
public sealed class CoverageDesk(LedgerStore store, Vault.Vault vault, PatientAccess access, BusinessCalendar calendar, Clock clock, ILedgerNetwork network)
{
    /// <exception cref="RefusedException">404 for an exam that another or nobody covers; 422 for a denial without its ground.</exception>
    public async Task<OperationDraft> DecideAsync(Actor insurer, LedgerId exam, DecisionBody body, RequestIdentity request, CancellationToken cancellation)
    {
        const string Action = "exam.authorize";
        var row = await RequireAsync(exam, cancellation);
        if (row.Insurer != insurer.Entity && !request.Returns) throw await access.RefuseAsync(insurer, row.Patient, exam, Action, cancellation);
        var (granted, entry) = await access.JudgeWriteAsync(insurer, row.Patient, Scopes.CoverageAuthorize, exam, Action, request, cancellation);
        var authorized = body.Decision == DecisionBody.Authorized;
        if (!authorized && body.Clause is null && body.Norm is null && !request.Returns)
            throw Problems.Broken("clause", $"or norm is named by a denial{(calendar.Rules.AnswersOn(clock.Today) is { } term ? $" ({term.Norm})" : "")}");
        var content = body.ToContent();
        content["examRequest"] = exam.ToString();
        var payload = (await vault.RequireAsync(row.Patient, cancellation)).SealPayload(
            new PayloadDraft(
                request.Derive("authorization"), PayloadKinds.Authorization, insurer.Entity, 1, Digest.Zero, request.RequestId, content),
            network.Identity);
        return OperationDraft.OfChange(
            insurer, row.Patient, exam, new DecideExam(exam, granted.Consent!.Value, authorized, payload.Commitment), request, body.Decision!, [payload], entry);
    }

    /// <summary>The patient does without the insurer; a regulator may say so where the insurer is suspended, which the contract sees to.</summary>
    public async Task<OperationDraft> WaiveAsync(Actor actor, LedgerId exam, string? reason, RequestIdentity request, CancellationToken cancellation)
    {
        const string Action = "exam.waive-coverage";
        var row = await RequireAsync(exam, cancellation);
        if (actor.Entity != row.Patient && actor.Class != EntityClass.Regulator) throw await access.RefuseAsync(actor, row.Patient, exam, Action, cancellation);
        var (payloads, why) = await vault.SealOptionalReasonAsync(row.Patient, actor, reason, request, network.Identity, cancellation);
        return OperationDraft.OfChange(
            actor, row.Patient, exam, new WaiveCoverage(exam, why), request, "requested", payloads, access.OwnAct(actor, row.Patient, exam, Action));
    }

    async Task<ExamRequest> RequireAsync(LedgerId exam, CancellationToken cancellation)
    {
        await using var db = store.OpenRead();
        return await db.ExamRequests.FirstOrDefaultAsync(row => row.Id == exam, cancellation) ?? throw Problems.NotFound.With().AsException();
    }
}
