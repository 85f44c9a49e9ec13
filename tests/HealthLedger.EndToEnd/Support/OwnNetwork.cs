using System.Text.RegularExpressions;

namespace HealthLedger.EndToEnd.Support;

/// <summary>A gateway on a network of one's own, on which it has deployed its contracts.</summary>
public sealed partial class OwnNetwork : IAsyncDisposable
{
    readonly string data = Directory.CreateTempSubdirectory("healthledger-").FullName;
    readonly Anvil anvil;

    OwnNetwork(Anvil anvil) => this.anvil = anvil;

    public GatewayProcess Gateway { get; private set; } = null!;

    public ChainNode Node => anvil.Node;

    public int NodeId => anvil.Id;

    /// <summary>The relay contract, as --deploy printed it.</summary>
    public string ContractAddress { get; private set; } = "";

    /// <param name="chainId">The network's.</param>
    /// <param name="mining">When it makes blocks, and by which clock.</param>
    /// <param name="blockGasLimit">What a block takes.</param>
    /// <param name="listening">Whether the gateway hears of new blocks from the node, instead of looking for them.</param>
    public static async Task<OwnNetwork> StartAsync(int chainId, string mining, long blockGasLimit = 60_000_000, bool listening = false)
    {
        var own = new OwnNetwork(await Anvil.StartAsync(chainId, mining, blockGasLimit));
        try
        {
            await own.OpenAsync(listening);
            return own;
        }
        catch
        {
            await own.DisposeAsync();
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (Gateway is not null) await Gateway.DisposeAsync();
        await anvil.DisposeAsync();
        Directory.Delete(data, recursive: true);
    }

    async Task OpenAsync(bool listening)
    {
        var settings = new Dictionary<string, string> { ["HealthLedger__Chain__Endpoints"] = Node.Address.ToString() };
        if (listening) settings["HealthLedger__Chain__Heads"] = new UriBuilder(Node.Address) { Scheme = "ws" }.Uri.ToString();
        await using (var deployment = new GatewayProcess(settings, data))
        {
            Assert.True(await deployment.RunToEndAsync("--deploy") == 0, deployment.Output);
            settings["HealthLedger__Chain__ContractAddress"] = ContractAddress = Printed().Match(deployment.Output).Groups[1].Value;
        }
        Gateway = new GatewayProcess(settings, data);
        await Gateway.StartAsync();
    }

    [GeneratedRegex("HealthLedger:Chain:ContractAddress to (0x[0-9a-fA-F]{40})")]
    private static partial Regex Printed();
}
