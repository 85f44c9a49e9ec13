using HealthLedger.EndToEnd.Support;

namespace HealthLedger.EndToEnd.Flows;

/// <summary>A patient with a consultation, and a center that accepted the first of its exams.</summary>
sealed record ExamScene(Account Patient, Account Physician, Account Center, Answer Consultation, string Consent)
{
    public string Exam => Consultation["examRequests"]![0]!["id"]!.GetValue<string>();

    public string OtherExam => Consultation["examRequests"]![1]!["id"]!.GetValue<string>();

    public string Attachments => $"/v1/attachments?examRequest={Exam}";

    public static async Task<ExamScene> OpenAsync(Ledger ledger)
    {
        var patient = await ledger.PatientAsync();
        var physician = await ledger.PhysicianAsync();
        var center = await ledger.CenterAsync();
        var consultation = await Ledger.ConsultAsync(patient, physician);
        var scene = new ExamScene(patient, physician, center, consultation, await Ledger.ConsentAsync(patient, center, "diagnosis", "exams:serve"));
        (await center.PostAsync($"/v1/exam-requests/{scene.Exam}/acceptance", new { })).Expect(200);
        return scene;
    }
}
