using System.Text.Json.Nodes;
using HealthLedger.EndToEnd.Support;

namespace HealthLedger.EndToEnd.Restart;

/// <summary>kill -9 in mid-story: nothing that was answered with 201 is lost, and nothing happens twice.</summary>
public sealed class CrashTests
{
    const int Prescribed = 100_000;

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task What_was_answered_with_201_is_there_once_after_a_crash_in_the_middle_of_many_writes(bool theNodeToo)
    {
        await using var gateway = await new GatewayProcess().StartAsync();
        var ledger = await Ledger.OpenAsync(gateway);
        var (patient, pharmacy, prescription) = await OpenPrescriptionAsync(ledger);
        var dispensations = $"/v1/prescriptions/{prescription}/dispensations";
        var consents = $"/v1/patients/{patient.Identifier}/consents";
        var consentsBefore = (await AllAsync(patient, consents)).Count;
        var story = new List<KeyedWrite>();
        var answered = new Dictionary<KeyedWrite, Answer>();

        for (var round = 1; round <= 2; round++)
        {
            var traffic = Traffic.Begin(8, number => number % 2 == 0
                ? new KeyedWrite(pharmacy, dispensations, new { quantity = 1 })
                : new KeyedWrite(patient, consents, Ledger.Consent(pharmacy, "dispensing", "prescriptions:read")));
            await traffic.ReachAsync(20 * round);
            var told = traffic.Confirmed.Values.Max(answer => answer["ledger"]!["blockNumber"]!.GetValue<long>());
            var hashes = await HashesAsync(gateway, told);
            await gateway.KillAsync(theNodeToo);
            await traffic.EndedAsync();
            story.AddRange(traffic.Asked);
            foreach (var (write, answer) in traffic.Confirmed) answered[write] = answer;

            await gateway.StartAsync();
            Assert.Equal(hashes, await HashesAsync(gateway, told));
            await ThereOnceAsync(gateway, answered.Values, [.. await AllAsync(pharmacy, dispensations), .. await AllAsync(patient, consents)]);
        }

        // Asked again with its key, each is the operation that it was, or comes to be one now.
        var ids = new Dictionary<KeyedWrite, string>();
        foreach (var write in story) ids[write] = (await write.SendAsync()).Expect(201).Id;
        foreach (var (write, answer) in answered) Assert.Equal(answer.Id, ids[write]);
        Assert.Equal(Sorted(ids, dispensations), (await AllAsync(pharmacy, dispensations)).Select(IdOf).Order(StringComparer.Ordinal));
        Assert.Equal(consentsBefore + Sorted(ids, consents).Count, (await AllAsync(patient, consents)).Count);
        Assert.Equal(
            Prescribed - Sorted(ids, dispensations).Count, (await patient.GetAsync($"/v1/prescriptions/{prescription}")).Expect(200)["remaining"]!.GetValue<decimal>());

        await using var node = await ChainNode.OfAsync(gateway);
        var executed = await node.ExecutedAsync();
        Assert.Equal(executed.Count, executed.Distinct(StringComparer.Ordinal).Count());
        Assert.Equal(executed.Count, await Database.CountAsync(gateway, "SELECT count(*) FROM Operations WHERE State = 3"));
        Assert.Equal(story.Count, await Database.CountAsync(gateway, "SELECT count(DISTINCT IdempotencyKey) FROM Operations"));
    }

    /// <summary>A patient, a pharmacy that may dispense, and a prescription that takes many small parts.</summary>
    static async Task<(Account Patient, Account Pharmacy, string Prescription)> OpenPrescriptionAsync(Ledger ledger)
    {
        var patient = await ledger.PatientAsync();
        var physician = await ledger.PhysicianAsync();
        var pharmacy = await ledger.PharmacyAsync();
        await Ledger.ConsentAsync(patient, physician, "treatment", "records:write");
        await Ledger.ConsentAsync(patient, pharmacy, "dispensing", "prescriptions:serve");
        var consultation = (await physician.PostAsync($"/v1/patients/{patient.Identifier}/consultations", new
        {
            occurredAt = DateTimeOffset.UtcNow, diagnoses = new[] { new { system = "cid-10", code = "J45.0" } }, observations = "Long treatment.",
            prescriptions = new[] { Ledger.Item(Prescribed, partialAllowed: true) },
        })).Expect(201);
        return (patient, pharmacy, consultation["prescriptions"]![0]!["id"]!.GetValue<string>());
    }

    static async Task ThereOnceAsync(GatewayProcess gateway, IEnumerable<Answer> answers, List<JsonNode> listed)
    {
        var byId = listed.ToLookup(IdOf);
        await using var node = await ChainNode.OfAsync(gateway);
        foreach (var answer in answers)
        {
            var item = Assert.Single(byId[answer.Id]);
            var transaction = answer["ledger"]!["transactionHash"]!.GetValue<string>();
            var block = answer["ledger"]!["blockNumber"]!.GetValue<long>();
            Assert.Equal(transaction, item["ledger"]!["transactionHash"]!.GetValue<string>());
            Assert.Equal(block, item["ledger"]!["blockNumber"]!.GetValue<long>());
            Assert.Equal(block, await node.BlockOfAsync(transaction));
        }
    }

    static async Task<List<JsonNode>> AllAsync(Account reader, string path)
    {
        var all = new List<JsonNode>();
        for (string? next = ""; next is not null;)
        {
            var page = (await reader.GetAsync($"{path}?limit=200{(next.Length > 0 ? $"&cursor={next}" : "")}")).Expect(200);
            all.AddRange(page.Items.Select(item => item!));
            next = page["next"]?.GetValue<string>();
        }
        return all;
    }

    static async Task<IReadOnlyList<string>> HashesAsync(GatewayProcess gateway, long last)
    {
        await using var node = await ChainNode.OfAsync(gateway);
        return await node.BlockHashesAsync(last);
    }

    static string IdOf(JsonNode item) => item["id"]!.GetValue<string>();

    static List<string> Sorted(Dictionary<KeyedWrite, string> ids, string path) =>
        [.. ids.Where(pair => pair.Key.Path == path).Select(pair => pair.Value).Order(StringComparer.Ordinal)];
}
