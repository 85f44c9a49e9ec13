using System.Security.Cryptography;
using System.Text;
using HealthLedger.Core.Vault;
using HealthLedger.EndToEnd.Support;

namespace HealthLedger.EndToEnd.Security;

/// <summary>No personal data on the chain, ever: the whole of it is read and searched for what went in.</summary>
public sealed class PrivacyTests
{
    [Fact]
    public async Task Nothing_that_was_said_about_anybody_nor_its_unsalted_hash_is_in_the_chains_blocks_logs_or_state()
    {
        await using var gateway = await new GatewayProcess().StartAsync();
        var ledger = await Ledger.OpenAsync(gateway);
        var cpf = Ledger.Cpf();
        var patient = await ledger.RegisterAsync(Ledger.Patient("Zenaide Quaresma", cpf));
        var physician = await ledger.PhysicianAsync();
        var pharmacy = await ledger.PharmacyAsync();
        var center = await ledger.CenterAsync();
        await ArrangeAsync(ledger, patient, physician);
        var insurer = await ledger.InsurerAsync();
        await Ledger.ConsentAsync(patient, insurer, "coverage", "coverage:authorize");
        var consultation = await Ledger.ConsultAsync(patient, physician);
        await Ledger.ConsentAsync(patient, center, "diagnosis", "exams:serve");
        await Ledger.ConsentAsync(patient, pharmacy, "dispensing", "prescriptions:serve");
        var exam = consultation["examRequests"]![0]!["id"];
        (await insurer.PostAsync($"/v1/exam-requests/{exam}/authorization", new
        {
            decision = "authorized", reason = "Within the plan.", clause = "Clause 12.3", @operator = new { name = "Davi Souza", register = "Matrícula 4711" },
        })).Expect(200);
        await StudyAsync(ledger, patient);
        (await center.PostAsync($"/v1/exam-requests/{exam}/acceptance", new { })).Expect(200);
        (await center.PostAsync($"/v1/exam-requests/{exam}/result", Bodies.Result("Nothing of note."))).Expect(201);
        (await pharmacy.PostAsync($"/v1/prescriptions/{consultation["prescriptions"]![1]!["id"]}/dispensations", new { quantity = 30, buyer = "Zenaide Quaresma" })).Expect(201);
        (await ledger.Regulator.PostAsync($"/v1/entities/{pharmacy.Identifier}/suspension", new { reason = "Sold by the back door." })).Expect(200);

        string[] said =
        [
            "Zenaide Quaresma", cpf, "1984-03-17", "female", "Rui Tavares", "Pneumology", "Farmácia da Praça", "11222333000181", "11.222.333/0001-81",
            "J45.0", "Wheezing at night.", "40304361", "Rule out an infection.", "02543", "One at night", "tablet", "Nothing of note.", "Leukocytes",
            "Sold by the back door.", "Ambulatory 3, room 12", "Bring earlier X-rays.", "Feels better.", "Recepção do ambulatório 3", "Caio Duarte",
            "Within the plan.", "Clause 12.3", "Davi Souza", "Matrícula 4711", "Saúde Mútua", "Asthma in winter", "Diagnoses of asthma by month.",
            insurer.Identifier, Account.NewPassword, patient.Identifier, physician.Identifier, pharmacy.Identifier, center.Identifier,
        ];
        var chain = await EverythingOnAsync(gateway);
        // The scan itself is proved first: what is on the chain, the patient's key address, is found.
        var address = (await ledger.Regulator.GetAsync($"/v1/entities/{patient.Identifier}")).Expect(200)["address"]!.GetValue<string>();
        Assert.Contains(address[2..].ToLowerInvariant(), chain, StringComparison.Ordinal);
        foreach (var text in said)
            foreach (var (what, trace) in TracesOf(text))
                Assert.False(chain.Contains(trace, StringComparison.Ordinal), $"The {what} of “{text}” is on the chain.");
    }

    static async Task ArrangeAsync(Ledger ledger, Account patient, Account physician)
    {
        var staff = await ledger.StaffAsync();
        (await physician.PostAsync("/v1/me/links", new { staff = staff.Identifier })).Expect(200);
        await Ledger.ConsentAsync(patient, staff, "treatment", "appointments:manage");
        var start = new DateTimeOffset(DateTimeOffset.UtcNow.AddDays(2).Date, TimeSpan.Zero);
        var appointment = (await staff.PostAsync("/v1/appointments", new
        {
            patient = patient.Identifier, physician = physician.Identifier, startsAt = start, endsAt = start.AddMinutes(30), place = "Ambulatory 3, room 12",
            remarks = "Bring earlier X-rays.", @operator = new { name = "Caio Duarte" },
        })).Expect(201);
        (await patient.PostAsync($"/v1/appointments/{appointment.Id}/cancellation", new { reason = "Feels better." })).Expect(200);
    }

    static async Task StudyAsync(Ledger ledger, Account patient)
    {
        var institute = await ledger.InstituteAsync();
        var study = (await institute.PostAsync("/v1/studies", new
        {
            title = "Asthma in winter", protocol = "Diagnoses of asthma by month.", from = "2026-01-01", until = "2027-01-01", k = 5,
        })).Expect(201).Id;
        (await ledger.Regulator.PostAsync($"/v1/studies/{study}/approval", new { })).Expect(200);
        (await patient.PostAsync($"/v1/patients/{patient.Identifier}/consents", new
        {
            grantee = institute.Identifier, scopes = new[] { "records:read" }, purpose = "research", validUntil = "2036-12-31", resource = study,
        })).Expect(201);
    }

    // Everything as one lower-case hexadecimal text: blocks with their transactions, receipts with their logs, and the whole state.
    static async Task<string> EverythingOnAsync(GatewayProcess gateway)
    {
        await using var node = await ChainNode.OfAsync(gateway);
        var all = new StringBuilder();
        for (var number = 0L; number <= await node.HeadAsync(); number++)
        {
            var block = (await node.CallAsync("eth_getBlockByNumber", $"0x{number:x}", true))!;
            all.Append(block.ToJsonString());
            foreach (var transaction in block["transactions"]!.AsArray())
                all.Append((await node.CallAsync("eth_getTransactionReceipt", transaction!["hash"]!.GetValue<string>()))!.ToJsonString());
        }
        var dump = Convert.FromHexString((await node.CallAsync("anvil_dumpState"))!.GetValue<string>()[2..]);
        await using var unzipped = new System.IO.Compression.GZipStream(new MemoryStream(dump), System.IO.Compression.CompressionMode.Decompress);
        using var reader = new StreamReader(unzipped);
        all.Append(await reader.ReadToEndAsync());
        return all.ToString().ToLowerInvariant();
    }

    static IEnumerable<(string What, string Trace)> TracesOf(string text)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        // So short a number stands somewhere in any hexadecimal text, by chance.
        if (text.Length > 7 || !text.All(char.IsAsciiHexDigit)) yield return ("text itself", text.ToLowerInvariant());
        yield return ("UTF-8 bytes", Convert.ToHexStringLower(bytes));
        yield return ("SHA-256", Convert.ToHexStringLower(SHA256.HashData(bytes)));
        yield return ("SHA-1", Convert.ToHexStringLower(SHA1.HashData(bytes)));
        yield return ("MD5", Convert.ToHexStringLower(MD5.HashData(bytes)));
        yield return ("Keccak-256", Convert.ToHexStringLower(Keccak256.Hash(bytes).ToBytes()));
        yield return ("SHA-256 in quotes", Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"\"{text}\""))));
    }
}
