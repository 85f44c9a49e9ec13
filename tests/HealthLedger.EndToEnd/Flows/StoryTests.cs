using HealthLedger.EndToEnd.Support;

namespace HealthLedger.EndToEnd.Flows;

/// <summary>The paper's four flows, as the people in them would play them.</summary>
public sealed class StoryTests(SharedGateway shared)
{
    readonly Ledger ledger = shared.Ledger;

    [Fact]
    public async Task The_whole_story_of_the_paper_holds_from_registration_to_the_refused_second_dispensing()
    {
        var patient = await ledger.PatientAsync();
        var physician = await ledger.PhysicianAsync();
        var pharmacy = await ledger.PharmacyAsync();
        var center = await ledger.CenterAsync();
        var records = $"/v1/patients/{patient.Identifier}/records";

        (await physician.GetAsync(records)).Expect(404, "not-found");
        var consultation = await Ledger.ConsultAsync(patient, physician);
        Assert.Equal(consultation.Id, Assert.Single((await physician.GetAsync(records)).Expect(200).Items)!["id"]!.GetValue<string>());

        var exam = consultation["examRequests"]![0]!["id"]!.GetValue<string>();
        (await center.PostAsync($"/v1/exam-requests/{exam}/acceptance", new { })).Expect(404, "not-found");
        await Ledger.ConsentAsync(patient, center, "diagnosis", "exams:serve");
        Assert.Equal(2, (await center.GetAsync("/v1/me/exam-requests?status=requested")).Expect(200).Items.Count);
        (await center.PostAsync($"/v1/exam-requests/{exam}/acceptance", new { })).Expect(200);
        (await center.PostAsync($"/v1/exam-requests/{exam}/result", Bodies.Result())).Expect(201);
        (await center.PostAsync($"/v1/exam-requests/{exam}/result", Bodies.Result())).Expect(409, "exam-status-conflict");

        var common = consultation["prescriptions"]![0]!["id"]!.GetValue<string>();
        var controlled = consultation["prescriptions"]![1]!["id"]!.GetValue<string>();
        (await pharmacy.PostAsync($"/v1/prescriptions/{common}/dispensations", new { quantity = 60 })).Expect(404, "not-found");
        await Ledger.ConsentAsync(patient, pharmacy, "dispensing", "prescriptions:serve");
        var first = (await pharmacy.PostAsync($"/v1/prescriptions/{common}/dispensations", new { quantity = 60 })).Expect(201);
        Assert.Equal(60, first["remaining"]!.GetValue<decimal>());
        var last = (await pharmacy.PostAsync($"/v1/prescriptions/{controlled}/dispensations", new { quantity = 30 })).Expect(201);
        Assert.Equal(0, last["remaining"]!.GetValue<decimal>());
        (await pharmacy.PostAsync($"/v1/prescriptions/{controlled}/dispensations", new { quantity = 30 })).Expect(409, "prescription-exhausted");

        // The patient sees everything at once.
        Assert.Equal(4, (await patient.GetAsync(records)).Expect(200).Items.Count);
        var exams = (await patient.GetAsync($"/v1/patients/{patient.Identifier}/exam-requests?status=completed")).Expect(200).Items;
        Assert.Equal("Within the reference ranges.", Assert.Single(exams)!["result"]!["conclusion"]!.GetValue<string>());
        Assert.Equal(2, (await patient.GetAsync($"/v1/patients/{patient.Identifier}/prescriptions")).Expect(200).Items.Count);
        Assert.Single((await patient.GetAsync($"/v1/prescriptions/{common}/dispensations")).Expect(200).Items);
        Assert.Equal("exhausted", (await patient.GetAsync($"/v1/prescriptions/{controlled}")).Expect(200)["status"]!.GetValue<string>());
    }

