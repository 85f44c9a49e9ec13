using System.Globalization;
using HealthLedger.EndToEnd.Support;

namespace HealthLedger.EndToEnd.Plans;

/// <summary>What staff, insurers, institutes and people at a counter do, with one of each thing left behind.</summary>
/// <param name="Ids">What they left, by the kind that paths begin with.</param>
sealed record Network(Account Staff, Account Insurer, Account Institute, IReadOnlyDictionary<string, string[]> Ids)
{
    public static async Task<Network> PlayAsync(Ledger ledger, Account patient, Account physician)
    {
        var (staff, insurer, institute) = (await ledger.StaffAsync(), await ledger.InsurerAsync(), await ledger.InstituteAsync());
        (await physician.PostAsync("/v1/me/links", new { staff = staff.Identifier })).Expect(200);
        await Ledger.ConsentAsync(patient, staff, "treatment", "appointments:manage");
        await Ledger.ConsentAsync(patient, insurer, "coverage", "coverage:authorize");
        var (appointment, missed) = (await BookAsync(staff, patient, physician, ahead: 2), await BookAsync(staff, patient, physician, ahead: 3));
        (await staff.PostAsync($"/v1/appointments/{appointment}/authorization")).Expect(200);
        (await patient.PostAsync($"/v1/appointments/{missed}/cancellation", new { reason = "Better already." })).Expect(200);
        var covered = (await Ledger.ConsultAsync(patient, physician))["examRequests"]!.AsArray().Select(exam => exam!["id"]!.GetValue<string>()).ToArray();
        (await insurer.PostAsync($"/v1/exam-requests/{covered[0]}/authorization", new { decision = "denied", clause = "12.3" })).Expect(200);
        (await patient.PostAsync($"/v1/exam-requests/{covered[0]}/waiver")).Expect(200);
        var draft = (await staff.PostAsync(
            $"/v1/patients/{patient.Identifier}/consultation-drafts", new { physician = physician.Identifier, consultation = Ledger.Consultation() })).Expect(201).Id;
        (await physician.PostAsync($"/v1/consultation-drafts/{draft}/sign-off", new { })).Expect(201);
        var (study, extract) = await StudyAsync(ledger, institute, physician);
        return new Network(staff, insurer, institute, new Dictionary<string, string[]>
        {
            ["appointments"] = [appointment], ["exam-requests"] = [covered[1]], ["consultation-drafts"] = [draft],
            ["consent-requests"] = [await CounterAsync(ledger, patient)], ["studies"] = [study], ["extract"] = [extract],
        });
    }

    static async Task<string> BookAsync(Account staff, Account patient, Account physician, int ahead)
    {
        var start = new DateTimeOffset(DateTimeOffset.UtcNow.AddDays(ahead).Date, TimeSpan.Zero);
        return (await staff.PostAsync("/v1/appointments", new
        {
            patient = patient.Identifier, physician = physician.Identifier, startsAt = start, endsAt = start.AddMinutes(30), place = "Room 12",
        })).Expect(201).Id;
    }

    static async Task<string> CounterAsync(Ledger ledger, Account patient)
    {
        var pharmacy = await ledger.PharmacyAsync();
        (await pharmacy.PostAsync("/v1/patients/lookup", new { cpf = Ledger.Cpf() })).Expect(404);
        var code = (await patient.PostAsync($"/v1/patients/{patient.Identifier}/consent-codes")).Expect(201)["codes"]![0]!.GetValue<string>();
        var asked = (await pharmacy.PostAsync($"/v1/patients/{patient.Identifier}/consent-requests", new
        {
            scopes = new[] { "prescriptions:serve" }, purpose = "dispensing", validUntil = Day(90),
        })).Expect(201).Id;
        (await pharmacy.PostAsync($"/v1/consent-requests/{asked}/approval", new { code })).Expect(201);
        (await patient.DeleteAsync($"/v1/patients/{patient.Identifier}/consent-codes")).Expect(204);
        return asked;
    }

    // As many as an extract takes to hold anybody.
    static async Task<(string Study, string Extract)> StudyAsync(Ledger ledger, Account institute, Account physician)
    {
        var study = (await institute.PostAsync("/v1/studies", new
        {
            title = "Asthma in adults", protocol = "Diagnoses by month.", k = 5, from = Day(-300), until = Day(300),
            codes = new[] { new { system = "cid-10", code = "J45" } },
        })).Expect(201).Id;
        (await ledger.Regulator.PostAsync($"/v1/studies/{study}/approval")).Expect(200);
        for (var i = 0; i < 5; i++)
        {
            var participant = await ledger.PatientAsync();
            await Ledger.ConsultAsync(participant, physician);
            (await participant.PostAsync($"/v1/patients/{participant.Identifier}/consents", new
            {
                grantee = institute.Identifier, scopes = new[] { "records:read" }, purpose = "research", validUntil = "2036-12-31", resource = study,
            })).Expect(201);
        }
        return (study, (await institute.PostAsync($"/v1/studies/{study}/extracts")).Expect(201).Id);
    }

    static string Day(int ahead) => DateTime.UtcNow.AddDays(ahead).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}
