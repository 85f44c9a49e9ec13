using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using HealthLedger.EndToEnd.Support;

namespace HealthLedger.EndToEnd.Flows;

/// <summary>A study from its registration to a patient's leaving it, and who is kept out.</summary>
public sealed class ResearchTests(SharedGateway shared)
{
    readonly Ledger ledger = shared.Ledger;

    [Fact]
    public async Task A_study_is_registered_approved_joined_and_handed_an_extract_in_which_nobody_is_recognized()
    {
        var institute = await InstituteAsync();
        var (patients, physician) = (new List<Account>(), await ledger.PhysicianAsync());
        for (var i = 0; i < 5; i++) patients.Add(await ledger.PatientAsync());
        foreach (var one in patients) await Ledger.ConsultAsync(one, physician);

        var registered = (await institute.PostAsync("/v1/studies", Study(), key: "study")).Expect(201);
        var study = registered.Id;
        Assert.Equal((institute.Identifier, 5, "registered"), (Text(registered["institute"]), registered["k"]!.GetValue<int>(), Text(registered["status"])));
        Assert.Equal(study, (await institute.PostAsync("/v1/studies", Study(), key: "study")).Expect(201).Id);

        // Nobody joins what was not approved, or sees it; nobody but a regulator approves.
        (await patients[0].GetAsync($"/v1/studies/{study}")).Expect(404, "not-found");
        (await JoinAsync(patients[0], institute, study)).Expect(422, "rule-broken");
        (await institute.PostAsync($"/v1/studies/{study}/extracts")).Expect(409, "study-status-conflict");
        (await institute.PostAsync($"/v1/studies/{study}/approval")).Expect(403, "forbidden");
        Assert.Equal("approved", Text((await ledger.Regulator.PostAsync($"/v1/studies/{study}/approval")).Expect(200)["status"]));
        (await ledger.Regulator.PostAsync($"/v1/studies/{study}/approval")).Expect(409, "study-status-conflict");
        Assert.Equal("Asthma in adults", Text((await patients[0].GetAsync($"/v1/studies/{study}")).Expect(200)["title"]));

        (await institute.PostAsync($"/v1/studies/{study}/extracts")).Expect(409, "extract-too-small");
        var consents = new List<string>();
        foreach (var one in patients) consents.Add((await JoinAsync(one, institute, study)).Expect(201).Id);
        // Who joins is not named, nor does the consent open anything.
        var held = (await institute.GetAsync("/v1/me/consents")).Expect(200);
        Assert.Equal(5, held.Items.Count);
        Assert.All(patients, one => Assert.DoesNotContain(one.Identifier, held.Text, StringComparison.Ordinal));
        foreach (var path in new[] { "records", "exam-requests", "prescriptions" })
            (await institute.GetAsync($"/v1/patients/{patients[0].Identifier}/{path}")).Expect(404, "not-found");

        var drawn = (await institute.PostAsync($"/v1/studies/{study}/extracts", key: "extract")).Expect(201);
        Assert.Equal(drawn.Id, (await institute.PostAsync($"/v1/studies/{study}/extracts", key: "extract")).Expect(201).Id);
        var rows = $"/v1/studies/{study}/extracts/{drawn.Id}";
        var ndjson = (await institute.GetAsync(rows)).Expect(200).Text;
        var csv = (await institute.GetAsync($"{rows}?format=csv")).Expect(200).Text;
        Assert.Equal(5, ndjson.TrimEnd('\n').Split('\n').Select(line => Text(JsonNode.Parse(line)!["patient"])).Distinct().Count());
        Assert.All(ndjson.TrimEnd('\n').Split('\n'), line => Assert.Equal("J45", Text(JsonNode.Parse(line)!["code"])));
        Assert.Equal(6, csv.TrimEnd().Split("\r\n").Length);
        foreach (var text in new[] { ndjson, csv })
            foreach (var told in new[] { "PAT-", "Ana", "Moreira", "1984", "Wheezing", "J45.0", DateTime.UtcNow.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture) })
                Assert.DoesNotContain(told, text, StringComparison.Ordinal);

        // The chain commits to the description, and that to the very bytes.
        var proof = (await institute.GetAsync($"{rows}/verification")).Expect(200);
        Assert.True(proof["matches"]!.GetValue<bool>());
        Assert.Equal(Text(proof["commitment"]), Text(proof["onChain"]!["commitment"]));
        var committed = JsonNode.Parse(Text(proof["canonical"]))!["sha256"]!;
        Assert.Equal((Hash(ndjson), Hash(csv)), (Text(committed["ndjson"]), Text(committed["csv"])));
        var log = (await patients[0].GetAsync($"/v1/patients/{patients[0].Identifier}/access-log")).Expect(200).Items;
        Assert.Contains(log, entry => (Text(entry!["action"]), Text(entry["actor"]), Text(entry["purpose"])) == ("extract.read", institute.Identifier, "research"));

        (await patients[0].DeleteAsync($"/v1/patients/{patients[0].Identifier}/consents/{consents[0]}")).Expect(200);
        (await institute.GetAsync(rows)).Expect(409, "extract-void");
        Assert.Equal("void", Text(Assert.Single((await institute.GetAsync($"/v1/studies/{study}/extracts")).Expect(200).Items)!["status"]));
        Assert.Equal(4, (await institute.GetAsync("/v1/me/consents")).Expect(200).Items.Count);

