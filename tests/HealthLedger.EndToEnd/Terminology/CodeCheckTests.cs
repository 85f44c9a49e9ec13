using System.Text.Json.Nodes;
using HealthLedger.EndToEnd.Support;

namespace HealthLedger.EndToEnd.Terminology;

/// <summary>What a request says in codes is looked up in the edition in effect on the day of the act.</summary>
public sealed class CodeCheckTests(GatewayWithEditions editions) : IClassFixture<GatewayWithEditions>
{
    readonly Ledger ledger = editions.Ledger;

    [Fact]
    public async Task A_consultation_with_a_code_that_no_edition_knows_is_refused_and_names_it()
    {
        var (patient, physician) = await MeetAsync();

        AssertBroken("diagnoses[1].code", "J46 is unknown in cid-10 2008", await ConsultAsync(patient, physician, diagnoses: ["J45.0", "J46"]));
        AssertBroken("examRequests[0].code", "40304362 is unknown in tuss-22 2020", await ConsultAsync(patient, physician, exam: "40304362"));
        AssertBroken(
            "prescriptions[0].medicine.code", "1999999990012 is unknown in anvisa 2020", await ConsultAsync(patient, physician, system: "anvisa", medicine: "1999999990012"));
        AssertBroken(
            "prescriptions[0].medicine.code", "100000001 was valid until 2005-07-31, says anvisa 2020", await ConsultAsync(patient, physician, system: "anvisa", medicine: "100000001"));
        Assert.Empty((await patient.GetAsync($"/v1/patients/{patient.Identifier}/records")).Expect(200).Items);

        // A category, a code without its dot, a presentation of a known product.
        (await ConsultAsync(patient, physician, diagnoses: ["J45", "J451"], system: "anvisa", medicine: "1023504850012")).Expect(201);
    }

    [Fact]
    public async Task A_code_that_has_expired_is_refused_today_and_taken_for_a_day_on_which_it_was_valid()
    {
        var (patient, physician) = await MeetAsync();

        AssertBroken("examRequests[0].code", "30904170 was valid until 2020-05-15, says tuss-22 2020", await ConsultAsync(patient, physician, exam: "30904170"));
        // Late in the evening where the gateway is, which is the next day in UTC.
        (await ConsultAsync(patient, physician, exam: "30904170", at: "2020-05-15T22:30:00-03:00")).Expect(201);
        AssertBroken(
            "examRequests[0].code", "30904170 is not valid before 2010-01-01, says tuss-22 2020", await ConsultAsync(patient, physician, exam: "30904170", at: "2009-12-31T12:00:00Z"));
    }

    [Fact]
    public async Task A_diagnosis_of_one_sex_is_refused_to_patients_registered_with_the_other()
    {
        foreach (var (sex, taken) in ((string, bool)[])[("male", false), ("female", true), ("other", true)])
        {
            var (patient, physician) = await MeetAsync(sex);
            var answer = await ConsultAsync(patient, physician, diagnoses: ["O80.0"]);
            if (taken) answer.Expect(201);
            else AssertBroken("diagnoses[0].code", "O80.0 is of female patients only", answer);
        }
    }

    [Fact]
    public async Task Without_an_edition_of_its_table_a_code_s_form_is_all_that_counts_as_before()
    {
        var (patient, physician) = await MeetAsync();
        var body = Body(["J45.0"], "40304361", "dcb", "02543", null);
        body["diagnoses"] = new JsonArray(new JsonObject { ["system"] = "icd-11", ["code"] = "9Z99.9&XM8QV9" });
        (await physician.PostAsync($"/v1/patients/{patient.Identifier}/consultations", body)).Expect(201);
        body["diagnoses"]![0]!["code"] = "ill";
        (await physician.PostAsync($"/v1/patients/{patient.Identifier}/consultations", body)).Expect(422, "rule-broken");
    }

