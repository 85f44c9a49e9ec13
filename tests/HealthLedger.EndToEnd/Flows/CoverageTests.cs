using HealthLedger.EndToEnd.Support;

namespace HealthLedger.EndToEnd.Flows;

/// <summary>An insurer that a patient named decides before a center may work.</summary>
public sealed class CoverageTests(SharedGateway shared)
{
    readonly Ledger ledger = shared.Ledger;

    [Fact]
    public async Task A_covered_exam_waits_for_the_insurer_who_sees_the_item_alone()
    {
        var (patient, physician, center, insurer) = await CastAsync();
        var exam = (await Ledger.ConsultAsync(patient, physician))["examRequests"]![0]!["id"]!.GetValue<string>();
        (await center.PostAsync($"/v1/exam-requests/{exam}/acceptance", new { })).Expect(409, "authorization-needed");

        var asked = (await insurer.GetAsync("/v1/me/authorizations?status=awaiting")).Expect(200).Items;
        Assert.Equal(2, asked.Count);
        var item = (await insurer.GetAsync($"/v1/exam-requests/{exam}/authorization")).Expect(200);
        Assert.Equal(("40304361", "ambulatory", "awaiting"), (
            item["code"]!.GetValue<string>(), item["kind"]!.GetValue<string>(), item["authorization"]!["status"]!.GetValue<string>()));
        Assert.False(item["authorization"]!["overdue"]!.GetValue<bool>());
        Assert.Equal("RN ANS 623/2024", item["authorization"]!["norm"]!.GetValue<string>());
        Assert.DoesNotContain("Wheezing", item.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("J45", item.Text, StringComparison.Ordinal);
        foreach (var path in new[] { $"/v1/exam-requests/{exam}", $"/v1/patients/{patient.Identifier}/records", $"/v1/patients/{patient.Identifier}/exam-requests" })
            (await insurer.GetAsync(path)).Expect(404, "not-found");

        (await insurer.PostAsync($"/v1/exam-requests/{exam}/authorization", new { decision = "authorized" })).Expect(200);
        (await center.PostAsync($"/v1/exam-requests/{exam}/acceptance", new { })).Expect(200);
        (await center.PostAsync($"/v1/exam-requests/{exam}/result", Bodies.Result())).Expect(201);
        (await insurer.PostAsync($"/v1/exam-requests/{exam}/authorization", new { decision = "denied", norm = "RN 623/2024" })).Expect(409, "exam-status-conflict");
        Assert.DoesNotContain("Within the reference", (await insurer.GetAsync($"/v1/exam-requests/{exam}/authorization")).Expect(200).Text, StringComparison.Ordinal);
        var seen = (await patient.GetAsync($"/v1/exam-requests/{exam}")).Expect(200);
        Assert.Equal("authorized", seen["authorization"]!["status"]!.GetValue<string>());
    }

    [Fact]
    public async Task A_denial_names_its_ground_and_the_patient_may_do_without_the_insurer()
    {
        var (patient, physician, center, insurer) = await CastAsync();
        var exam = (await Ledger.ConsultAsync(patient, physician))["examRequests"]![0]!["id"]!.GetValue<string>();
        var bare = (await insurer.PostAsync($"/v1/exam-requests/{exam}/authorization", new { decision = "denied", reason = "Not covered." })).Expect(422, "rule-broken");
        Assert.Contains("RN ANS 623/2024", bare.Text, StringComparison.Ordinal);
        (await insurer.PostAsync($"/v1/exam-requests/{exam}/authorization", new { decision = "denied", reason = "Not covered.", clause = "12.3" })).Expect(200);

        var seen = (await patient.GetAsync($"/v1/exam-requests/{exam}")).Expect(200);
        Assert.Equal(("denied", "12.3", "Not covered."), (
            seen["status"]!.GetValue<string>(), seen["authorization"]!["clause"]!.GetValue<string>(), seen["authorization"]!["reason"]!.GetValue<string>()));
        (await center.PostAsync($"/v1/exam-requests/{exam}/acceptance", new { })).Expect(409, "authorization-needed");
        (await physician.PostAsync($"/v1/exam-requests/{exam}/waiver", new { })).Expect(403, "forbidden");
        (await patient.PostAsync($"/v1/exam-requests/{exam}/waiver", new { })).Expect(200);
        (await center.PostAsync($"/v1/exam-requests/{exam}/acceptance", new { })).Expect(200);
        (await insurer.GetAsync($"/v1/exam-requests/{exam}/authorization")).Expect(404, "not-found");
    }

    [Fact]
    public async Task An_urgent_request_that_is_not_answered_at_once_shows_as_overdue_to_all_whom_it_concerns()
    {
        var (patient, physician, center, insurer) = await CastAsync();
        await Ledger.ConsentAsync(patient, physician, "treatment", "records:read", "records:write");
        var consultation = (await physician.PostAsync($"/v1/patients/{patient.Identifier}/consultations", new
        {
            occurredAt = DateTimeOffset.UtcNow.AddMinutes(-1), diagnoses = new[] { new { system = "cid-10", code = "J45.0" } },
            examRequests = new[] { new { system = "tuss", code = "40304361", kind = "urgent" } },
        })).Expect(201);
        var exam = consultation["examRequests"]![0]!["id"]!.GetValue<string>();
        await Eventually.IsTrueAsync(async () => Overdue((await patient.GetAsync($"/v1/exam-requests/{exam}")).Expect(200)), () => "It does not show as overdue.");
        Assert.True(Overdue((await center.GetAsync($"/v1/exam-requests/{exam}")).Expect(200)));
        var owed = (await ledger.Regulator.AllAsync("/v1/ledger/overdue-authorizations")).Single(one => one["examRequest"]!.GetValue<string>() == exam);
        Assert.Equal(insurer.Identifier, owed["insurer"]!.GetValue<string>());

        (await insurer.PostAsync($"/v1/exam-requests/{exam}/authorization", new { decision = "authorized" })).Expect(200);
        Assert.False(Overdue((await patient.GetAsync($"/v1/exam-requests/{exam}")).Expect(200)));
        Assert.DoesNotContain(await ledger.Regulator.AllAsync("/v1/ledger/overdue-authorizations"), one => one["examRequest"]!.GetValue<string>() == exam);
    }

    [Fact]
    public async Task Another_insurer_decides_nothing_and_a_revoked_consent_ends_the_insurers_sight()
    {
        var (patient, physician, _, insurer) = await CastAsync();
        var exam = (await Ledger.ConsultAsync(patient, physician))["examRequests"]![0]!["id"]!.GetValue<string>();
        var other = await ledger.InsurerAsync();
        (await other.PostAsync($"/v1/exam-requests/{exam}/authorization", new { decision = "authorized" })).Expect(404, "not-found");
        (await other.GetAsync($"/v1/exam-requests/{exam}/authorization")).Expect(404, "not-found");

        foreach (var consent in (await patient.GetAsync($"/v1/patients/{patient.Identifier}/consents")).Expect(200).Items)
            if (consent!["grantee"]!.GetValue<string>() == insurer.Identifier)
                (await patient.DeleteAsync($"/v1/patients/{patient.Identifier}/consents/{consent["id"]}")).Expect(200);
        (await insurer.PostAsync($"/v1/exam-requests/{exam}/authorization", new { decision = "authorized" })).Expect(404, "not-found");
        Assert.Empty((await insurer.GetAsync("/v1/me/authorizations")).Expect(200).Items);
    }

    async Task<(Account Patient, Account Physician, Account Center, Account Insurer)> CastAsync()
    {
        var patient = await ledger.PatientAsync();
        var physician = await ledger.PhysicianAsync();
        var center = await ledger.CenterAsync();
        var insurer = await ledger.InsurerAsync();
        await Ledger.ConsentAsync(patient, insurer, "coverage", "coverage:authorize");
        await Ledger.ConsentAsync(patient, center, "diagnosis", "exams:serve");
        return (patient, physician, center, insurer);
    }

    static bool Overdue(Answer exam) => exam["authorization"]!["overdue"]!.GetValue<bool>();
}