        (await institute.PostAsync($"/v1/studies/{study}/end", new { reason = "Done." })).Expect(200);
        (await institute.GetAsync(rows)).Expect(409, "study-status-conflict");
    }

    [Fact]
    public async Task What_accept_says_is_what_comes_and_an_unknown_format_is_refused()
    {
        var institute = await InstituteAsync();
        var physician = await ledger.PhysicianAsync();
        var study = (await institute.PostAsync("/v1/studies", Study())).Expect(201).Id;
        (await ledger.Regulator.PostAsync($"/v1/studies/{study}/approval")).Expect(200);
        for (var i = 0; i < 5; i++)
        {
            var patient = await ledger.PatientAsync();
            await Ledger.ConsultAsync(patient, physician);
            (await JoinAsync(patient, institute, study)).Expect(201);
        }
        var rows = $"/v1/studies/{study}/extracts/{(await institute.PostAsync($"/v1/studies/{study}/extracts")).Expect(201).Id}";
        (await institute.GetAsync($"{rows}?format=xml")).Expect(400, "validation-failed");
        foreach (var (accept, type) in new[] { ("text/csv", "text/csv"), ("application/x-ndjson", "application/x-ndjson"), ("*/*", "application/x-ndjson") })
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(rows, UriKind.Relative));
            request.Headers.Authorization = new("Bearer", institute.Token);
            request.Headers.Accept.ParseAdd(accept);
            using var response = await ledger.Gateway.Http.SendAsync(request, TestContext.Current.CancellationToken);
            Assert.Equal(type, response.Content.Headers.ContentType!.MediaType);
        }
    }

    [Fact]
    public async Task Other_classes_and_other_institutes_are_kept_out_and_an_institute_is_let_in_for_research_alone()
    {
        var (institute, other) = (await InstituteAsync(), await InstituteAsync());
        var (patient, physician) = (await ledger.PatientAsync(), await ledger.PhysicianAsync());
        var study = (await institute.PostAsync("/v1/studies", Study())).Expect(201).Id;
        (await ledger.Regulator.PostAsync($"/v1/studies/{study}/approval")).Expect(200);

        foreach (var account in new[] { patient, physician, ledger.Regulator }) (await account.PostAsync("/v1/studies", Study())).Expect(403, "forbidden");
        foreach (var account in new[] { patient, physician })
        {
            (await account.PostAsync($"/v1/studies/{study}/extracts")).Expect(403, "forbidden");
            (await account.GetAsync($"/v1/studies/{study}/extracts")).Expect(403, "forbidden");
            (await account.GetAsync($"/v1/studies/{study}/counts?code=J45")).Expect(403, "forbidden");
            (await account.PostAsync($"/v1/studies/{study}/end", new { reason = "No." })).Expect(403, "forbidden");
        }
        (await other.GetAsync($"/v1/studies/{study}")).Expect(404, "not-found");
        foreach (var path in new[] { "extracts", "counts?code=J45" }) (await other.GetAsync($"/v1/studies/{study}/{path}")).Expect(404, "not-found");
        (await other.PostAsync($"/v1/studies/{study}/extracts")).Expect(404, "not-found");
        (await other.PostAsync($"/v1/studies/{study}/end", new { reason = "No." })).Expect(404, "not-found");
        (await institute.GetAsync($"/v1/studies/{study}/counts?code=j")).Expect(422, "rule-broken");
        (await institute.GetAsync($"/v1/studies/{study}/counts?code=J45&ageBand=40")).Expect(400, "validation-failed");
        (await institute.PostAsync("/v1/studies", Study(k: 4))).Expect(400, "validation-failed");

        var consents = $"/v1/patients/{patient.Identifier}/consents";
        (await patient.PostAsync(consents, Ledger.Consent(institute, "research", "records:read"))).Expect(422, "rule-broken");
        (await JoinAsync(patient, institute, study, purpose: "treatment")).Expect(422, "rule-broken");
        (await JoinAsync(patient, institute, study, scope: "records:write")).Expect(422, "rule-broken");
        (await JoinAsync(patient, other, study)).Expect(422, "rule-broken");
        (await JoinAsync(patient, physician, study)).Expect(422, "rule-broken");
    }

    Task<Account> InstituteAsync() => ledger.RegisterAsync(new { @class = "researchInstitute", name = "Instituto de Pesquisa", cnpj = "11.222.333/0001-81" });

    static object Study(int k = 5) => new
    {
        title = "Asthma in adults", protocol = "How often adults with asthma see a physician.", k,
        from = Today(-30), until = Today(30), codes = new[] { new { system = "cid-10", code = "J45" } },
    };

    static Task<Answer> JoinAsync(Account patient, Account institute, string study, string purpose = "research", string scope = "records:read") =>
        patient.PostAsync($"/v1/patients/{patient.Identifier}/consents", new
        {
            grantee = institute.Identifier, scopes = new[] { scope }, purpose, validUntil = Today(30), resource = study,
        });

    static string Today(int days) => DateTimeOffset.UtcNow.AddDays(days).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    static string Hash(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));

    static string Text(JsonNode? node) => node!.GetValue<string>();
}
