using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;

namespace HealthLedger.EndToEnd.Support;

/// <summary>A network of one's own: an anvil that is not the gateway's, with a block each second unless said otherwise.</summary>
public sealed class Anvil : IAsyncDisposable
{
    readonly Process process;

    Anvil(Process process, Uri address)
    {
        this.process = process;
        Node = new ChainNode(address);
    }

    public ChainNode Node { get; }

    public int Id => process.Id;

    public static async Task<Anvil> StartAsync(int chainId, string mining = "--block-time 1", long blockGasLimit = 60_000_000)
    {
        var port = Processes.FreePort();
        var start = new ProcessStartInfo(Binary(), string.Create(CultureInfo.InvariantCulture,
            $"--host 127.0.0.1 --port {port} --chain-id {chainId} {mining} --hardfork berlin --gas-price 0 --base-fee 0")
            + string.Create(CultureInfo.InvariantCulture, $" --gas-limit {blockGasLimit} --quiet"));
        var anvil = new Anvil(Process.Start(start)!, new Uri($"http://127.0.0.1:{port}/"));
        await Eventually.IsTrueAsync(anvil.AnswersAsync, () => "The second anvil does not answer.");
        return anvil;
    }

    public async ValueTask DisposeAsync()
    {
        await Node.DisposeAsync();
        process.Kill();
        await process.WaitForExitAsync();
        process.Dispose();
    }

    async Task<bool> AnswersAsync()
    {
        try
        {
            return await Node.HeadAsync() >= 0;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }

    static string Binary()
    {
        var platform = OperatingSystem.IsWindows() ? "win32" : OperatingSystem.IsMacOS() ? "darwin" : "linux";
        var architecture = RuntimeInformation.OSArchitecture == Architecture.Arm64 ? "arm64" : "amd64";
        var name = OperatingSystem.IsWindows() ? "anvil.exe" : "anvil";
        return Path.Combine(Repository.Root, "contracts", "node_modules", "@foundry-rs", $"anvil-{platform}-{architecture}", "bin", name);
    }
}
