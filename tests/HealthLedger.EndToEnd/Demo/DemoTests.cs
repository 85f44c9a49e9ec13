using System.Globalization;
using System.Text.RegularExpressions;
using HealthLedger.EndToEnd.Support;

namespace HealthLedger.EndToEnd.Demo;

/// <summary>`--demo`: the whole story, told with what it left behind.</summary>
public sealed partial class DemoTests
{
    [Fact]
    public async Task The_demo_plays_the_story_prints_its_steps_and_accounts_and_keeps_serving_them()
    {
        await using var gateway = await new GatewayProcess().StartAsync("--demo");
        var accounts = await AccountsAsync(gateway);

        // Every printed transaction is a real one, in the printed block.
        var steps = Steps().Matches(gateway.Output);
        Assert.True(steps.Count >= 24, $"Only {steps.Count} steps have a transaction:\n{gateway.Output}");
        await using (var node = await ChainNode.OfAsync(gateway))
            foreach (Match step in steps)
                Assert.Equal(
                    long.Parse(step.Groups["block"].Value, CultureInfo.InvariantCulture), await node.BlockOfAsync(step.Groups["transaction"].Value));
        Assert.Contains("prescription-exhausted", gateway.Output, StringComparison.Ordinal);

        foreach (var refusal in new[] { "authorization-needed", "extract-too-small" }) Assert.Contains(refusal, gateway.Output, StringComparison.Ordinal);

        Assert.Equal(["DGC", "INS", "PAT", "PHA", "PHY", "REG", "RES", "STF"], accounts.Keys.Order(StringComparer.Ordinal));
        foreach (var account in accounts.Values) (await account.SignInAsync()).Expect(200);
        var patient = accounts["PAT"];
        foreach (var (list, count) in new[] { ("exam-requests", 2), ("prescriptions", 2), ("consents", 6), ("appointments", 1) })
            Assert.Equal(count, (await patient.GetAsync($"/v1/patients/{patient.Identifier}/{list}")).Expect(200).Items.Count);
        var prescriptions = (await patient.GetAsync($"/v1/patients/{patient.Identifier}/prescriptions?status=exhausted")).Expect(200);
        Assert.Contains(Assert.Single(prescriptions.Items)!["id"]!.GetValue<string>(), gateway.Output, StringComparison.Ordinal);
        (await accounts["PHY"].GetAsync($"/v1/patients/{patient.Identifier}/records")).Expect(200);
        (await accounts["REG"].PostAsync("/v1/entities", Ledger.Patient())).Expect(201);
    }

    [Fact]
    public async Task A_second_demo_on_the_same_data_says_that_the_first_password_is_gone_and_serves()
    {
        await using var gateway = await new GatewayProcess().StartAsync("--demo");
        var accounts = await AccountsAsync(gateway);
        await gateway.StopAsync();
        var told = gateway.Output.Length;

        await gateway.StartAsync("--demo");
        await Eventually.IsTrueAsync(
            () => gateway.Output[told..].Contains("first password", StringComparison.Ordinal), () => gateway.Output[told..]);
        var sentence = Assert.Single(gateway.Output[told..].Split('\n'), line => line.Contains("first password", StringComparison.Ordinal));
        Assert.Contains("no longer valid", sentence, StringComparison.Ordinal);
        Assert.Empty(Steps().Matches(gateway.Output[told..]));
        (await accounts["REG"].SignInAsync()).Expect(200);
    }

    /// <summary>The printed accounts by the prefix of their identifiers, once the story is over.</summary>
    static async Task<Dictionary<string, Account>> AccountsAsync(GatewayProcess gateway)
    {
        await Eventually.IsTrueAsync(() => Accounts().Count(gateway.Output) >= 8, () => gateway.Output);
        return Accounts().Matches(gateway.Output).ToDictionary(
            account => account.Groups["identifier"].Value[..3],
            account => new Account(gateway.Http, account.Groups["identifier"].Value, account.Groups["password"].Value));
    }

    [GeneratedRegex(@"block (?<block>\d+) +transaction (?<transaction>0x[0-9a-f]{64})")]
    private static partial Regex Steps();

    [GeneratedRegex(@"^ .*(?<identifier>[A-Z]{3}-\w{11}-\w) +password (?<password>\S.*)$", RegexOptions.Multiline)]
    private static partial Regex Accounts();
}
