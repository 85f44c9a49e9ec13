using System.Globalization;
using HealthLedger.EndToEnd.Support;

namespace HealthLedger.EndToEnd.Flows;

/// <summary>At the counter: a patient with a document and a printed sheet, and nothing else.</summary>
public sealed class CounterTests(SharedGateway shared)
{
    static readonly object @operator = new { name = "Lia Prado", register = "CRF-SP 54321" };

    readonly Ledger ledger = shared.Ledger;

    [Fact]
    public async Task A_patient_without_a_device_gets_a_medicine_from_the_lookup_to_the_dispensation()
    {
        var (patient, cpf) = await PatientAsync();
        var prescription = (await Ledger.ConsultAsync(patient, await ledger.PhysicianAsync()))["prescriptions"]![1]!["id"]!.GetValue<string>();
        var sheet = (await ledger.Regulator.PostAsync($"/v1/patients/{patient.Identifier}/consent-codes", new { count = 2 })).Expect(201);
        var code = sheet["codes"]![0]!.GetValue<string>();
        var pharmacy = await ledger.PharmacyAsync();

        var found = (await pharmacy.PostAsync("/v1/patients/lookup", new { cpf, @operator })).Expect(200);
        Assert.Equal(patient.Identifier, found["identifier"]!.GetValue<string>());
        Assert.Single(found.Body.AsObject());
        var asked = (await pharmacy.PostAsync($"/v1/patients/{patient.Identifier}/consent-requests", Asking("prescriptions:serve", "dispensing"))).Expect(201);
        Assert.Empty((await pharmacy.GetAsync("/v1/me/prescriptions")).Expect(200).Items);
        (await pharmacy.PostAsync($"/v1/consent-requests/{asked.Id}/approval", new { @operator })).Expect(422, "rule-broken");
        (await pharmacy.PostAsync($"/v1/consent-requests/{asked.Id}/approval", new { code = "0000-0000", @operator })).Expect(422, "code-wrong");
        // As somebody types it who reads it off a sheet.
        (await pharmacy.PostAsync($"/v1/consent-requests/{asked.Id}/approval", new { code = code.ToLowerInvariant().Replace('-', ' '), @operator })).Expect(201);

        Assert.Equal(2, (await pharmacy.GetAsync("/v1/me/prescriptions?status=active")).Expect(200).Items.Count);
        (await pharmacy.PostAsync($"/v1/prescriptions/{prescription}/dispensations", new { quantity = 30, @operator })).Expect(201);

        var log = (await patient.GetAsync($"/v1/patients/{patient.Identifier}/access-log")).Expect(200).Items;
        foreach (var action in new[] { "patient.lookup", "consent.grant-by-code", "prescription.dispense" })
        {
            var entry = log.Single(one => one!["action"]!.GetValue<string>() == action)!;
            Assert.Equal((pharmacy.Identifier, "CRF-SP 54321"), (entry["actor"]!.GetValue<string>(), entry["operator"]!["register"]!.GetValue<string>()));
        }
        var consent = (await patient.GetAsync($"/v1/patients/{patient.Identifier}/consents")).Expect(200).Items[0]!;
        Assert.Equal((pharmacy.Identifier, "dispensing"), (consent["grantee"]!.GetValue<string>(), consent["purpose"]!.GetValue<string>()));
    }

    [Fact]
    public async Task A_code_approves_once_and_three_wrong_ones_lock_the_request()
    {
        var (patient, _) = await PatientAsync();
        var code = (await patient.PostAsync($"/v1/patients/{patient.Identifier}/consent-codes")).Expect(201)["codes"]![0]!.GetValue<string>();
        var pharmacy = await ledger.PharmacyAsync();
        var first = await AskAsync(pharmacy, patient);
        (await pharmacy.PostAsync($"/v1/consent-requests/{first}/approval", new { code })).Expect(201);
        (await pharmacy.PostAsync($"/v1/consent-requests/{first}/approval", new { code })).Expect(409, "consent-request-closed");

        var second = await AskAsync(pharmacy, patient);
        for (var attempt = 0; attempt < 3; attempt++)
            (await pharmacy.PostAsync($"/v1/consent-requests/{second}/approval", new { code })).Expect(422, "code-wrong");
        var fresh = (await patient.PostAsync($"/v1/patients/{patient.Identifier}/consent-codes")).Expect(201)["codes"]![0]!.GetValue<string>();
        (await pharmacy.PostAsync($"/v1/consent-requests/{second}/approval", new { code = fresh })).Expect(409, "consent-request-closed");
        Assert.Equal("locked", (await pharmacy.GetAsync($"/v1/consent-requests/{second}")).Expect(200)["status"]!.GetValue<string>());

        var third = await AskAsync(pharmacy, patient);
        (await patient.DeleteAsync($"/v1/patients/{patient.Identifier}/consent-codes")).Expect(204);
        (await pharmacy.PostAsync($"/v1/consent-requests/{third}/approval", new { code = fresh })).Expect(422, "code-wrong");
    }

