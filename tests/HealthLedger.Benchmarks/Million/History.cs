using System.Text.Json.Nodes;
using HealthLedger.Core.Consents;
using HealthLedger.Core.Consultation;
using HealthLedger.Core.Exams;
using HealthLedger.Core.Ledger;
using HealthLedger.Core.Medicines;
using HealthLedger.Core.Store;
using HealthLedger.Core.Terminology;

namespace HealthLedger.Benchmarks.Million;

/// <summary>
/// One patient's years: the consents it gave, and so many records: a consultation with an exam and a prescription, the exam's result, a
/// dispensation, and then consultations, each second one with an exam and a prescription.
/// </summary>
sealed class History(Ink ink, Registered patient, Registered physician, Registered center, Registered pharmacy, long first)
{
    readonly string path = $"/v1/patients/{patient.Identifier}";
    long position = first;
    ExamRequest? exam;
    Prescription? prescription;

    public void Write(int records)
    {
        var treatment = Consent(physician, Scopes.RecordsRead | Scopes.RecordsWrite | Scopes.ExamsRead | Scopes.PrescriptionsRead, Purpose.Treatment);
        var diagnosis = Consent(center, Scopes.ExamsServe, Purpose.Diagnosis);
        var dispensing = Consent(pharmacy, Scopes.PrescriptionsServe, Purpose.Dispensing);
        for (var i = 0; i < records; i++)
            switch (i)
            {
                case 1: Result(diagnosis); break;
                case 2: Dispensation(dispensing); break;
                default: Consultation(treatment, withItems: i is 0 || i % 2 == 1); break;
            }
    }

    LedgerId Consent(Registered grantee, Scopes scopes, Purpose purpose)
    {
        var (id, request, at) = (LedgerId.Random(), Ink.AnyDigest(), position++);
        var consent = new Consent
        {
            Id = id, Patient = patient.Id, Grantee = grantee.Id, Scopes = scopes, Purpose = purpose, ValidFrom = ink.At(0) / 1000,
            ValidUntil = DateTimeOffset.UtcNow.AddYears(1).ToUnixTimeSeconds(), Position = at, Ledger = ink.Standing(at),
        };
        ink.Rows.Add(consent);
        ink.Operation(
            request, patient.Id, patient, new GrantConsent(id, patient.Id, grantee.Id, scopes, purpose, consent.ValidFrom, consent.ValidUntil, null), id.ToString(),
            $"{path}/consents", new JsonObject { ["id"] = id.ToString(), ["patient"] = patient.Identifier, ["grantee"] = grantee.Identifier });
        return id;
    }

    void Consultation(LedgerId consent, bool withItems)
    {
        var (id, request) = (LedgerId.Random(), Ink.AnyDigest());
        var exams = withItems ? new[] { new ExamRequestBody("tuss", "40304361", "Rule out an infection.") } : [];
        var items = withItems
            ? new[] { new PrescriptionBody(new Coding("anvisa", "1023506260018"), new QuantityBody(60, "tablet"), "One tablet twice a day after meals.", 2, false, true, null, 30) }
            : [];
        var body = new ConsultationBody(
            DateTimeOffset.FromUnixTimeMilliseconds(ink.At(position)), [new Coding("cid-10", "J45.0")], "Wheezing at night, better with the inhaler; no fever.", exams, items, null);
        var (examId, itemId) = (LedgerId.Random(), LedgerId.Random());
        var content = body.ToContent();
        if (withItems) (content["examRequests"]![0]!["id"], content["prescriptions"]![0]!["id"]) = (examId.ToString(), itemId.ToString());
        var payload = ink.Seal(patient, id, PayloadKinds.Consultation, physician.Id, request, content);
        if (withItems) Items(id, request, examId, exams[0], itemId, items[0]);
        Record(payload, physician, null);
        ink.Operation(
            request, physician.Id, patient,
            new AddConsultation(
                id, patient.Id, consent, payload.Commitment, withItems ? [new ExamOrder(examId, exam!.Commitment)] : [],
                withItems ? [new PrescriptionItem(itemId, prescription!.Commitment, 60_000, 2, true, false, PrescriptionItem.NoEnd)] : []),
            id.ToString(), $"{path}/consultations", new JsonObject { ["id"] = id.ToString() }, "consultation.add");
    }

