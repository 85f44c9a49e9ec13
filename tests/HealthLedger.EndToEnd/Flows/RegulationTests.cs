using HealthLedger.EndToEnd.Support;

namespace HealthLedger.EndToEnd.Flows;

/// <summary>Who exists, who may act, and which key speaks.</summary>
public sealed class RegulationTests(SharedGateway shared)
{
    readonly Ledger ledger = shared.Ledger;

    [Theory]
    [InlineData("regulator", "REG")]
    [InlineData("patient", "PAT")]
    [InlineData("physician", "PHY")]
    [InlineData("pharmacy", "PHA")]
    [InlineData("diagnosticCenter", "DGC")]
    [InlineData("researchInstitute", "RES")]
    [InlineData("insuranceCompany", "INS")]
    [InlineData("hospitalStaff", "STF")]
    public async Task Every_class_is_registered_and_counted_by_the_contract(string entityClass, string prefix)
    {
        var before = (await ledger.Regulator.GetAsync("/v1/ledger/statistics")).Expect(200)[entityClass]!.GetValue<long>();
        var answer = (await ledger.Regulator.PostAsync("/v1/entities", new
        {
            @class = entityClass, name = "Name", birthDate = entityClass == "patient" ? "1984-03-17" : null,
            sex = entityClass == "patient" ? "other" : null,
            crm = entityClass == "physician" ? new { number = Random.Shared.Next(1, int.MaxValue).ToString(), uf = "BA" } : null,
            cnpj = entityClass is "pharmacy" or "diagnosticCenter" or "researchInstitute" or "insuranceCompany" ? "11222333000181" : null,
        })).Expect(201);

        Assert.StartsWith(prefix + "-", answer["identifier"]!.GetValue<string>(), StringComparison.Ordinal);
        Assert.Matches("^0x[0-9a-fA-F]{40}$", answer["address"]!.GetValue<string>());
        Assert.Matches("^0x[0-9a-f]{64}$", answer["ledger"]!["transactionHash"]!.GetValue<string>());
        var after = (await ledger.Regulator.GetAsync("/v1/ledger/statistics")).Expect(200)[entityClass]!.GetValue<long>();
        Assert.True(after > before);
        Assert.Equal("active", (await ledger.Regulator.GetAsync($"/v1/entities/{answer["identifier"]}")).Expect(200)["status"]!.GetValue<string>());
    }

    [Fact]
    public async Task One_person_is_registered_once()
    {
        var cpf = Ledger.Cpf();
        (await ledger.Regulator.PostAsync("/v1/entities", Ledger.Patient(cpf: cpf))).Expect(201);
        (await ledger.Regulator.PostAsync("/v1/entities", Ledger.Patient(cpf: $"{cpf[..3]}.{cpf[3..6]}.{cpf[6..9]}-{cpf[9..]}"))).Expect(409, "entity-already-registered");
    }

    [Fact]
    public async Task A_suspended_entity_can_do_nothing_but_see_that_it_is_suspended()
    {
        var pharmacy = await ledger.PharmacyAsync();
        Assert.Equal("suspended", (await ledger.Regulator.PostAsync(
            $"/v1/entities/{pharmacy.Identifier}/suspension", new { reason = "An inspection." })).Expect(200)["status"]!.GetValue<string>());

        (await pharmacy.GetAsync("/v1/me/consents")).Expect(403, "entity-suspended");
        Assert.Equal("suspended", (await pharmacy.GetAsync("/v1/me")).Expect(200)["status"]!.GetValue<string>());
        (await ledger.Regulator.PostAsync($"/v1/entities/{pharmacy.Identifier}/suspension", new { reason = "Again." })).Expect(409, "entity-not-active");

        (await ledger.Regulator.DeleteAsync($"/v1/entities/{pharmacy.Identifier}/suspension")).Expect(200);
        (await pharmacy.GetAsync("/v1/me/consents")).Expect(200);
        (await ledger.Regulator.DeleteAsync($"/v1/entities/{pharmacy.Identifier}/suspension")).Expect(409, "entity-not-suspended");
    }