    [Fact]
    public async Task A_key_prints_one_sheet_whatever_became_of_its_codes()
    {
        var (patient, _) = await PatientAsync();
        var path = $"/v1/patients/{patient.Identifier}/consent-codes";
        var sheet = (await patient.PostAsync(path, new { count = 2 }, key: "sheet")).Expect(201);
        var pharmacy = await ledger.PharmacyAsync();
        (await pharmacy.PostAsync($"/v1/consent-requests/{await AskAsync(pharmacy, patient)}/approval", new { code = sheet["codes"]![0]!.GetValue<string>() })).Expect(201);
        Assert.Equal(sheet.Text, (await patient.PostAsync(path, new { count = 2 }, key: "sheet")).Expect(201).Text);
        (await patient.PostAsync(path, new { count = 1 }, key: "sheet")).Expect(422, "idempotency-key-reused");
        (await patient.PostAsync(path, new { count = 3 }, key: "sheet")).Expect(422, "idempotency-key-reused");
    }

    [Fact]
    public async Task Two_approvals_with_one_code_at_one_time_are_one()
    {
        var (patient, _) = await PatientAsync();
        var code = (await patient.PostAsync($"/v1/patients/{patient.Identifier}/consent-codes")).Expect(201)["codes"]![0]!.GetValue<string>();
        var pharmacy = await ledger.PharmacyAsync();
        var requests = new[] { await AskAsync(pharmacy, patient), await AskAsync(pharmacy, patient) };
        var answers = await Task.WhenAll(requests.Select(id => pharmacy.PostAsync($"/v1/consent-requests/{id}/approval", new { code })));
        Assert.Single(answers, answer => answer.Status == 201);
        Assert.Single(answers, answer => answer.Code is "consent-request-closed" or "code-wrong");
    }

    [Fact]
    public async Task A_code_is_one_consent_on_the_ledger_though_the_store_forgets_that_it_was_used()
    {
        var (patient, _) = await PatientAsync();
        var code = (await patient.PostAsync($"/v1/patients/{patient.Identifier}/consent-codes")).Expect(201)["codes"]![0]!.GetValue<string>();
        var pharmacy = await ledger.PharmacyAsync();
        var (first, second) = (await AskAsync(pharmacy, patient), await AskAsync(pharmacy, patient));
        (await pharmacy.PostAsync($"/v1/consent-requests/{first}/approval", new { code })).Expect(201);

        await Database.ChangeAsync(ledger.Gateway, """UPDATE "ConsentCodes" SET "UsedBy" = NULL""");
        (await pharmacy.PostAsync($"/v1/consent-requests/{second}/approval", new { code })).Expect(409, "ledger-conflict");
        Assert.Equal("pending", (await pharmacy.GetAsync($"/v1/consent-requests/{second}")).Expect(200)["status"]!.GetValue<string>());
        Assert.Single((await patient.GetAsync($"/v1/patients/{patient.Identifier}/consents")).Expect(200).Items);
        // What the patient approved with its token is known from the ledger itself.
        (await patient.PostAsync($"/v1/consent-requests/{second}/approval")).Expect(201);
        await Database.ChangeAsync(ledger.Gateway, $"""UPDATE "ConsentRequests" SET "GrantedBy" = NULL WHERE "Id" = '{second}'""");
        (await patient.PostAsync($"/v1/consent-requests/{second}/approval")).Expect(409, "consent-request-closed");
    }