    [Fact]
    public async Task Amendments_results_and_dispensings_are_checked_too()
    {
        var (patient, physician) = await MeetAsync();
        var consultation = (await ConsultAsync(patient, physician, system: "anvisa", medicine: "102350485")).Expect(201);
        var amendments = $"/v1/patients/{patient.Identifier}/consultations/{consultation.Id}/amendments";
        AssertBroken("diagnoses[0].code", "J46 is unknown in cid-10 2008", await physician.PostAsync(amendments, Amendment("J46")));
        (await physician.PostAsync(amendments, Amendment("J45.1"))).Expect(201);

        var (center, pharmacy) = (await ledger.CenterAsync(), await ledger.PharmacyAsync());
        await Ledger.ConsentAsync(patient, center, "diagnosis", "exams:serve");
        await Ledger.ConsentAsync(patient, pharmacy, "dispensing", "prescriptions:serve");
        var exam = consultation["examRequests"]![0]!["id"]!.GetValue<string>();
        (await center.PostAsync($"/v1/exam-requests/{exam}/acceptance", new { })).Expect(200);
        AssertBroken("values[0].code", "40304362 is unknown in tuss-22 2020", await center.PostAsync($"/v1/exam-requests/{exam}/result", Result("40304362")));
        (await center.PostAsync($"/v1/exam-requests/{exam}/result", Result("40304361"))).Expect(201);

        var dispensations = $"/v1/prescriptions/{consultation["prescriptions"]![0]!["id"]!.GetValue<string>()}/dispensations";
        AssertBroken("product.code", "1999999990012 is unknown in anvisa 2020", await pharmacy.PostAsync(dispensations, Dispensing("1999999990012")));
        (await pharmacy.PostAsync(dispensations, Dispensing("1023504850012"))).Expect(201);

        static object Amendment(string code) => new { reason = "New findings.", diagnoses = new[] { new { system = "cid-10", code } } };

        static object Result(string code) => new
        {
            conclusion = "As expected.", values = new[] { new { system = "tuss", code, name = "Leukocytes", value = 6.2 } }, performedAt = DateTimeOffset.UtcNow,
        };

        static object Dispensing(string code) => new { quantity = 6, product = new { system = "anvisa", code } };
    }

    [Fact]
    public async Task Whoever_is_signed_in_finds_codes_and_sees_which_editions_there_are()
    {
        var patient = await ledger.PatientAsync();
        var found = (await patient.GetAsync("/v1/terminology/cid-10?q=ALERGICA%20asma&limit=1")).Expect(200);
        Assert.Equal("J45.1", found.Items.Single()!["code"]!.GetValue<string>());
        var next = (await patient.GetAsync($"/v1/terminology/cid-10?q=ALERGICA%20asma&limit=1&cursor={found["next"]}")).Expect(200);
        Assert.Equal(("J45.0", null), (next.Items.Single()!["code"]!.GetValue<string>(), next["next"]));

        var one = (await patient.GetAsync("/v1/terminology/anvisa/1023504850012")).Expect(200);
        Assert.Equal(("1023504850012", "Mebendazol", "anvisa 2020"), (one["code"]!.GetValue<string>(), one["display"]!.GetValue<string>(), one["edition"]!.GetValue<string>()));
        Assert.Equal("2020-05-15", (await patient.GetAsync("/v1/terminology/tuss/30904170")).Expect(200)["validUntil"]!.GetValue<string>());
        Assert.Equal("female", (await patient.GetAsync("/v1/terminology/cid-10/O80")).Expect(200)["sex"]!.GetValue<string>());

        (await patient.GetAsync("/v1/terminology/cid-10/J46")).Expect(404, "not-found");
        (await patient.GetAsync("/v1/terminology/cid-9?q=asma")).Expect(404, "not-found");
        (await patient.GetAsync("/v1/terminology/cid-10/J45.0?on=yesterday")).Expect(400, "validation-failed");
        Assert.Empty((await patient.GetAsync("/v1/terminology/icd-11?q=asma")).Expect(200).Items);

        var systems = (await patient.GetAsync("/v1/terminology")).Expect(200).Items.ToDictionary(item => item!["system"]!.GetValue<string>(), item => item!["editions"]!.AsArray());
        Assert.Equal(["cid-10", "icd-11", "tuss", "anvisa", "dcb"], systems.Keys);
        var diagnoses = systems["cid-10"].Single()!;
        Assert.Equal(("2008", 3, 2, true), (diagnoses["edition"]!.GetValue<string>(), diagnoses["codes"]!.GetValue<int>(), diagnoses["refused"]!.GetValue<int>(), diagnoses["inEffect"]!.GetValue<bool>()));
        Assert.Empty(systems["icd-11"]);
        using var stranger = new HttpClient { BaseAddress = ledger.Gateway.Address };
        Assert.Equal(401, (int)(await stranger.GetAsync(new Uri("/v1/terminology/cid-10?q=asma", UriKind.Relative), TestContext.Current.CancellationToken)).StatusCode);
    }