    [Fact]
    public async Task Nobody_without_consent_sees_anything_and_absent_and_unconsented_look_the_same()
    {
        var patient = await ledger.PatientAsync();
        var physician = await ledger.PhysicianAsync();
        var stranger = await ledger.PhysicianAsync();
        var other = await ledger.PatientAsync();
        var consultation = await Ledger.ConsultAsync(patient, physician);
        var exam = consultation["examRequests"]![0]!["id"]!.GetValue<string>();
        var prescription = consultation["prescriptions"]![0]!["id"]!.GetValue<string>();

        foreach (var curious in new[] { stranger, other })
            foreach (var path in new[]
            {
                $"/v1/patients/{patient.Identifier}/records", $"/v1/patients/{patient.Identifier}/records/{consultation.Id}",
                $"/v1/patients/{patient.Identifier}/exam-requests", $"/v1/exam-requests/{exam}",
                $"/v1/patients/{patient.Identifier}/prescriptions", $"/v1/prescriptions/{prescription}",
                $"/v1/prescriptions/{prescription}/dispensations", $"/v1/records/{consultation.Id}/verification",
            })
                (await curious.GetAsync(path)).Expect(404, "not-found");

        var denied = await stranger.GetAsync($"/v1/patients/{patient.Identifier}/records");
        var absent = await stranger.GetAsync("/v1/patients/PAT-7K3M9QX2TD4-A/records");
        Assert.Equal(WithoutTrace(denied), WithoutTrace(absent));

        static string WithoutTrace(Answer answer)
        {
            answer.Body.AsObject().Remove("traceId");
            return answer.Body.ToJsonString();
        }
    }

    [Fact]
    public async Task Serving_shows_what_is_to_be_served_and_no_history_and_each_look_is_on_the_log()
    {
        var patient = await ledger.PatientAsync();
        var physician = await ledger.PhysicianAsync();
        var center = await ledger.CenterAsync();
        var other = await ledger.CenterAsync();
        var pharmacy = await ledger.PharmacyAsync();
        var consultation = await Ledger.ConsultAsync(patient, physician);
        foreach (var one in new[] { center, other }) await Ledger.ConsentAsync(patient, one, "diagnosis", "exams:serve");
        await Ledger.ConsentAsync(patient, pharmacy, "dispensing", "prescriptions:serve");
        var exam = consultation["examRequests"]![0]!["id"]!.GetValue<string>();
        var prescription = consultation["prescriptions"]![0]!["id"]!.GetValue<string>();

        (await center.GetAsync($"/v1/patients/{patient.Identifier}/exam-requests")).Expect(404, "not-found");
        (await pharmacy.GetAsync($"/v1/patients/{patient.Identifier}/prescriptions")).Expect(404, "not-found");
        (await pharmacy.GetAsync($"/v1/prescriptions/{prescription}/dispensations")).Expect(404, "not-found");
        (await pharmacy.GetAsync($"/v1/prescriptions/{prescription}")).Expect(200);
        Assert.Equal(2, (await center.GetAsync("/v1/me/exam-requests")).Expect(200).Items.Count);
        (await center.PostAsync($"/v1/exam-requests/{exam}/acceptance", new { })).Expect(200);
        (await other.GetAsync($"/v1/exam-requests/{exam}")).Expect(404, "not-found");
        (await center.GetAsync($"/v1/exam-requests/{exam}")).Expect(200);

        var log = (await patient.GetAsync($"/v1/patients/{patient.Identifier}/access-log")).Expect(200).Items;
        Assert.Contains(log, entry => entry!["action"]!.GetValue<string>() == "exams.work" && entry["actor"]!.GetValue<string>() == center.Identifier);
    }

    [Fact]
    public async Task A_revoked_consent_closes_reads_and_writes_at_once()
    {
        var patient = await ledger.PatientAsync();
        var physician = await ledger.PhysicianAsync();
        var consent = await Ledger.ConsentAsync(patient, physician, "treatment", "records:read", "records:write");
        (await physician.GetAsync($"/v1/patients/{patient.Identifier}/records")).Expect(200);
        Assert.Single((await physician.GetAsync("/v1/me/consents")).Items);

        (await patient.SendAsync(HttpMethod.Delete, $"/v1/patients/{patient.Identifier}/consents/{consent}", null, prefer: "respond-async")).Expect(202);
        (await physician.GetAsync($"/v1/patients/{patient.Identifier}/records")).Expect(404);
        (await physician.PostAsync($"/v1/patients/{patient.Identifier}/consultations", Ledger.Consultation())).Expect(404, "not-found");
    }

