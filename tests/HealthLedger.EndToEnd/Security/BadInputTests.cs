using System.Text;
using HealthLedger.EndToEnd.Support;

namespace HealthLedger.EndToEnd.Security;

/// <summary>Bad input gets a clear problem and loses nothing.</summary>
public sealed class BadInputTests(SharedGateway shared)
{
    readonly Ledger ledger = shared.Ledger;

    [Theory]
    [InlineData("""{"class":"wizard","name":"A"}""", "class")]
    [InlineData("""{"class":"none","name":"A"}""", "class")]
    [InlineData("""{"class":"patient","name":"A","sex":"female"}""", "birthDate")]
    [InlineData("""{"class":"patient","name":"A","birthDate":"2023-02-30","sex":"female"}""", "birthDate")]
    [InlineData("""{"class":"patient","name":"A","birthDate":"1984-03-17","sex":"f"}""", "sex")]
    [InlineData("""{"class":"patient","name":"A","birthDate":"1984-03-17","sex":"female","cpf":"529.982.247-26"}""", "cpf")]
    [InlineData("""{"class":"patient","name":"A","birthDate":"1984-03-17","sex":"female","cns":"700123456789011"}""", "cns")]
    [InlineData("""{"class":"pharmacy","name":"A"}""", "cnpj")]
    [InlineData("""{"class":"pharmacy","name":"A","cnpj":"11222333000182"}""", "cnpj")]
    [InlineData("""{"class":"physician","name":"A"}""", "crm")]
    [InlineData("""{"class":"physician","name":"A","crm":{"number":"1","uf":"XX"}}""", "crm.uf")]
    [InlineData("""{"class":"hospitalStaff"}""", "name")]
    [InlineData("""{"class":"hospitalStaff","name":" "}""", "name")]
    [InlineData("""{"class":"hospitalStaff","name":5}""", "name")]
    [InlineData("""{"class":"hospitalStaff","name":"A","role":"regulator"}""", "role")]
    [InlineData("""{"class":"hospitalStaff","name":"A","name":"B"}""", "name")]
    public async Task A_wrong_field_of_a_registration_is_named(string body, string field)
    {
        var answer = (await PostAsync("/v1/entities", body)).Expect(400, "validation-failed");
        Assert.True(answer["errors"]!.AsObject().ContainsKey(field), answer.Text);
    }

    [Theory]
    [InlineData("{")]
    [InlineData("")]
    [InlineData("[]")]
    [InlineData("null")]
    [InlineData("{\"class\":NaN}")]
    [InlineData("{\"class\":\"patient\",}")]
    public async Task Malformed_JSON_is_told_so(string body) => (await PostAsync("/v1/entities", body)).Expect(400, "validation-failed");

    [Fact]
    public async Task A_body_that_is_not_JSON_is_refused() =>
        (await PostAsync("/v1/entities", "class=patient", "application/x-www-form-urlencoded")).Expect(415, "media-type-unsupported");

    [Fact]
    public async Task A_birth_in_the_future_and_an_impossible_validity_contradict_time()
    {
        (await ledger.Regulator.PostAsync("/v1/entities", new { @class = "patient", name = "A", birthDate = "2999-01-01", sex = "other" })).Expect(422);
        var patient = await ledger.PatientAsync();
        var physician = await ledger.PhysicianAsync();
        var path = $"/v1/patients/{patient.Identifier}/consents";
        (await patient.PostAsync(path, new { grantee = physician.Identifier, scopes = new[] { "records:read" }, purpose = "treatment", validUntil = "2001-01-01" })).Expect(422);
        (await patient.PostAsync(path, new { grantee = physician.Identifier, scopes = new[] { "records:read" }, purpose = "treatment", validFrom = "2040-01-02", validUntil = "2040-01-01" })).Expect(422);
        (await patient.PostAsync(path, new { grantee = physician.Identifier, scopes = new[] { "records:read" }, purpose = "treatment", validUntil = "2040-01-01T00:00:00" })).Expect(400);
    }

    [Fact]
    public async Task Consents_name_a_grantee_that_exists_and_words_that_exist()
    {
        var patient = await ledger.PatientAsync();
        var path = $"/v1/patients/{patient.Identifier}/consents";
        (await patient.PostAsync(path, Terms("PHY-7K3M9QX2TD4-5"))).Expect(400, "identifier-invalid");
        (await patient.PostAsync(path, Terms("PHY-7K3M9QX2TD4-4"))).Expect(422, "rule-broken");
        (await patient.PostAsync(path, Terms(patient.Identifier))).Expect(422, "rule-broken");
        var physician = await ledger.PhysicianAsync();
        (await patient.PostAsync(path, Terms(physician.Identifier, "records:destroy"))).Expect(400, "validation-failed");
        (await patient.PostAsync(path, Terms(physician.Identifier, purpose: "curiosity"))).Expect(400, "validation-failed");

        static object Terms(string grantee, string scope = "records:read", string purpose = "treatment") =>
            new { grantee, scopes = new[] { scope }, purpose, validUntil = "2036-12-31" };
    }