    [Fact]
    public async Task The_command_tells_how_far_it_is_what_it_took_and_each_line_that_it_refused()
    {
        Assert.Equal(0, editions.Ended);
        Assert.Contains("100 % of the file, 5 lines", editions.Said, StringComparison.Ordinal);
        Assert.Matches(@"cid-10/2008 \(simple table\) was imported into .*: 3 codes in \d+\.\d s\.", editions.Said);
        var report = Path.Combine(ledger.Gateway.DataDirectory, "imports", "cid-10-2008.refused.txt");
        Assert.Contains($"2 lines were refused, which {report} lists one by one", editions.Said, StringComparison.Ordinal);
        Assert.Equal(
            ["line 5: has a code that is there already for some of its days (J45.0, line 2)", "line 6: is not a code of cid-10 (4)"],
            await File.ReadAllLinesAsync(report, TestContext.Current.CancellationToken));

        // Not under a gateway that runs.
        await using var second = new GatewayProcess(dataDirectory: ledger.Gateway.DataDirectory);
        Assert.Equal(1, await second.RunToEndAsync("--import", report));
        Assert.Contains("Another gateway uses the data directory", Assert.Single(second.Errors.Split('\n')), StringComparison.Ordinal);
    }

    async Task<(Account Patient, Account Physician)> MeetAsync(string sex = "female")
    {
        var patient = await ledger.RegisterAsync(new { @class = "patient", name = "Ana Beatriz Moreira", cpf = Ledger.Cpf(), birthDate = "1984-03-17", sex });
        var physician = await ledger.PhysicianAsync();
        await Ledger.ConsentAsync(patient, physician, "treatment", "records:read", "records:write");
        return (patient, physician);
    }

    static Task<Answer> ConsultAsync(
        Account patient, Account physician, string[]? diagnoses = null, string exam = "40304361", string system = "dcb", string medicine = "02543", string? at = null) =>
        physician.PostAsync($"/v1/patients/{patient.Identifier}/consultations", Body(diagnoses ?? ["J45.0"], exam, system, medicine, at));

    static JsonObject Body(string[] diagnoses, string exam, string system, string medicine, string? at) => new()
    {
        ["occurredAt"] = at ?? DateTimeOffset.UtcNow.ToString("O", System.Globalization.CultureInfo.InvariantCulture),
        ["diagnoses"] = new JsonArray([.. diagnoses.Select(code => new JsonObject { ["system"] = "cid-10", ["code"] = code })]),
        ["examRequests"] = new JsonArray(new JsonObject { ["system"] = "tuss", ["code"] = exam }),
        ["prescriptions"] = new JsonArray(new JsonObject
        {
            ["medicine"] = new JsonObject { ["system"] = system, ["code"] = medicine }, ["quantity"] = new JsonObject { ["value"] = 6, ["unit"] = "tablet" },
            ["dosage"] = "One at night", ["fills"] = 1,
        }),
    };

    static void AssertBroken(string field, string what, Answer answer)
    {
        answer.Expect(422, "rule-broken");
        Assert.Contains(what, answer["errors"]![field]?[0]?.GetValue<string>() ?? answer.Text, StringComparison.Ordinal);
        Assert.NotNull(answer["errors"]![field]);
    }
}