    [Fact]
    public async Task A_consent_for_one_prescription_opens_that_one_only()
    {
        var patient = await ledger.PatientAsync();
        var physician = await ledger.PhysicianAsync();
        var pharmacy = await ledger.PharmacyAsync();
        var consultation = await Ledger.ConsultAsync(patient, physician);
        var one = consultation["prescriptions"]![0]!["id"]!.GetValue<string>();
        var other = consultation["prescriptions"]![1]!["id"]!.GetValue<string>();
        (await patient.PostAsync($"/v1/patients/{patient.Identifier}/consents", new
        {
            grantee = pharmacy.Identifier, scopes = new[] { "prescriptions:serve" }, purpose = "dispensing", validUntil = "2036-12-31", resource = one,
        })).Expect(201);

        (await pharmacy.GetAsync($"/v1/prescriptions/{one}")).Expect(200);
        (await pharmacy.GetAsync($"/v1/prescriptions/{other}")).Expect(404);
        (await pharmacy.GetAsync($"/v1/patients/{patient.Identifier}/prescriptions")).Expect(404);
        (await pharmacy.PostAsync($"/v1/prescriptions/{other}/dispensations", new { quantity = 30 })).Expect(404);
        (await pharmacy.PostAsync($"/v1/prescriptions/{one}/dispensations", new { quantity = 120 })).Expect(201);
    }

    [Fact]
    public async Task Amendments_and_corrected_results_append_and_nothing_is_overwritten()
    {
        var patient = await ledger.PatientAsync();
        var physician = await ledger.PhysicianAsync();
        var center = await ledger.CenterAsync();
        var consultation = await Ledger.ConsultAsync(patient, physician);
        await Ledger.ConsentAsync(patient, center, "diagnosis", "exams:serve");
        var exam = consultation["examRequests"]![0]!["id"]!.GetValue<string>();

        var amendment = (await physician.PostAsync(
            $"/v1/patients/{patient.Identifier}/consultations/{consultation.Id}/amendments",
            new { reason = "The exam changed the picture.", observations = "No asthma." })).Expect(201);
        (await center.PostAsync($"/v1/exam-requests/{exam}/acceptance", new { })).Expect(200);
        (await center.PostAsync($"/v1/exam-requests/{exam}/result", Bodies.Result())).Expect(201);
        var correction = (await center.PostAsync($"/v1/exam-requests/{exam}/result/amendments", Bodies.Result("Borderline."))).Expect(201);

        var records = (await patient.GetAsync($"/v1/patients/{patient.Identifier}/records")).Expect(200).Items;
        Assert.Equal(["examResultAmendment", "examResult", "amendment", "consultation"], records.Select(record => record!["kind"]!.GetValue<string>()));
        Assert.Equal("Wheezing at night.", records[3]!["content"]!["observations"]!.GetValue<string>());
        Assert.Equal("Borderline.", (await patient.GetAsync($"/v1/exam-requests/{exam}")).Expect(200)["result"]!["conclusion"]!.GetValue<string>());
        foreach (var record in new[] { amendment.Id, correction.Id, consultation.Id })
            Assert.True((await patient.GetAsync($"/v1/records/{record}/verification")).Expect(200)["matches"]!.GetValue<bool>());
    }

    [Fact]
    public async Task Exams_are_released_cancelled_and_accepted_by_another_center()
    {
        var patient = await ledger.PatientAsync();
        var physician = await ledger.PhysicianAsync();
        var first = await ledger.CenterAsync();
        var second = await ledger.CenterAsync();
        var consultation = await Ledger.ConsultAsync(patient, physician);
        var exam = consultation["examRequests"]![0]!["id"]!.GetValue<string>();
        var other = consultation["examRequests"]![1]!["id"]!.GetValue<string>();
        foreach (var center in new[] { first, second }) await Ledger.ConsentAsync(patient, center, "diagnosis", "exams:serve");

        (await first.PostAsync($"/v1/exam-requests/{exam}/acceptance", new { })).Expect(200);
        (await second.PostAsync($"/v1/exam-requests/{exam}/acceptance", new { })).Expect(409, "exam-status-conflict");
        (await second.PostAsync($"/v1/exam-requests/{exam}/result", Bodies.Result())).Expect(404);
        (await first.PostAsync($"/v1/exam-requests/{exam}/release", new { reason = "The device is down." })).Expect(200);
        (await second.PostAsync($"/v1/exam-requests/{exam}/acceptance", new { })).Expect(200);
        (await physician.PostAsync($"/v1/exam-requests/{exam}/cancellation", new { reason = "Too late." })).Expect(409, "exam-status-conflict");
        (await patient.PostAsync($"/v1/exam-requests/{other}/cancellation", new { })).Expect(200);
        Assert.Equal("cancelled", (await patient.GetAsync($"/v1/exam-requests/{other}")).Expect(200)["status"]!.GetValue<string>());
    }
}
