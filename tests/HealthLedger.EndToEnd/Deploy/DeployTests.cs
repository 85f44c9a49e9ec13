using System.Text.RegularExpressions;
using HealthLedger.EndToEnd.Support;

namespace HealthLedger.EndToEnd.Deploy;

/// <summary>On a network of one's own, with a block each second, and three endpoints of which one is dead.</summary>
public sealed partial class DeployTests : IAsyncLifetime
{
    readonly string data = Directory.CreateTempSubdirectory("healthledger-").FullName;
    Anvil? network;

    public async ValueTask InitializeAsync() => network = await Anvil.StartAsync(chainId: 31_338);

    public async ValueTask DisposeAsync()
    {
        if (network is not null) await network.DisposeAsync();
        Directory.Delete(data, recursive: true);
    }

    [Fact]
    public async Task The_contracts_are_deployed_once_and_the_gateway_then_works_with_them_block_by_block()
    {
        var address = await DeployAsync();
        var deployed = await network!.Node.CallAsync("eth_getCode", address, "latest");
        Assert.True(deployed!.GetValue<string>().Length > 1_000, "There is no contract at the printed address.");
        var sent = await SentAsync();
        Assert.Equal(address, await DeployAsync());
        Assert.Equal(sent, await SentAsync());

        await using var gateway = await new GatewayProcess(Settings(network, address), data).StartAsync();
        var ledger = await Ledger.OpenAsync(gateway);
        var patient = await ledger.PatientAsync();
        var pharmacy = await ledger.PharmacyAsync();
        Assert.False(File.Exists(Path.Combine(data, "node.json")), "An embedded node was started.");

        // One after the other, each comes into the next block, or into the one after where it came too late for that.
        var blocks = new List<long>();
        for (var number = 0; number < 5; number++)
        {
            var consent = (await patient.PostAsync(
                $"/v1/patients/{patient.Identifier}/consents", Ledger.Consent(pharmacy, "dispensing", "prescriptions:serve"))).Expect(201);
            blocks.Add(consent["ledger"]!["blockNumber"]!.GetValue<long>());
            var transaction = consent["ledger"]!["transactionHash"]!.GetValue<string>();
            Assert.Equal(blocks[^1], await network.Node.BlockOfAsync(transaction));
            Assert.Equal(address, await network.Node.CalledByAsync(transaction), ignoreCase: true);
        }
        var waits = blocks.Zip(blocks.Skip(1), (earlier, later) => later - earlier).Order().ToList();
        Assert.InRange(waits[waits.Count / 2], 1, 2);
    }

    [Fact]
    public async Task Data_of_one_chain_is_not_served_on_another()
    {
        var address = await DeployAsync();
        await using (await new GatewayProcess(Settings(network!, address), data).StartAsync())
        {
        }

        await using var other = await Anvil.StartAsync(chainId: 31_339);
        await RefusedAsync(other, address);
        await using var sameName = await Anvil.StartAsync(chainId: 31_338);
        await RefusedAsync(sameName, address);
    }

    [Fact]
    public async Task An_address_without_the_contracts_is_refused() =>
        await RefusedAsync(network!, "0x5fbdb2315678afecb367f032d93f642f64180aa3");

    async Task RefusedAsync(Anvil chain, string address)
    {
        await using var gateway = new GatewayProcess(Settings(chain, address), data);
        Assert.NotEqual(0, await gateway.RunToEndAsync());
        var sentence = Assert.Single(gateway.Errors.Split('\n', StringSplitOptions.RemoveEmptyEntries));
        Assert.Contains("HealthLedger:Chain:", sentence, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", gateway.Output, StringComparison.Ordinal);
    }

    /// <summary>The address that the deployment prints.</summary>
    async Task<string> DeployAsync()
    {
        await using var deployment = new GatewayProcess(Settings(network!, null), data);
        Assert.True(await deployment.RunToEndAsync("--deploy") == 0, deployment.Output);
        var line = Assert.Single(deployment.Output.Split('\n'), line => line.Contains("HealthLedger:Chain:ContractAddress", StringComparison.Ordinal));
        return Assert.Single(Addresses().Matches(line)).Value;
    }

    /// <summary>How many transactions were ever in a block.</summary>
    async Task<int> SentAsync()
    {
        var count = 0;
        for (var (number, head) = (1L, await network!.Node.HeadAsync()); number <= head; number++)
            count += (await network.Node.BlockAsync(number))!["transactions"]!.AsArray().Count;
        return count;
    }

    static Dictionary<string, string> Settings(Anvil chain, string? address)
    {
        var settings = new Dictionary<string, string>
        {
            ["HealthLedger__Chain__Endpoints__0"] = $"http://127.0.0.1:{Processes.FreePort()}",
            ["HealthLedger__Chain__Endpoints__1"] = chain.Node.Address.ToString(),
            ["HealthLedger__Chain__Endpoints__2"] = chain.Node.Address.ToString().Replace("127.0.0.1", "localhost", StringComparison.Ordinal),
        };
        if (address is not null) settings["HealthLedger__Chain__ContractAddress"] = address;
        return settings;
    }

    [GeneratedRegex("0x[0-9a-fA-F]{40}")]
    private static partial Regex Addresses();
}