    [Fact]
    public async Task A_suspended_physician_writes_nothing_even_with_consent()
    {
        var patient = await ledger.PatientAsync();
        var physician = await ledger.PhysicianAsync();
        await Ledger.ConsentAsync(patient, physician, "treatment", "records:write");
        (await ledger.Regulator.PostAsync($"/v1/entities/{physician.Identifier}/suspension", new { reason = "An inspection." })).Expect(200);
        (await physician.PostAsync($"/v1/patients/{patient.Identifier}/consultations", Ledger.Consultation())).Expect(403, "entity-suspended");
        (await patient.PostAsync($"/v1/patients/{patient.Identifier}/consents", Ledger.Consent(physician, "treatment", "records:read"))).Expect(409, "entity-not-active");
    }

    [Fact]
    public async Task A_key_is_rotated_and_the_entity_goes_on_as_the_same()
    {
        var patient = await ledger.PatientAsync();
        var physician = await ledger.PhysicianAsync();
        var before = (await patient.GetAsync($"/v1/entities/{physician.Identifier}")).Expect(200)["address"]!.GetValue<string>();
        await Ledger.ConsentAsync(patient, physician, "treatment", "records:read", "records:write");

        var rotated = (await physician.PostAsync($"/v1/entities/{physician.Identifier}/key-rotation")).Expect(200)["address"]!.GetValue<string>();
        Assert.NotEqual(before, rotated);
        (await physician.PostAsync($"/v1/patients/{patient.Identifier}/consultations", Ledger.Consultation())).Expect(201);
        var again = (await ledger.Regulator.PostAsync($"/v1/entities/{physician.Identifier}/key-rotation")).Expect(200)["address"]!.GetValue<string>();
        Assert.NotEqual(rotated, again);
        (await patient.PostAsync($"/v1/entities/{physician.Identifier}/key-rotation")).Expect(403, "forbidden");
    }

    [Fact]
    public async Task Patients_are_found_by_regulators_only()
    {
        var patient = await ledger.PatientAsync("Zuleica Quirino");
        var physician = await ledger.PhysicianAsync();
        Assert.Equal(patient.Identifier, Assert.Single((await ledger.Regulator.GetAsync("/v1/entities?class=patient&q=zuleica")).Expect(200).Items)!["identifier"]!.GetValue<string>());
        Assert.Empty((await physician.GetAsync("/v1/entities?class=patient")).Expect(200).Items);
        (await physician.GetAsync($"/v1/entities/{patient.Identifier}")).Expect(404);
        (await patient.GetAsync($"/v1/entities/{physician.Identifier}")).Expect(200);
    }

    [Fact]
    public async Task Lists_are_paged_by_cursors_that_lose_and_repeat_nothing()
    {
        for (var i = 0; i < 3; i++) await ledger.PharmacyAsync();
        var seen = new List<string>();
        var path = "/v1/entities?class=pharmacy&limit=2";
        for (string? cursor = ""; cursor is not null;)
        {
            var page = (await ledger.Regulator.GetAsync(cursor.Length == 0 ? path : $"{path}&cursor={cursor}")).Expect(200);
            Assert.InRange(page.Items.Count, 1, 2);
            seen.AddRange(page.Items.Select(item => item!["identifier"]!.GetValue<string>()));
            cursor = page["next"]?.GetValue<string>();
        }
        Assert.Equal(seen.Count, seen.Distinct().Count());
        Assert.True(seen.Count >= 3);
        (await ledger.Regulator.GetAsync("/v1/entities?cursor=nonsense")).Expect(400, "cursor-invalid");
        (await ledger.Regulator.GetAsync("/v1/entities?limit=201")).Expect(400, "validation-failed");
    }

    [Fact]
    public async Task Regulators_see_operations_with_their_transactions()
    {
        var patient = await ledger.PatientAsync();
        var physician = await ledger.PhysicianAsync();
        await Ledger.ConsentAsync(patient, physician, "treatment", "records:read");
        var operations = (await ledger.Regulator.GetAsync($"/v1/ledger/transactions?entity={patient.Identifier}")).Expect(200).Items;
        Assert.Equal(["grantConsent", "registerEntity"], operations.Select(operation => operation!["kind"]!.GetValue<string>()));
        Assert.All(operations, operation => Assert.Equal("confirmed", operation!["state"]!.GetValue<string>()));
        (await patient.GetAsync("/v1/ledger/transactions")).Expect(403, "forbidden");
    }
}