    [Fact]
    public async Task Consultations_hold_at_least_one_diagnosis_known_codes_and_possible_items()
    {
        var patient = await ledger.PatientAsync();
        var physician = await ledger.PhysicianAsync();
        var path = $"/v1/patients/{patient.Identifier}/consultations";
        (await physician.PostAsync(path, With("cid-10", "J45"))).Expect(404, "not-found");
        await Ledger.ConsentAsync(patient, physician, "treatment", "records:write");
        (await physician.PostAsync(path, new { occurredAt = DateTimeOffset.UtcNow, diagnoses = Array.Empty<object>() })).Expect(400, "validation-failed");
        (await physician.PostAsync(path, With("cid-10", "XYZ"))).Expect(422, "rule-broken");
        (await physician.PostAsync(path, With("snomed", "195967001"))).Expect(422, "rule-broken");
        (await physician.PostAsync(path, With("cid-10", "J45", Ledger.Item(0)))).Expect(400, "validation-failed");
        (await physician.PostAsync(path, With("cid-10", "J45", Ledger.Item(1.0001m)))).Expect(400, "validation-failed");
        (await physician.PostAsync(path, With("cid-10", "J45", Ledger.Item(1, fills: 0)))).Expect(400, "validation-failed");
        (await physician.PostAsync(path, With("cid-10", "J45", Ledger.Item(1, fills: 2, controlled: true)))).Expect(422, "rule-broken");
        (await physician.PostAsync(path, With("cid-10", "J45", [.. Enumerable.Repeat(Ledger.Item(1), 21)]))).Expect(400, "validation-failed");
        (await physician.PostAsync(path, At("x"))).Expect(400, "identifier-invalid");
        (await physician.PostAsync(path, At("5h0d8f3s6a1g9p2e7b4y0k3m6q"))).Expect(422, "rule-broken");

        static object At(string appointment) =>
            new { occurredAt = DateTimeOffset.UtcNow, diagnoses = new[] { new { system = "cid-10", code = "J45" } }, appointment };

        static object With(string system, string code, params object[] prescriptions) =>
            new { occurredAt = DateTimeOffset.UtcNow, diagnoses = new[] { new { system, code } }, prescriptions };
    }

    [Fact]
    public async Task The_edges_of_the_calendar_and_of_numbers_are_answered_with_a_problem_or_kept()
    {
        var patient = await ledger.PatientAsync();
        var physician = await ledger.PhysicianAsync();
        var path = $"/v1/patients/{patient.Identifier}/consents";
        (await patient.PostAsync(path, Terms(null, "9999-12-31"))).Expect(201);
        (await patient.PostAsync(path, Terms("1969-01-01", "2036-12-31"))).Expect(422, "rule-broken");
        (await patient.PostAsync(path, Terms(null, "0001-01-01"))).Expect(422, "rule-broken");

        var consultation = await Ledger.ConsultAsync(patient, physician);
        (await physician.PostAsync(
            $"/v1/patients/{patient.Identifier}/consultations/{consultation.Id}/amendments", new { reason = "x", diagnoses = new object?[] { null } })).Expect(400, "validation-failed");
        var center = await ledger.CenterAsync();
        await Ledger.ConsentAsync(patient, center, "diagnosis", "exams:serve");
        foreach (var value in new[] { "1e400", "\"\\ud800\"", "[]", "\"\"" })
        {
            using var body = new StringContent(
                $$"""{"conclusion":"c","performedAt":"2026-01-01T00:00:00Z","values":[{"name":"n","value":{{value}}}]}""", Encoding.UTF8, "application/json");
            (await center.SendAsync(HttpMethod.Post, $"/v1/exam-requests/{consultation["examRequests"]![0]!["id"]}/result", body)).Expect(400, "validation-failed");
        }

        object Terms(string? validFrom, string validUntil) =>
            new { grantee = physician.Identifier, scopes = new[] { "records:write" }, purpose = "treatment", validFrom, validUntil };
    }

