using System.Globalization;
using System.Text.Json.Nodes;
using HealthLedger.EndToEnd.Support;

namespace HealthLedger.EndToEnd.Logs;

/// <summary>Logs lead from a request to its transaction, and tell nothing about anybody; not even at the most talkative level.</summary>
public sealed class LogTests
{
    const string Crm = "7041937265";
    const string Cnpj = "11222333000181";
    const string Medicine = "1023504850012";
    const string Exam = "40304361";

    readonly List<string> said =
    [
        "Zulmira", "Quaresma", "Policarpo", "Farmacia Sentinela", "Laboratorio Sentinela", "Pneumosentinelogy", "1984-03-17", Crm, Cnpj,
        "11.222.333/0001-81", Medicine, Exam, "J45.0", "wheezing-sentinel", "dosage-sentinel", "justification-sentinel", "conclusion-sentinel",
        "leukocyte-sentinel", "lot-sentinel", "buyer-sentinel", "pharmacist-sentinel", "reason-sentinel", "wrong-password-sentinel", "broken-sentinel",
        Account.NewPassword,
    ];

    [Fact]
    public async Task Operations_are_logged_with_their_transactions_and_nothing_that_anybody_said_is()
    {
        await using var gateway = await new GatewayProcess(new Dictionary<string, string>
        {
            ["Serilog__MinimumLevel__Default"] = "Verbose", ["Serilog__MinimumLevel__Override__Microsoft"] = "Verbose",
            ["Serilog__MinimumLevel__Override__OpenIddict"] = "Verbose", ["Serilog__MinimumLevel__Override__System.Net.Http"] = "Verbose",
        }).StartAsync();
        var ledger = await Ledger.OpenAsync(gateway);
        var writes = await PlayAsync(ledger);
        await gateway.StopAsync();

        // What the first start prints for its operator is no log: the regulator's temporary password, once.
        foreach (var secret in said) Assert.DoesNotContain(secret, gateway.Output, StringComparison.OrdinalIgnoreCase);
        Assert.NotEmpty(writes);
        foreach (var write in writes)
        {
            Assert.Contains(write["ledger"]!["operationId"]!.GetValue<string>(), gateway.Output, StringComparison.Ordinal);
            Assert.Contains(write["ledger"]!["transactionHash"]!.GetValue<string>(), gateway.Output, StringComparison.Ordinal);
        }
    }

    async Task<List<Answer>> PlayAsync(Ledger ledger)
    {
        var cpf = Ledger.Cpf();
        said.AddRange([cpf, $"{cpf[..3]}.{cpf[3..6]}"]);
        var writes = new List<Answer>();
        var patient = await EnterAsync(new { @class = "patient", name = "Zulmira Quaresma", cpf, birthDate = "1984-03-17", sex = "female" });
        var physician = await EnterAsync(new { @class = "physician", name = "Policarpo", crm = new { number = Crm, uf = "SP" }, specialty = "Pneumosentinelogy" });
        var pharmacy = await EnterAsync(new { @class = "pharmacy", name = "Farmacia Sentinela", cnpj = "11.222.333/0001-81" });
        var center = await EnterAsync(new { @class = "diagnosticCenter", name = "Laboratorio Sentinela", cnpj = Cnpj });

        writes.Add((await patient.PostAsync(Path("patients", patient, "consents"), Ledger.Consent(physician, "treatment", "records:read", "records:write"))).Expect(201));
        writes.Add((await physician.PostAsync(Path("patients", patient, "consultations"), Consultation())).Expect(201));
        var exam = writes[^1]["examRequests"]![0]!["id"]!.GetValue<string>();
        var prescription = writes[^1]["prescriptions"]![0]!["id"]!.GetValue<string>();
        await Ledger.ConsentAsync(patient, center, "diagnosis", "exams:serve");
        await Ledger.ConsentAsync(patient, pharmacy, "dispensing", "prescriptions:serve");
        writes.Add((await center.PostAsync($"/v1/exam-requests/{exam}/acceptance", new { })).Expect(200));
        writes.Add((await center.PostAsync($"/v1/exam-requests/{exam}/result", Result())).Expect(201));
        writes.Add((await pharmacy.PostAsync($"/v1/prescriptions/{prescription}/dispensations", Dispensation())).Expect(201));
        await StumbleAsync(ledger, patient, physician);
        return writes;

        async Task<Account> EnterAsync(object body)
        {
            var answer = (await ledger.Regulator.PostAsync("/v1/entities", body)).Expect(201);
            writes.Add(answer);
            var password = answer["temporaryPassword"]!.GetValue<string>();
            var account = await new Account(ledger.Gateway.Http, answer["identifier"]!.GetValue<string>(), password).EnterAsync();
            said.AddRange([password, account.Token, account.Token.Split('.')[^1], account.RefreshToken]);
            return account;
        }
    }

    // What goes wrong is logged with more zeal than what goes well.
    static async Task StumbleAsync(Ledger ledger, Account patient, Account physician)
    {
        Assert.Equal(400, (await new Account(ledger.Gateway.Http, patient.Identifier, "").SignInAsync("wrong-password-sentinel")).Status);
        using var broken = new StringContent("{\"observations\": \"broken-sentinel", System.Text.Encoding.UTF8, "application/json");
        (await physician.SendAsync(HttpMethod.Post, Path("patients", patient, "consultations"), broken)).Expect(400);
        (await ledger.Regulator.PostAsync("/v1/entities", new { @class = "broken-sentinel", name = "Zulmira Quaresma" })).Expect(400);
        (await ledger.Regulator.GetAsync("/v1/entities?q=Zulmira")).Expect(200);
        (await ledger.Regulator.GetAsync(Path("patients", patient, "records?reason=reason-sentinel"))).Expect(200);
        (await ledger.Regulator.PostAsync(Path("entities", physician, "suspension"), new { reason = "reason-sentinel" })).Expect(200);
    }

    static string Path(string list, Account of, string what) => $"/v1/{list}/{of.Identifier}/{what}";

    static JsonNode Consultation() => JsonNode.Parse(string.Create(CultureInfo.InvariantCulture, $$"""
        {
          "occurredAt": "{{DateTimeOffset.UtcNow:O}}", "observations": "wheezing-sentinel", "diagnoses": [{ "system": "cid-10", "code": "J45.0" }],
          "examRequests": [{ "system": "tuss", "code": "{{Exam}}", "justification": "justification-sentinel" }],
          "prescriptions": [{ "medicine": { "system": "anvisa", "code": "{{Medicine}}" }, "quantity": { "value": 30, "unit": "tablet" },
            "dosage": "dosage-sentinel", "fills": 1 }]
        }
        """))!;

    static object Result() => new
    {
        conclusion = "conclusion-sentinel", values = new[] { new { name = "leukocyte-sentinel", value = 6.2 } }, performedAt = DateTimeOffset.UtcNow,
    };

    static object Dispensation() => new
    {
        quantity = 30, lots = new[] { new { lot = "lot-sentinel", quantity = 30 } }, buyer = new { name = "buyer-sentinel" },
        pharmacist = new { name = "pharmacist-sentinel", crf = "CRF-SP 54321" },
    };
}
