using HealthLedger.EndToEnd.Support;

namespace HealthLedger.EndToEnd.Flows;

/// <summary>A hospital may retry as it likes: each operation happens once and is told truly.</summary>
public sealed class IdempotencyTests(SharedGateway shared)
{
    readonly Ledger ledger = shared.Ledger;

    [Fact]
    public async Task A_refusal_by_the_contract_is_repeated_as_it_was_and_a_key_that_made_no_operation_is_free_again()
    {
        var patient = await ledger.PatientAsync();
        var physician = await ledger.PhysicianAsync();
        var pharmacy = await ledger.PharmacyAsync();
        var prescription = (await Ledger.ConsultAsync(patient, physician))["prescriptions"]![1]!["id"]!.GetValue<string>();
        var path = $"/v1/prescriptions/{prescription}/dispensations";
        var key = Guid.NewGuid().ToString();
        (await pharmacy.PostAsync(path, new { quantity = 30 }, key)).Expect(404, "not-found");
        await Ledger.ConsentAsync(patient, pharmacy, "dispensing", "prescriptions:serve");
        (await pharmacy.PostAsync(path, new { quantity = 30 }, key)).Expect(201);
        var again = Guid.NewGuid().ToString();
        (await pharmacy.PostAsync(path, new { quantity = 30 }, again)).Expect(409, "prescription-exhausted");
        (await pharmacy.PostAsync(path, new { quantity = 30 }, again)).Expect(409, "prescription-exhausted");
        (await pharmacy.PostAsync(path, new { quantity = 30 }, key)).Expect(201);
    }

    [Fact]
    public async Task Who_prefers_not_to_wait_gets_202_the_same_ids_and_an_operation_to_follow()
    {
        var patient = await ledger.PatientAsync();
        var physician = await ledger.PhysicianAsync();
        var key = Guid.NewGuid().ToString();
        var body = Ledger.Consent(physician, "treatment", "records:read");
        var path = $"/v1/patients/{patient.Identifier}/consents";
        var accepted = (await patient.PostAsync(path, body, key, "respond-async")).Expect(202);
        var operation = accepted["ledger"]!["operationId"]!.GetValue<string>();
        Assert.Equal($"/v1/operations/{operation}", accepted.Headers.Location!.ToString());
        Assert.Null(accepted["ledger"]!["transactionHash"]);

        var confirmed = (await patient.PostAsync(path, body, key)).Expect(201);
        Assert.Equal(accepted.Id, confirmed.Id);
        var followed = (await patient.GetAsync($"/v1/operations/{operation}")).Expect(200);
        Assert.Equal("confirmed", followed["state"]!.GetValue<string>());
        Assert.Equal(confirmed["ledger"]!["transactionHash"]!.GetValue<string>(), followed["transactionHash"]!.GetValue<string>());
        (await physician.GetAsync($"/v1/operations/{operation}")).Expect(404, "not-found");
        (await ledger.Regulator.GetAsync($"/v1/operations/{operation}")).Expect(200);
    }

    [Fact]
    public async Task An_impossible_key_is_refused()
    {
        (await ledger.Regulator.PostAsync("/v1/entities", Ledger.Patient(), new string('k', 256))).Expect(400);
        (await ledger.Regulator.PostAsync("/v1/entities", Ledger.Patient(), "two words")).Expect(400);
    }
}
