using System.Text.Json.Nodes;
using HealthLedger.EndToEnd.Support;

namespace HealthLedger.EndToEnd.Security;

/// <summary>The eleven defects of the paper's own proof of concept: each shown not to be possible here.</summary>
public sealed class SeedDefectTests(SharedGateway shared)
{
    readonly Ledger ledger = shared.Ledger;

    [Fact]
    public async Task Defect_1_nobody_but_a_regulator_creates_entities_and_nobody_grants_access_to_themselves_or_resets_a_password()
    {
        var patient = await ledger.PatientAsync();
        var physician = await ledger.PhysicianAsync();
        foreach (var account in new[] { patient, physician })
        {
            (await account.PostAsync("/v1/entities", new { @class = "regulator", name = "Mallory" })).Expect(403, "forbidden");
            (await account.PostAsync($"/v1/entities/{ledger.Regulator.Identifier}/credential-reset")).Expect(403, "forbidden");
            (await account.PostAsync($"/v1/entities/{patient.Identifier}/suspension", new { reason = "Because." })).Expect(403, "forbidden");
        }
        (await physician.PostAsync($"/v1/patients/{patient.Identifier}/consents", Ledger.Consent(physician, "treatment", "records:read"))).Expect(403, "forbidden");
        var other = await ledger.PatientAsync();
        (await other.PostAsync($"/v1/patients/{patient.Identifier}/consents", Ledger.Consent(physician, "treatment", "records:read"))).Expect(404, "not-found");
        (await new Account(shared.Ledger.Gateway.Http, "", "").PostAsync("/v1/entities", new { @class = "regulator", name = "Mallory" })).Expect(401, "unauthorized");
    }

    [Fact]
    public async Task Defect_2_no_password_is_stored_readably_and_an_unregistered_identifier_with_an_empty_password_is_nobody()
    {
        var nobody = new Account(shared.Ledger.Gateway.Http, "PAT-7K3M9QX2TD4-A", "");
        Assert.Equal(400, (await nobody.SignInAsync("")).Status);
        await ledger.PatientAsync();
        foreach (var file in Directory.EnumerateFiles(ledger.Gateway.DataDirectory, "*", SearchOption.AllDirectories).Where(file => !file.EndsWith(".lock", StringComparison.Ordinal)))
            Assert.False(await Files.ContainsAsync(file, Account.NewPassword), $"{Path.GetFileName(file)} holds a password as it was typed.");
    }

    [Fact]
    public async Task Defect_3_a_token_is_checked_on_every_request()
    {
        var patient = await ledger.PatientAsync();
        var forged = new ForgedAccount(shared.Ledger.Gateway.Http);
        (await forged.GetAsync("/v1/me", patient.Token[..^4] + "AAAA")).Expect(401, "unauthorized");
        (await forged.GetAsync("/v1/me", "")).Expect(401, "unauthorized");
        (await forged.GetAsync("/v1/me", ForgedAccount.WithoutAlgorithm(patient.Token))).Expect(401, "unauthorized");
        (await forged.GetAsync("/v1/me", patient.RefreshToken)).Expect(401, "unauthorized");
    }

    [Fact]
    public async Task Defect_4_reads_are_judged_by_the_gateway_and_not_by_the_browser()
    {
        var patient = await ledger.PatientAsync();
        var physician = await ledger.PhysicianAsync();
        (await physician.GetAsync($"/v1/patients/{patient.Identifier}/records")).Expect(404, "not-found");
        (await ledger.Regulator.GetAsync($"/v1/patients/{patient.Identifier}/records")).Expect(400, "reason-required");
        (await ledger.Regulator.GetAsync($"/v1/patients/{patient.Identifier}/records?reason=A%20complaint%20of%20the%20patient")).Expect(200);

        var log = (await patient.GetAsync($"/v1/patients/{patient.Identifier}/access-log")).Expect(200).Items;
        Assert.Contains(log, entry => Is(entry, ledger.Regulator, "allowed") && entry!["reason"]!.GetValue<string>() == "A complaint of the patient");
        Assert.Contains(log, entry => Is(entry, physician, "refused"));

        static bool Is(JsonNode? entry, Account actor, string outcome) =>
            entry!["actor"]!.GetValue<string>() == actor.Identifier && entry["outcome"]!.GetValue<string>() == outcome;
    }

    [Fact]
    public async Task Defect_5_a_second_prescription_of_the_same_code_does_not_touch_the_first_and_belongs_to_its_patient()
    {
        var patient = await ledger.PatientAsync();
        var physician = await ledger.PhysicianAsync();
        var pharmacy = await ledger.PharmacyAsync();
        await Ledger.ConsentAsync(patient, pharmacy, "dispensing", "prescriptions:serve");
        var first = (await Ledger.ConsultAsync(patient, physician))["prescriptions"]![1]!["id"]!.GetValue<string>();
        (await pharmacy.PostAsync($"/v1/prescriptions/{first}/dispensations", new { quantity = 30 })).Expect(201);

        var second = (await Ledger.ConsultAsync(patient, physician))["prescriptions"]![1]!["id"]!.GetValue<string>();
        (await pharmacy.PostAsync($"/v1/prescriptions/{first}/dispensations", new { quantity = 30 })).Expect(409, "prescription-exhausted");
        (await pharmacy.PostAsync($"/v1/prescriptions/{second}/dispensations", new { quantity = 30 })).Expect(201);

        var foreign = (await Ledger.ConsultAsync(await ledger.PatientAsync(), physician))["prescriptions"]![1]!["id"]!.GetValue<string>();
        (await pharmacy.PostAsync($"/v1/prescriptions/{foreign}/dispensations", new { quantity = 30 })).Expect(404, "not-found");
    }

