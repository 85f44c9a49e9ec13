using System.Text.Json.Nodes;
using HealthLedger.Core.Audit;
using HealthLedger.Core.Consents;
using HealthLedger.Core.Ledger;
using HealthLedger.Core.Medicines;
using HealthLedger.Core.Operations;
using HealthLedger.Core.Store;
using HealthLedger.Core.Terminology;
using HealthLedger.Core.Vault;
using Microsoft.EntityFrameworkCore;

namespace HealthLedger.Core.Consultation;

/// <summary>Makes what a physician records into operations.</summary>
public sealed class ConsultationDesk(LedgerStore store, Vault.Vault vault, PatientAccess access, ILedgerNetwork network, Clock clock, PatientCodes codes)
{
    /// <exception cref="RefusedException">404 without consent; 422 for times, codes and items that break a rule.</exception>
    public async Task<OperationDraft> AddAsync(Actor physician, LedgerId patient, ConsultationBody body, RequestIdentity request, CancellationToken cancellation)
    {
        var (granted, entry) = await access.JudgeWriteAsync(physician, patient, Scopes.RecordsWrite, null, "consultation.add", request, cancellation);
        if (!request.Returns)
        {
            Check(body);
            await codes.RequireAsync(patient, CodesOf(body), body.OccurredAt, cancellation);
        }
        var subject = await vault.RequireAsync(patient, cancellation);
        var id = request.Derive("consultation");
        var exams = (body.ExamRequests ?? []).Select((exam, index) => Seal("exam", index, PayloadKinds.ExamRequest, exam)).ToList();
        var items = (body.Prescriptions ?? []).Select((item, index) => Seal("prescription", index, PayloadKinds.Prescription, item)).ToList();
        var record = subject.SealPayload(
            new PayloadDraft(id, PayloadKinds.Consultation, physician.Entity, 1, Digest.Zero, request.RequestId, WithIds(body, exams, items)),
            network.Identity);
        return new OperationDraft
        {
            Request = request,
            Actor = physician,
            Subject = patient,
            Command = new AddConsultation(
                id, patient, granted.Consent!.Value, record.Commitment,
                [.. exams.Select(exam => new ExamOrder(exam.Id, exam.Commitment))],
                [.. items.Select((item, index) => Item(item, body.Prescriptions![index]))]),
            Resource = id.ToString(),
            Payloads = [record, .. exams, .. items],
            Access = entry,
            Answer = new JsonObject
            {
                ["id"] = id.ToString(),
                ["examRequests"] = Ids(exams),
                ["prescriptions"] = Ids(items),
            },
        };

        Payload Seal(string kind, int index, string payloadKind, Confidential content) => subject.SealPayload(
            new PayloadDraft(request.Derive(kind, index), payloadKind, physician.Entity, 1, Digest.Zero, request.RequestId, content.ToContent()),
            network.Identity);
    }