    void Items(LedgerId consultation, Digest request, LedgerId examId, ExamRequestBody examBody, LedgerId itemId, PrescriptionBody itemBody)
    {
        exam = new ExamRequest
        {
            Id = examId, Consultation = consultation, Patient = patient.Id, Physician = physician.Id, Status = ExamStatus.Requested,
            Commitment = ink.Seal(patient, examId, PayloadKinds.ExamRequest, physician.Id, request, examBody.ToContent()).Commitment,
            Position = position, Ledger = ink.Standing(position++),
        };
        prescription = new Prescription
        {
            Id = itemId, Consultation = consultation, Patient = patient.Id, Physician = physician.Id, QuantityPerFill = 60_000, Fills = 2, PartialAllowed = true,
            Commitment = ink.Seal(patient, itemId, PayloadKinds.Prescription, physician.Id, request, itemBody.ToContent()).Commitment,
            ValidUntil = PrescriptionItem.NoEnd, Remaining = 120_000, Position = position, Ledger = ink.Standing(position++),
        };
        ink.Rows.AddRange([exam, prescription]);
    }

    void Result(LedgerId consent)
    {
        var (id, request) = (LedgerId.Random(), Ink.AnyDigest());
        var payload = ink.Seal(patient, id, PayloadKinds.Result, center.Id, request, new JsonObject
        {
            ["conclusion"] = "Within the reference ranges.", ["performedAt"] = JsonTime.Print(ink.At(position)), ["examRequest"] = exam!.Id.ToString(),
            ["values"] = new JsonArray(new JsonObject { ["name"] = "Leukocytes", ["value"] = 6.2, ["unit"] = "10^3/uL", ["referenceRange"] = "4.0 to 11.0" }),
        });
        (exam.Status, exam.Center, exam.Result, exam.LatestResult) = (ExamStatus.Completed, center.Id, id, id);
        Record(payload, center, exam.Id);
        ink.Operation(
            request, center.Id, patient, new CompleteExam(exam.Id, id, consent, payload.Commitment), id.ToString(), $"/v1/exam-requests/{exam.Id}/result",
            new JsonObject { ["id"] = id.ToString(), ["examRequest"] = exam.Id.ToString(), ["status"] = "completed" }, "exam.result.add", "diagnosis");
    }

    void Dispensation(LedgerId consent)
    {
        var (id, request) = (LedgerId.Random(), Ink.AnyDigest());
        var payload = ink.Seal(patient, id, PayloadKinds.Dispensation, pharmacy.Id, request, new JsonObject
        {
            ["quantity"] = 60, ["dispensedAt"] = JsonTime.Print(ink.At(position)), ["pharmacist"] = new JsonObject { ["name"] = "Rita Nunes", ["crf"] = "SP 12345" },
        });
        prescription!.Remaining -= 60_000;
        ink.Rows.Add(new Dispensation
        {
            Id = id, Prescription = prescription.Id, Patient = patient.Id, Pharmacy = pharmacy.Id, Quantity = 60_000, Remaining = prescription.Remaining,
            Commitment = payload.Commitment, Position = position, Ledger = ink.Standing(position),
        });
        Record(payload, pharmacy, prescription.Id);
        ink.Operation(
            request, pharmacy.Id, patient, new Dispense(prescription.Id, id, consent, 60_000, payload.Commitment), id.ToString(),
            $"/v1/prescriptions/{prescription.Id}/dispensations",
            new JsonObject { ["id"] = id.ToString(), ["prescription"] = prescription.Id.ToString(), ["quantity"] = 60 }, "prescription.dispense", "dispensing");
    }

    void Record(Payload payload, Registered author, LedgerId? about) => ink.Rows.Add(new Record
    {
        Id = payload.Id, Kind = payload.Kind, Patient = patient.Id, Author = author.Id, About = about, Version = 1, Commitment = payload.Commitment,
        Position = position, Ledger = ink.Standing(position++),
    });
}
