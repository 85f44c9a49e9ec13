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
public sealed class ConsultationDesk(
    LedgerStore store, Vault.Vault vault, PatientAccess access, ILedgerNetwork network, Prescribing prescribing, RuleBook rules, Clock clock,
    PatientCodes codes)
{
    /// <param name="physician">Who records it.</param>
    /// <param name="patient">Whom it is about.</param>
    /// <param name="body">What was found.</param>
    /// <param name="request">The request that says so.</param>
    /// <param name="cancellation">Breaks it off.</param>
    /// <param name="drafted">The draft whose id it bears, so that the ledger itself takes it once; null: an id of this request's own.</param>
    /// <exception cref="RefusedException">404 without consent; 422 for times, codes and items that break a rule.</exception>
    public async Task<OperationDraft> AddAsync(
        Actor physician, LedgerId patient, ConsultationBody body, RequestIdentity request, CancellationToken cancellation, LedgerId? drafted = null)
    {
        var (granted, entry) = await access.JudgeWriteAsync(physician, patient, Scopes.RecordsWrite, null, "consultation.add", request, cancellation);
        if (!request.Returns)
        {
            Check(body);
            await codes.RequireAsync(patient, CodesOf(body), body.OccurredAt, cancellation);
        }
        var appointment = body.Appointment is null ? (LedgerId?)null : await RequireAppointmentAsync(physician, patient, body.Appointment, cancellation);
        var decided = request.Returns ? [] : await prescribing.DecideAsync(body, cancellation);
        var subject = await vault.RequireAsync(patient, cancellation);
        var id = drafted ?? request.Derive("consultation");
        var exams = (body.ExamRequests ?? []).Select((exam, index) => Seal("exam", index, PayloadKinds.ExamRequest, exam.ToContent())).ToList();
        var items = (body.Prescriptions ?? []).Select(SealItem).ToList();
        var record = subject.SealPayload(
            new PayloadDraft(
                id, PayloadKinds.Consultation, physician.Entity, 1, Digest.Zero, request.RequestId, WithIds(body, exams, items.ConvertAll(item => item.Payload))),
            network.Identity);
        return new OperationDraft
        {
            Request = request,
            Actor = physician,
            Subject = patient,
            Command = new AddConsultation(
                id, patient, granted.Consent!.Value, record.Commitment,
                [.. exams.Select(exam => new ExamOrder(exam.Id, exam.Commitment))],
                items.ConvertAll(item => item.ToCommand(clock)), appointment),
            Resource = id.ToString(),
            Payloads = [record, .. exams, .. items.Select(item => item.Payload)],
            Access = entry,
            Answer = new JsonObject
            {
                ["id"] = id.ToString(),
                ["examRequests"] = Ids(exams),
                ["prescriptions"] = Ids(items.ConvertAll(item => item.Payload)),
                ["recipes"] = RecipeDocuments.ToAnswer(RecipeDocuments.Of(
                    rules, clock.DayOf(body.OccurredAt!.Value),
                    items.Select(item => new DocumentItem<LedgerId>(item.Payload.Id, item.Judgement.Recipe, item.End(clock))))),
            },
        };

        // One that comes back is what the ledger committed to, whatever the rules would say of it now.
        PrescribedItem SealItem(PrescriptionBody item, int index)
        {
            var judgements = request.Execution is null ? [decided[index]] : prescribing.Possible(item, body.OccurredAt!.Value);
            var candidates = judgements.Select(judgement =>
                new PrescribedItem(Seal("prescription", index, PayloadKinds.Prescription, PrescribedItem.ContentOf(item, judgement)), item, judgement));
            return request.Execution is { } execution
                ? candidates.FirstOrDefault(candidate => execution.Commitments.Contains(candidate.Payload.Commitment)) ?? candidates.First()
                : candidates.First();
        }

        Payload Seal(string kind, int index, string payloadKind, JsonObject content) => subject.SealPayload(
            new PayloadDraft(request.Derive(kind, index), payloadKind, physician.Entity, 1, Digest.Zero, request.RequestId, content), network.Identity);
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
        clock.RefuseFuture(body.OccurredAt, "occurredAt");
        foreach (var (diagnosis, index) in (body.Diagnoses ?? []).Select((code, index) => (code, index)))
            CodeRules.Require(diagnosis, $"diagnoses[{index}]");
        foreach (var (exam, index) in (body.ExamRequests ?? []).Select((exam, index) => (exam, index)))
            CodeRules.Require(new Coding(exam.System, exam.Code), $"examRequests[{index}]");
        foreach (var (item, index) in (body.Prescriptions ?? []).Select((item, index) => (item, index)))
            PrescriptionRules.Require(item, $"prescriptions[{index}]", clock);
    }

    // Whether it is authorized, and not spent, the contract decides.
    async Task<LedgerId> RequireAppointmentAsync(Actor physician, LedgerId patient, string text, CancellationToken cancellation)
    {
        if (!LedgerId.TryParse(text, out var id)) throw Problems.IdentifierInvalid.With("appointment is no id of this ledger.").AsException();
        await using var db = store.OpenRead();
        return await db.Appointments.AnyAsync(row => row.Id == id && row.Patient == patient && row.Physician == physician.Entity, cancellation)
            ? id
            : throw Problems.Broken("appointment", "is none of this patient with you");
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
