using HealthLedger.EndToEnd.Support;

namespace HealthLedger.EndToEnd.Flows;

/// <summary>Never more than prescribed, whoever asks, however concurrently.</summary>
public sealed class MedicineTests(SharedGateway shared)
{
    readonly Ledger ledger = shared.Ledger;

    [Fact]
    public async Task Of_fifty_concurrent_dispensings_of_one_single_fill_item_one_succeeds()
    {
        var (pharmacy, prescription) = await PrescribedAsync(Ledger.Item(30, controlled: true));

        var answers = await Task.WhenAll(Enumerable.Range(0, 50).Select(_ =>
            pharmacy.PostAsync($"/v1/prescriptions/{prescription}/dispensations", new { quantity = 30 })));

        Assert.Single(answers, answer => answer.Status == 201);
        Assert.Equal(49, answers.Count(answer => answer is { Status: 409, Code: "prescription-exhausted" }));
        Assert.Single((await pharmacy.GetAsync($"/v1/prescriptions/{prescription}/dispensations")).Expect(200).Items);
    }

    [Fact]
    public async Task Parts_are_dispensed_only_where_allowed_and_add_up_to_what_was_prescribed()
    {
        var (pharmacy, prescription) = await PrescribedAsync(Ledger.Item(10.5m, fills: 2, partialAllowed: true));
        var path = $"/v1/prescriptions/{prescription}/dispensations";
        Assert.Equal(13.25m, (await pharmacy.PostAsync(path, new { quantity = 7.75 })).Expect(201)["remaining"]!.GetValue<decimal>());
        (await pharmacy.PostAsync(path, new { quantity = 13.251 })).Expect(409, "prescription-exhausted");
        Assert.Equal(0, (await pharmacy.PostAsync(path, new { quantity = 13.25 })).Expect(201)["remaining"]!.GetValue<decimal>());

        var (other, whole) = await PrescribedAsync(Ledger.Item(10, fills: 2));
        (await other.PostAsync($"/v1/prescriptions/{whole}/dispensations", new { quantity = 4 })).Expect(409, "part-not-allowed");
    }

    [Fact]
    public async Task A_reversal_restores_the_quantity_once_and_a_cancellation_ends_the_rest()
    {
        var patient = await ledger.PatientAsync();
        var physician = await ledger.PhysicianAsync();
        var pharmacy = await ledger.PharmacyAsync();
        var prescription = await PrescribeAsync(patient, physician, pharmacy, Ledger.Item(10, fills: 2));
        var path = $"/v1/prescriptions/{prescription}/dispensations";
        var dispensation = (await pharmacy.PostAsync(path, new { quantity = 10 })).Expect(201).Id;

        (await physician.PostAsync($"/v1/dispensations/{dispensation}/reversal", new { reason = "Not mine." })).Expect(403, "forbidden");
        (await (await ledger.PharmacyAsync()).PostAsync($"/v1/dispensations/{dispensation}/reversal", new { reason = "Not mine." })).Expect(404);
        var reversed = (await pharmacy.PostAsync($"/v1/dispensations/{dispensation}/reversal", new { reason = "Wrong till." })).Expect(200);
        Assert.Equal(20, reversed["remaining"]!.GetValue<decimal>());
        (await pharmacy.PostAsync($"/v1/dispensations/{dispensation}/reversal", new { reason = "Again." })).Expect(409, "dispensation-reversed");

        (await pharmacy.PostAsync(path, new { quantity = 10 })).Expect(201);
        (await physician.PostAsync($"/v1/prescriptions/{prescription}/cancellation", new { reason = "An allergy." })).Expect(200);
        (await pharmacy.PostAsync(path, new { quantity = 10 })).Expect(409, "prescription-cancelled");
        Assert.Equal("cancelled", (await patient.GetAsync($"/v1/prescriptions/{prescription}")).Expect(200)["status"]!.GetValue<string>());
    }

    [Fact]
    public async Task What_was_written_on_the_box_is_kept_and_only_readers_see_it()
    {
        var (pharmacy, prescription) = await PrescribedAsync(Ledger.Item(10));
        (await pharmacy.PostAsync($"/v1/prescriptions/{prescription}/dispensations", new
        {
            quantity = 10, product = new { system = "anvisa", code = "1023504850012" }, lots = new[] { new { lot = "L2026-114", quantity = 10 } },
            dispensedAt = DateTimeOffset.UtcNow, buyer = new { name = "Ana Beatriz Moreira" }, pharmacist = new { name = "Lia Prado", crf = "54321" },
        })).Expect(201);
        var dispensation = Assert.Single((await pharmacy.GetAsync($"/v1/prescriptions/{prescription}/dispensations")).Expect(200).Items)!;
        Assert.Equal("L2026-114", dispensation["content"]!["lots"]![0]!["lot"]!.GetValue<string>());
    }

    async Task<(Account Pharmacy, string Prescription)> PrescribedAsync(object item)
    {
        var pharmacy = await ledger.PharmacyAsync();
        return (pharmacy, await PrescribeAsync(await ledger.PatientAsync(), await ledger.PhysicianAsync(), pharmacy, item));
    }

    static async Task<string> PrescribeAsync(Account patient, Account physician, Account pharmacy, object item)
    {
        await Ledger.ConsentAsync(patient, physician, "treatment", "records:write");
        await Ledger.ConsentAsync(patient, pharmacy, "dispensing", "prescriptions:serve", "prescriptions:read");
        var answer = (await physician.PostAsync($"/v1/patients/{patient.Identifier}/consultations", new
        {
            occurredAt = DateTimeOffset.UtcNow, diagnoses = new[] { new { system = "cid-10", code = "J45" } }, prescriptions = new[] { item },
        })).Expect(201);
        return answer["prescriptions"]![0]!["id"]!.GetValue<string>();
    }
}
