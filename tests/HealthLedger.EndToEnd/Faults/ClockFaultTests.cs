using System.Globalization;
using System.Text.Json.Nodes;
using HealthLedger.EndToEnd.Support;

namespace HealthLedger.EndToEnd.Faults;

/// <summary>
/// The gateway's clock and its chain's are an hour apart: what ends, ends by the later one; what begins now, begins; blocks give the order.
/// </summary>
public sealed class ClockFaultTests(SharedGateway shared)
{
    [Theory]
    [InlineData("the gateway an hour ahead of its chain", -3600)]
    [InlineData("the gateway an hour behind its chain", 3600)]
    public async Task Fault_24_with_clocks_an_hour_apart_consents_end_by_the_later_one_and_begin_at_once(string _, int chainAhead)
    {
        var clock = DateTimeOffset.UtcNow.AddSeconds(chainAhead).ToUnixTimeSeconds();
        await using var network = await OwnNetwork.StartAsync(
            chainAhead > 0 ? 31_341 : 31_340, string.Create(CultureInfo.InvariantCulture, $"--block-time 1 --timestamp {clock}"));
        var ledger = await Ledger.OpenAsync(network.Gateway);
        var (patient, physician) = (await ledger.PatientAsync(), await ledger.PhysicianAsync());
        var (consents, records) = ($"/v1/patients/{patient.Identifier}/consents", $"/v1/patients/{patient.Identifier}/records");
        var apart = await BlockTimeAsync(network) - DateTimeOffset.UtcNow;
        Assert.InRange(Math.Abs(apart.TotalMinutes), 55, 65);

        // From now on: the policy and the contract both let the physician write.
        var consultation = await Ledger.ConsultAsync(patient, physician);
        await HistoryIsInOrderAsync(physician, consultation);
        var record = (await physician.GetAsync($"{records}/{consultation.Id}")).Expect(200);
        Assert.Equal(await BlockTimeAsync(network, consultation), record["recordedAt"]!.GetValue<DateTimeOffset>());

        // Another's consent, which ends by the later clock in a moment; the earlier one gives it an hour more.
        var other = await ledger.PhysicianAsync();
        var validUntil = DateTimeOffset.UtcNow.AddSeconds(Math.Max(0, chainAhead) + 20);
        var terms = new { grantee = other.Identifier, scopes = new[] { "records:read", "records:write" }, purpose = "treatment", validUntil };
        var granted = (await patient.PostAsync(consents, terms)).Expect(201);
        (await other.GetAsync(records)).Expect(200);
        Assert.Contains((await other.GetAsync("/v1/me/consents")).Expect(200).Items, IsGranted);
        await Eventually.IsTrueAsync(async () => (await other.GetAsync(records)).Status == 404, () => "The consent does not end.");
        Assert.True(new[] { DateTimeOffset.UtcNow, await BlockTimeAsync(network) }.Min() < terms.validUntil.AddMinutes(-30));
        (await other.PostAsync($"/v1/patients/{patient.Identifier}/consultations", Ledger.Consultation())).Expect(404, "not-found");
        Assert.DoesNotContain((await other.GetAsync("/v1/me/consents")).Expect(200).Items, IsGranted);
        Assert.Equal(0, await Database.OperationsOfAsync(network.Gateway, other));

        // Newest first, by blocks; and what is over by the ledger's clock it refuses.
        var listed = (await patient.GetAsync(consents)).Expect(200).Items;
        var blocks = listed.Select(consent => consent!["ledger"]!["blockNumber"]!.GetValue<long>()).ToList();
        Assert.Equal(blocks.OrderDescending(), blocks);
        Assert.Equal(["expired", "active"], listed.Select(consent => consent!["status"]!.GetValue<string>()));
        if (chainAhead > 0)
            (await patient.PostAsync(consents, terms with { validUntil = DateTimeOffset.UtcNow.AddMinutes(30) })).Expect(409, "ledger-conflict");

        bool IsGranted(JsonNode? consent) => consent!["id"]!.GetValue<string>() == granted.Id;
    }

    [Theory]
    [InlineData("of a gateway an hour ahead", 3600)]
    [InlineData("of a gateway an hour behind", -3600)]
    public async Task Fault_24_a_token_by_a_clock_an_hour_off_is_refused_and_signing_in_again_helps(string _, int off)
    {
        var patient = await shared.Ledger.PatientAsync();
        using var forge = new TokenForge(shared.Ledger.Gateway, patient.Token);
        var anybody = new ForgedAccount(shared.Ledger.Gateway.Http);
        (await anybody.GetAsync("/v1/me", forge.Own())).Expect(200);
        var token = forge.Own(null, claims =>
        {
            foreach (var name in (string[])["iat", "nbf", "exp"])
                if (claims[name] is { } time) claims[name] = time.GetValue<long>() + off;
        });
        (await anybody.GetAsync("/v1/me", token)).Expect(401, "unauthorized");
        (await patient.SignInAsync()).Expect(200);
        (await patient.GetAsync("/v1/me")).Expect(200);
    }

    static async Task HistoryIsInOrderAsync(Account actor, Answer write)
    {
        var operation = (await actor.GetAsync($"/v1/operations/{write["ledger"]!["operationId"]}")).Expect(200);
        var history = operation["history"]!.AsArray().Select(step => step!["at"]!.GetValue<DateTimeOffset>()).ToList();
        Assert.Equal(("confirmed", 3), (operation["state"]!.GetValue<string>(), history.Count));
        Assert.Equal(history.Order(), history);
    }

    static async Task<DateTimeOffset> BlockTimeAsync(OwnNetwork network, Answer? write = null)
    {
        var number = write?["ledger"]!["blockNumber"]!.GetValue<long>() ?? await network.Node.HeadAsync();
        return DateTimeOffset.FromUnixTimeSeconds(Convert.ToInt64((await network.Node.BlockAsync(number))!["timestamp"]!.GetValue<string>(), 16));
    }
}
