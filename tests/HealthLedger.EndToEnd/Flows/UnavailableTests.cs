using HealthLedger.EndToEnd.Support;

namespace HealthLedger.EndToEnd.Flows;

/// <summary>While the chain is away, what was accepted waits and says for what; what cannot be accepted or answered says when to come again.</summary>
public sealed class UnavailableTests
{
    [Fact]
    public async Task Every_503_says_when_to_come_again_and_an_accepted_operation_why_it_waits()
    {
        await using var network = await OwnNetwork.StartAsync(31_342, "--block-time 1");
        var ledger = await Ledger.OpenAsync(network.Gateway);
        var (patient, physician) = (await ledger.PatientAsync(), await ledger.PhysicianAsync());
        await Ledger.ConsentAsync(patient, physician, "treatment", "records:read");
        var (consents, key) = ($"/v1/patients/{patient.Identifier}/consents", Guid.NewGuid().ToString());
        var body = Ledger.Consent(physician, "treatment", "records:write");

        Processes.Freeze(network.NodeId);
        string operation;
        try
        {
            var accepted = (await patient.PostAsync(consents, body, key, "respond-async")).Expect(202);
            operation = $"/v1/operations/{accepted["ledger"]!["operationId"]}";
            var waiting = "";
            await Eventually.IsTrueAsync(
                async () => (waiting = WaitingOf(await patient.GetAsync(operation))).StartsWith("No endpoint", StringComparison.Ordinal),
                () => $"The operation waits: {waiting}");

            ComesAgain((await patient.PostAsync(consents, body)).Expect(503, "ledger-unavailable"));
            ComesAgain((await physician.GetAsync($"/v1/patients/{patient.Identifier}/records")).Expect(503, "ledger-unavailable"));
            var health = (await patient.GetAsync("/health/ready")).Expect(503);
            ComesAgain(health);
            Assert.Equal("unreachable", health["status"]!.GetValue<string>());
            // What rests on nobody's consent is read as ever.
            (await patient.GetAsync($"/v1/patients/{patient.Identifier}/records")).Expect(200);
        }
        finally
        {
            Processes.Thaw(network.NodeId);
        }

        var confirmed = (await patient.PostAsync(consents, body, key, "wait=60")).Expect(201);
        var told = (await patient.GetAsync(operation)).Expect(200);
        Assert.Equal(("confirmed", ""), (told["state"]!.GetValue<string>(), WaitingOf(told)));
        Assert.Equal(confirmed["ledger"]!["transactionHash"]!.GetValue<string>(), told["transactionHash"]!.GetValue<string>());
    }

    static string WaitingOf(Answer operation) => operation.Expect(200)["waiting"]?.GetValue<string>() ?? "";

    static void ComesAgain(Answer answer) => Assert.True(answer.Headers.RetryAfter?.Delta > TimeSpan.Zero, $"No Retry-After: {answer.Text}");
}