    [Theory]
    [InlineData("GET", "/v1/entities/{0}")]
    [InlineData("POST", "/v1/entities/{0}/suspension")]
    [InlineData("DELETE", "/v1/entities/{0}/suspension")]
    [InlineData("POST", "/v1/entities/{0}/key-rotation")]
    [InlineData("POST", "/v1/entities/{0}/credential-reset")]
    [InlineData("GET", "/v1/patients/{0}/records?reason=x")]
    [InlineData("GET", "/v1/patients/{0}/records/{0}?reason=x")]
    [InlineData("GET", "/v1/patients/{0}/exam-requests?reason=x")]
    [InlineData("GET", "/v1/exam-requests/{0}?reason=x")]
    [InlineData("POST", "/v1/exam-requests/{0}/release")]
    [InlineData("GET", "/v1/patients/{0}/prescriptions?reason=x")]
    [InlineData("GET", "/v1/prescriptions/{0}?reason=x")]
    [InlineData("GET", "/v1/prescriptions/{0}/dispensations?reason=x")]
    [InlineData("GET", "/v1/records/{0}/verification?reason=x")]
    [InlineData("GET", "/v1/patients/{0}/access-log")]
    [InlineData("GET", "/v1/operations/{0}")]
    [InlineData("GET", "/v1/ledger/transactions?entity={0}")]
    public async Task A_malformed_id_is_told_so_on_every_route_of_a_regulator(string method, string route)
    {
        foreach (var id in new[] { "nonsense", "PAT-7K3M9QX2TD4-B", "PAT-7K3M9QX2TD4-%C3%81", "00000000000000000000000000", "..%2F..%2Fetc" })
        {
            var path = string.Format(System.Globalization.CultureInfo.InvariantCulture, route, id);
            (await ledger.Regulator.SendAsync(new HttpMethod(method), path, method == "POST" ? new { reason = "x" } : null)).Expect(400, "identifier-invalid");
        }
    }

    [Theory]
    [InlineData("physician", "POST", "/v1/patients/{0}/consultations")]
    [InlineData("physician", "POST", "/v1/patients/PAT-7K3M9QX2TD4-A/consultations/{0}/amendments")]
    [InlineData("physician", "POST", "/v1/prescriptions/{0}/cancellation")]
    [InlineData("physician", "POST", "/v1/exam-requests/{0}/cancellation")]
    [InlineData("center", "POST", "/v1/exam-requests/{0}/acceptance")]
    [InlineData("center", "POST", "/v1/exam-requests/{0}/result")]
    [InlineData("center", "POST", "/v1/exam-requests/{0}/result/amendments")]
    [InlineData("pharmacy", "POST", "/v1/prescriptions/{0}/dispensations")]
    [InlineData("pharmacy", "POST", "/v1/dispensations/{0}/reversal")]
    [InlineData("patient", "GET", "/v1/patients/{0}/consents")]
    [InlineData("patient", "DELETE", "/v1/patients/PAT-7K3M9QX2TD4-A/consents/{0}")]
    public async Task A_malformed_id_is_told_so_on_every_route_of_the_others(string who, string method, string route)
    {
        var account = who switch
        {
            "physician" => await ledger.PhysicianAsync(),
            "center" => await ledger.CenterAsync(),
            "pharmacy" => await ledger.PharmacyAsync(),
            _ => await ledger.PatientAsync(),
        };
        object? body = method != "POST" ? null
            : route.EndsWith("consultations", StringComparison.Ordinal) ? Ledger.Consultation()
            : route.EndsWith("dispensations", StringComparison.Ordinal) ? new { quantity = 1 }
            : route.Contains("/result", StringComparison.Ordinal) ? Bodies.Result()
            : route.EndsWith("amendments", StringComparison.Ordinal) ? new { reason = "x", observations = "y" }
            : new { reason = "x" };
        (await account.SendAsync(new HttpMethod(method), string.Format(System.Globalization.CultureInfo.InvariantCulture, route, "nonsense"), body))
            .Expect(400, "identifier-invalid");
    }

    [Fact]
    public async Task What_is_not_there_is_a_problem_too()
    {
        (await ledger.Regulator.GetAsync("/v1/nothing")).Expect(404, "not-found");
        (await ledger.Regulator.DeleteAsync("/v1/entities")).Expect(405, "method-not-allowed");
        var answer = await ledger.Regulator.GetAsync("/v1/me");
        Assert.Equal("nosniff", answer.Headers.GetValues("X-Content-Type-Options").Single());
        Assert.Contains("no-store", answer.Headers.CacheControl!.ToString(), StringComparison.Ordinal);
    }

    async Task<Answer> PostAsync(string path, string body, string type = "application/json")
    {
        using var content = new StringContent(body, Encoding.UTF8, type);
        return await ledger.Regulator.SendAsync(HttpMethod.Post, path, content);
    }
}