    [Fact]
    public async Task A_code_gives_no_more_than_a_class_works_with_nor_for_longer_than_a_year_nor_after_its_physician_lost_consent()
    {
        var (patient, _) = await PatientAsync();
        var (physician, pharmacy) = (await ledger.PhysicianAsync(), await ledger.PharmacyAsync());
        (await pharmacy.PostAsync($"/v1/patients/{patient.Identifier}/consent-requests", Asking("records:read", "dispensing"))).Expect(422, "rule-broken");
        var consent = await Ledger.ConsentAsync(patient, physician, "treatment", "records:write");
        var code = (await physician.PostAsync($"/v1/patients/{patient.Identifier}/consent-codes")).Expect(201)["codes"]![0]!.GetValue<string>();
        var far = (await pharmacy.PostAsync(
            $"/v1/patients/{patient.Identifier}/consent-requests", new { scopes = new[] { "prescriptions:serve" }, purpose = "dispensing", validUntil = "2099-12-31" })).Expect(201).Id;
        (await pharmacy.PostAsync($"/v1/consent-requests/{far}/approval", new { code })).Expect(422, "rule-broken");
        (await patient.DeleteAsync($"/v1/patients/{patient.Identifier}/consents/{consent}")).Expect(200);
        (await pharmacy.PostAsync($"/v1/consent-requests/{await AskAsync(pharmacy, patient)}/approval", new { code })).Expect(422, "code-wrong");
    }

    [Fact]
    public async Task Whoever_printed_a_code_cannot_use_it_and_nobody_approves_for_others()
    {
        var (patient, _) = await PatientAsync();
        var physician = await ledger.PhysicianAsync();
        (await physician.PostAsync($"/v1/patients/{patient.Identifier}/consent-codes")).Expect(404, "not-found");
        await Ledger.ConsentAsync(patient, physician, "treatment", "records:write");
        var code = (await physician.PostAsync($"/v1/patients/{patient.Identifier}/consent-codes", new { count = 1 })).Expect(201)["codes"]![0]!.GetValue<string>();
        var asked = (await physician.PostAsync($"/v1/patients/{patient.Identifier}/consent-requests", Asking("records:read", "treatment"))).Expect(201).Id;
        (await physician.PostAsync($"/v1/consent-requests/{asked}/approval", new { code })).Expect(422, "code-wrong");
        foreach (var stranger in new[] { await ledger.PharmacyAsync(), (await PatientAsync()).Patient })
        {
            (await stranger.PostAsync($"/v1/consent-requests/{asked}/approval", new { code })).Expect(404, "not-found");
            (await stranger.GetAsync($"/v1/consent-requests/{asked}")).Expect(404, "not-found");
        }

        Assert.Equal(asked, Assert.Single((await patient.GetAsync($"/v1/patients/{patient.Identifier}/consent-requests")).Expect(200).Items)!["id"]!.GetValue<string>());
        (await physician.GetAsync($"/v1/patients/{patient.Identifier}/records")).Expect(404, "not-found");
        (await patient.PostAsync($"/v1/consent-requests/{asked}/approval")).Expect(201);
        (await physician.GetAsync($"/v1/patients/{patient.Identifier}/records")).Expect(200);
        (await patient.PostAsync($"/v1/consent-requests/{asked}/refusal")).Expect(409, "consent-request-closed");
    }

    [Fact]
    public async Task A_document_that_nobody_has_finds_nobody_and_asking_too_often_is_refused()
    {
        var (patient, _) = await PatientAsync();
        var pharmacy = await ledger.PharmacyAsync();
        (await pharmacy.PostAsync("/v1/patients/lookup", new { cpf = Ledger.Cpf() })).Expect(404, "not-found");
        (await pharmacy.PostAsync("/v1/patients/lookup", new { cpf = "529.982.247-24" })).Expect(400, "validation-failed");
        (await pharmacy.PostAsync("/v1/patients/lookup", new { })).Expect(400, "validation-failed");
        (await patient.PostAsync("/v1/patients/lookup", new { cpf = Ledger.Cpf() })).Expect(403, "forbidden");
        for (var asked = 0; asked < 5; asked++) await AskAsync(pharmacy, patient);
        (await pharmacy.PostAsync($"/v1/patients/{patient.Identifier}/consent-requests", Asking("prescriptions:serve", "dispensing"))).Expect(429, "too-many-requests");
    }

    static async Task<string> AskAsync(Account pharmacy, Account patient) =>
        (await pharmacy.PostAsync($"/v1/patients/{patient.Identifier}/consent-requests", Asking("prescriptions:serve", "dispensing"))).Expect(201).Id;

    static object Asking(string scope, string purpose) => new
    {
        scopes = new[] { scope }, purpose, validUntil = DateTime.UtcNow.AddDays(90).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture), @operator,
    };

    async Task<(Account Patient, string Cpf)> PatientAsync()
    {
        var cpf = Ledger.Cpf();
        return (await ledger.RegisterAsync(Ledger.Patient(cpf: cpf)), cpf);
    }
}