    /// <exception cref="RefusedException">404 without consent and for a record that is not this physician's consultation.</exception>
    public async Task<OperationDraft> AmendAsync(
        Actor physician, LedgerId patient, LedgerId consultation, AmendmentBody body, RequestIdentity request, CancellationToken cancellation)
    {
        var (granted, entry) = await access.JudgeWriteAsync(physician, patient, Scopes.RecordsWrite, null, "consultation.amend", request, cancellation);
        await using var db = store.OpenRead();
        var versions = await db.Records
            .Where(row => row.Id == consultation || (row.About == consultation && row.Kind == PayloadKinds.Amendment))
            .OrderBy(row => row.Version).ToListAsync(cancellation);
        if (versions is not [{ Kind: PayloadKinds.Consultation } original, ..] || original.Patient != patient || original.Author != physician.Entity)
            throw await access.RefuseAsync(physician, patient, consultation, "consultation.amend", cancellation);
        if (!request.Returns)
        {
            foreach (var diagnosis in body.Diagnoses ?? []) CodeRules.Require(diagnosis, "diagnoses");
            var (amended, _) = await vault.OpenContentAsync(db, patient, consultation, cancellation);
            await codes.RequireAsync(patient, DiagnosesIn(body.Diagnoses), amended?["occurredAt"]?.GetValue<DateTimeOffset>(), cancellation);
        }
        var id = request.Derive("amendment");
        // One that comes back follows the version that it followed then.
        var latest = versions.TakeWhile(version => version.Id != id).Last();
        var content = body.ToContent();
        content["amends"] = consultation.ToString();
        var payload = (await vault.RequireAsync(patient, cancellation)).SealPayload(
            new PayloadDraft(id, PayloadKinds.Amendment, physician.Entity, latest.Version + 1, latest.Commitment, request.RequestId, content),
            network.Identity);
        return new OperationDraft
        {
            Request = request,
            Actor = physician,
            Subject = patient,
            Command = new AmendConsultation(id, consultation, granted.Consent!.Value, payload.Commitment),
            Resource = id.ToString(),
            Payloads = [payload],
            Access = entry,
            Answer = new JsonObject { ["id"] = id.ToString(), ["amends"] = consultation.ToString() },
        };
    }

    void Check(ConsultationBody body)
    {
        if (body.Appointment is not null) throw Problems.Broken("appointment", "is not taken: this ledger keeps no appointments yet");
        clock.RefuseFuture(body.OccurredAt, "occurredAt");
        foreach (var (diagnosis, index) in (body.Diagnoses ?? []).Select((code, index) => (code, index)))
            CodeRules.Require(diagnosis, $"diagnoses[{index}]");
        foreach (var (exam, index) in (body.ExamRequests ?? []).Select((exam, index) => (exam, index)))
            CodeRules.Require(new Coding(exam.System, exam.Code), $"examRequests[{index}]");
        foreach (var (item, index) in (body.Prescriptions ?? []).Select((item, index) => (item, index)))
            PrescriptionRules.Require(item, $"prescriptions[{index}]", clock);
    }

    static IEnumerable<CodeUse> CodesOf(ConsultationBody body) =>
    [
        .. DiagnosesIn(body.Diagnoses),
        .. (body.ExamRequests ?? []).Select(
            (exam, index) => new CodeUse(new Coding(exam.System, exam.Code), $"examRequests[{index}]", CodeTables.TussProcedures)),
        .. (body.Prescriptions ?? []).Select((item, index) => new CodeUse(item.Medicine!, $"prescriptions[{index}].medicine", CodeTables.TussMedicines)),
    ];

    static IEnumerable<CodeUse> DiagnosesIn(IReadOnlyList<Coding>? diagnoses) =>
        (diagnoses ?? []).Select((diagnosis, index) => new CodeUse(diagnosis, $"diagnoses[{index}]"));

    PrescriptionItem Item(Payload payload, PrescriptionBody body) => new(
        payload.Id, payload.Commitment, Quantities.ToThousandths(body.Quantity!.Value!.Value), body.Fills!.Value,
        body.PartialAllowed ?? false, body.Controlled ?? false,
        body.ValidUntil is { } until ? clock.EndOf(until).ToUnixTimeSeconds() : PrescriptionItem.NoEnd);

    // The consultation's content names the ids of what it ordered, so that they can be matched without the chain.
    static JsonObject WithIds(ConsultationBody body, List<Payload> exams, List<Payload> items)
    {
        var content = body.ToContent();
        for (var i = 0; i < exams.Count; i++) content["examRequests"]![i]!["id"] = exams[i].Id.ToString();
        for (var i = 0; i < items.Count; i++) content["prescriptions"]![i]!["id"] = items[i].Id.ToString();
        return content;
    }

    static JsonArray Ids(List<Payload> payloads) => new([.. payloads.Select(payload => new JsonObject { ["id"] = payload.Id.ToString() })]);
}
