using System.Net;
using System.Net.Sockets;
using HealthLedger.EndToEnd.Support;

namespace HealthLedger.EndToEnd.Configuration;

/// <summary>A start that cannot succeed ends at once, with one sentence that says what to change.</summary>
public sealed class WrongConfigurationTests
{
    const string SomeAddress = "0x5fbdb2315678afecb367f032d93f642f64180aa3";

    [Theory]
    [InlineData("HealthLedger:Chain:BlockTime", "-1")]
    [InlineData("HealthLedger:Chain:BlockTime", "soon")]
    [InlineData("HealthLedger:TimeZone", "Mars/Olympus_Mons")]
    [InlineData("HealthLedger:RateLimit", "-5")]
    [InlineData("HealthLedger:RateLimit", "many")]
    [InlineData("HealthLedger:Database:Provider", "oracle")]
    [InlineData("HealthLedger:Keys:Provider", "paper")]
    [InlineData("HealthLedger:Identity:Authority", "somewhere")]
    [InlineData("HealthLedger:RateLimits", "100")]
    public Task A_wrong_value_stops_the_start_with_one_sentence_that_names_its_key(string key, string value) =>
        StopsAsync(key, new() { [key] = value });

    [Theory]
    [InlineData("not a uri")]
    [InlineData("node.example.org:8545")]
    [InlineData("ftp://node.example.org")]
    public Task An_endpoint_that_is_no_address_stops_the_start(string endpoint) => StopsAsync(
        "HealthLedger:Chain:Endpoints",
        new() { ["HealthLedger:Chain:Endpoints:0"] = endpoint, ["HealthLedger:Chain:ContractAddress"] = SomeAddress });

    [Theory]
    [InlineData(null)]
    [InlineData("0x5fbdb2")]
    [InlineData("the ledger")]
    public Task A_network_of_ones_own_needs_the_address_of_its_contract(string? address)
    {
        var settings = new Dictionary<string, string> { ["HealthLedger:Chain:Endpoints:0"] = $"http://127.0.0.1:{Processes.FreePort()}" };
        if (address is not null) settings["HealthLedger:Chain:ContractAddress"] = address;
        return StopsAsync("HealthLedger:Chain:ContractAddress", settings);
    }

    [Fact]
    public async Task A_data_directory_that_cannot_be_made_is_not_said_to_be_in_use()
    {
        await using var gateway = new GatewayProcess(new Dictionary<string, string> { ["HealthLedger__DataDirectory"] = Path.Combine(Repository.ApiAssembly, "data") });

        Assert.NotEqual(0, await gateway.RunToEndAsync());
        var sentence = Assert.Single(Lines(gateway.Output));
        Assert.Contains("HealthLedger:DataDirectory", sentence, StringComparison.Ordinal);
        Assert.DoesNotContain("Another gateway", sentence, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_port_in_use_stops_the_start_with_one_sentence_and_leaves_no_node_behind()
    {
        await using var gateway = new GatewayProcess();
        using var holder = new TcpListener(IPAddress.Loopback, gateway.Address.Port);
        holder.Start();

        Assert.NotEqual(0, await gateway.RunToEndAsync());
        var sentence = Assert.Single(Lines(gateway.Errors));
        Assert.Contains($":{gateway.Address.Port}", sentence, StringComparison.Ordinal);
        Assert.Contains("--urls", sentence, StringComparison.Ordinal);
        NoStackTrace(gateway);
        Assert.False(File.Exists(Path.Combine(gateway.DataDirectory, "node.json")), "node.json tells of a node that was left behind.");
    }

    [Fact]
    public async Task Help_prints_what_can_be_asked_and_ends()
    {
        await using var gateway = new GatewayProcess();

        Assert.Equal(0, await gateway.RunToEndAsync("--help"));
        foreach (var word in (string[])["--demo", "--deploy", "--urls", "HealthLedger:DataDirectory"])
            Assert.Contains(word, gateway.Output, StringComparison.Ordinal);
        Assert.Empty(Directory.EnumerateFileSystemEntries(gateway.DataDirectory));
    }

    static async Task StopsAsync(string key, Dictionary<string, string> settings)
    {
        await using var gateway = new GatewayProcess(settings.ToDictionary(pair => pair.Key.Replace(":", "__", StringComparison.Ordinal), pair => pair.Value));

        Assert.NotEqual(0, await gateway.RunToEndAsync());
        Assert.Contains(key, Assert.Single(Lines(gateway.Output)), StringComparison.Ordinal);
        NoStackTrace(gateway);
    }

    static string[] Lines(string text) => text.Split('\n', StringSplitOptions.RemoveEmptyEntries);

    static void NoStackTrace(GatewayProcess gateway)
    {
        Assert.DoesNotContain("   at ", gateway.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("Exception", gateway.Output, StringComparison.Ordinal);
    }
}