    [Fact]
    public async Task Defect_6_a_result_is_entered_for_the_very_request_that_the_center_accepted()
    {
        var patient = await ledger.PatientAsync();
        var physician = await ledger.PhysicianAsync();
        var center = await ledger.CenterAsync();
        await Ledger.ConsentAsync(patient, center, "diagnosis", "exams:serve");
        var exams = (await Ledger.ConsultAsync(patient, physician))["examRequests"]!;
        (await center.PostAsync($"/v1/exam-requests/{exams[0]!["id"]}/acceptance", new { })).Expect(200);
        Assert.NotEqual(201, (await center.PostAsync($"/v1/exam-requests/{exams[1]!["id"]}/result", Bodies.Result())).Status);
        (await center.PostAsync($"/v1/exam-requests/{exams[0]!["id"]}/result", Bodies.Result())).Expect(201);
    }

    [Fact]
    public async Task Defect_7_one_consultation_orders_many_things_and_its_recorded_time_is_the_ledgers()
    {
        var patient = await ledger.PatientAsync();
        var physician = await ledger.PhysicianAsync();
        var consultation = await Ledger.ConsultAsync(patient, physician);
        Assert.Equal(2, consultation["examRequests"]!.AsArray().Count);
        Assert.Equal(2, consultation["prescriptions"]!.AsArray().Count);
        (await physician.PostAsync($"/v1/patients/{patient.Identifier}/consultations", new
        {
            occurredAt = DateTimeOffset.UtcNow.AddHours(1), diagnoses = new[] { new { system = "cid-10", code = "J45" } },
        })).Expect(422);
        var record = (await patient.GetAsync($"/v1/patients/{patient.Identifier}/records/{consultation.Id}")).Expect(200);
        Assert.InRange(record["recordedAt"]!.GetValue<DateTimeOffset>(), DateTimeOffset.UtcNow.AddMinutes(-5), DateTimeOffset.UtcNow.AddMinutes(1));
    }

    [Fact]
    public async Task Defect_8_every_access_is_on_the_patients_log_and_every_write_in_a_block()
    {
        var patient = await ledger.PatientAsync();
        var physician = await ledger.PhysicianAsync();
        var consultation = await Ledger.ConsultAsync(patient, physician);
        (await physician.GetAsync($"/v1/patients/{patient.Identifier}/records")).Expect(200);
        var log = (await patient.GetAsync($"/v1/patients/{patient.Identifier}/access-log")).Expect(200).Items;
        Assert.Contains(log, entry => entry!["action"]!.GetValue<string>() == "consultation.add" && entry["purpose"]!.GetValue<string>() == "treatment");
        Assert.Contains(log, entry => entry!["action"]!.GetValue<string>() == "records.list");

        await using var node = await ChainNode.OfAsync(ledger.Gateway);
        var receipt = await node.CallAsync("eth_getTransactionReceipt", consultation["ledger"]!["transactionHash"]!.GetValue<string>());
        Assert.Equal("0x1", receipt!["status"]!.GetValue<string>());
        Assert.NotEmpty(receipt["logs"]!.AsArray());
    }

    [Fact]
    public async Task Defect_9_entities_are_suspended_and_reactivated_and_all_eight_classes_exist()
    {
        foreach (var entityClass in new[] { "insuranceCompany", "researchInstitute" })
            (await ledger.Regulator.PostAsync("/v1/entities", new { @class = entityClass, name = "Name", cnpj = "11222333000181" })).Expect(201);
        var staff = await ledger.RegisterAsync(new { @class = "hospitalStaff", name = "Nara Lopes" });
        (await ledger.Regulator.PostAsync($"/v1/entities/{staff.Identifier}/suspension", new { reason = "Left." })).Expect(200);
        (await staff.GetAsync("/v1/entities")).Expect(403, "entity-suspended");
        (await ledger.Regulator.DeleteAsync($"/v1/entities/{staff.Identifier}/suspension")).Expect(200);
        (await staff.GetAsync("/v1/entities")).Expect(200);
    }

    [Fact]
    public async Task Defect_10_a_changed_password_works_and_the_old_one_and_its_tokens_do_not()
    {
        var patient = await ledger.PatientAsync();
        var before = new ForgedAccount(ledger.Gateway.Http);
        var token = patient.Token;
        (await patient.PutAsync("/v1/me/password", new { currentPassword = Account.NewPassword, newPassword = "another long sentence" })).Expect(204);
        (await before.GetAsync("/v1/me", token)).Expect(401, "unauthorized");
        Assert.Equal(400, (await patient.SignInAsync(Account.NewPassword)).Status);
        (await patient.SignInAsync("another long sentence")).Expect(200);
    }

    [Fact]
    public void Defect_11_the_contracts_are_tested()
    {
        var tests = Directory.EnumerateFiles(Path.Combine(Repository.Root, "contracts", "test"), "*.t.sol", SearchOption.AllDirectories)
            .Sum(file => File.ReadLines(file).Count(line => line.Contains("function test_", StringComparison.Ordinal)
                || line.Contains("function testFuzz_", StringComparison.Ordinal) || line.Contains("function invariant_", StringComparison.Ordinal)));
        Assert.True(tests > 100, $"Only {tests} tests of the contracts.");
    }
}
