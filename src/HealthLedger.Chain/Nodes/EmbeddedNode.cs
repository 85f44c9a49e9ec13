using System.Diagnostics;
using System.Globalization;
using HealthLedger.Chain.Rpc;
using HealthLedger.Core;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace HealthLedger.Chain.Nodes;

/// <summary>
/// The embedded chain: one anvil with its state in the data directory. It is begun, adopted after a gateway was killed, begun again where it
/// died, and ended with the gateway. The index's journal is the authority on its blocks: whatever the state file lacks is replayed.
/// </summary>
internal sealed class EmbeddedNode(ChainOptions options, ChainLink link, BlockReplay replay, ILogger<EmbeddedNode> logger)
    : IHostedService, IAsyncDisposable
{
    public const ulong ChainId = 1337;

    static readonly TimeSpan AnswerWithin = TimeSpan.FromSeconds(20);
    static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(20);

    readonly CancellationTokenSource stopping = new();
    readonly string state = Path.GetFullPath(Path.Combine(options.DataDirectory, "chain.json"));
    readonly string record = Path.GetFullPath(Path.Combine(options.DataDirectory, "node.json"));
    AnvilProcess? process;
    RpcEndpoint? endpoint;
    Task watching = Task.CompletedTask;

    /// <summary>The running node's process, for tests that end it.</summary>
    internal AnvilProcess? Process => process;

    /// <summary>Returns once the node runs, holds every block that the index knows, and may be written to.</summary>
    /// <exception cref="CannotStartException">It cannot be brought there.</exception>
    public async Task OpenAsync(CancellationToken cancellation)
    {
        Directory.CreateDirectory(options.DataDirectory);
        await BringUpAsync(cancellation);
        watching = Task.Run(() => WatchAsync(stopping.Token), CancellationToken.None);
    }

    Task IHostedService.StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public async Task StopAsync(CancellationToken cancellationToken)
    {
        if (stopping.IsCancellationRequested) return;
        await stopping.CancelAsync();
        await watching.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        link.Close("The gateway is stopping.");
        if (process is null) return;
        await process.StopAsync();
        logger.LogInformation("The embedded node (process {Process}) has ended.", process.Id);
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync(CancellationToken.None);
        process?.Dispose();
        endpoint?.Dispose();
        stopping.Dispose();
    }

    async Task BringUpAsync(CancellationToken cancellation)
    {
        process ??= AnvilProcess.Adopt(record);
        if (process is null || !await AnswersAsync(process, cancellation)) await StartAsync(cancellation);

        var anvil = new AnvilControl(endpoint!);
        await anvil.HoldAsync(cancellation);
        var ancestry = await replay.CompareAsync(anvil, cancellation);
        if (ancestry == Ancestry.Forked)
        {
            // The state is of another time or store; the journal holds everything from the first block on.
            await process!.StopAsync();
            SetAside();
            await StartAsync(cancellation);
            anvil = new AnvilControl(endpoint!);
            await anvil.HoldAsync(cancellation);
            ancestry = Ancestry.Behind;
        }

        if (ancestry == Ancestry.Behind) await replay.RunAsync(anvil, cancellation);
        await anvil.ReleaseAsync(options.BlockTime, cancellation);

        var endpoints = new Endpoints([anvil.Node], []);
        await endpoints.CheckAsync(cancellation);
        link.Open(endpoints);
        logger.LogInformation("The embedded node is process {Process} at {Address}.", process!.Id, process.Address);
    }

    async Task StartAsync(CancellationToken cancellation)
    {
        if (process is not null) await process.KillAsync();
        process?.Dispose();
        var binary = AnvilBinary.Find();
        process = AnvilProcess.Start(binary, record, Arguments());
        if (await AnswersAsync(process, cancellation)) return;

        if (!File.Exists(state)) throw Unusable();
        // Torn while it was written: the journal makes it again.
        logger.LogWarning("The embedded node cannot read its state: {Complaint}", process.Complaint);
        await process.KillAsync();
        process.Dispose();
        SetAside();
        process = AnvilProcess.Start(binary, record, Arguments());
        if (!await AnswersAsync(process, cancellation)) throw Unusable();
    }

    string[] Arguments() =>
    [
        "--host", "127.0.0.1", "--quiet", "--chain-id", ChainId.ToString(CultureInfo.InvariantCulture),
        "--hardfork", "berlin", "--gas-price", "0", "--base-fee", "0", "--gas-limit", "1000000000",
        // The genesis is the same for ever: fixed time, no accounts, nothing deployed.
        "--timestamp", "1735689600", "--accounts", "0", "--disable-default-create2-deployer",
        "--order", "fifo", "--no-mining", "--no-cors", "--no-request-size-limit",
        "--state", state, "--state-interval", "60", "--prune-history", "256",
    ];

    /// <summary>False where it ended, or stays silent.</summary>
    async Task<bool> AnswersAsync(AnvilProcess candidate, CancellationToken cancellation)
    {
        endpoint?.Dispose();
        endpoint = new RpcEndpoint(candidate.Address);
        var node = new Node(endpoint);
        for (var waited = Stopwatch.StartNew(); waited.Elapsed < AnswerWithin && !candidate.HasExited; await Task.Delay(Pause, cancellation))
            try
            {
                var client = await node.ClientVersionAsync(cancellation);
                return ClientKinds.Detect(client) == ClientKind.Anvil && await node.ChainIdAsync(cancellation) == ChainId;
            }
            catch (RpcException)
            {
                // Not yet.
            }

        return false;
    }

    void SetAside()
    {
        if (!File.Exists(state)) return;
        var aside = $"{state}.{DateTimeOffset.UtcNow.ToUnixTimeMilliseconds().ToString(CultureInfo.InvariantCulture)}.old";
        File.Move(state, aside);
        logger.LogWarning("The embedded chain's state does not fit the index; it was kept as {File}.", aside);
    }

    async Task WatchAsync(CancellationToken cancellation)
    {
        var mistrusted = link.MistrustedAsync(cancellation);
        while (true)
        {
            await Task.WhenAny(process!.WaitForExitAsync(cancellation), mistrusted);
            if (mistrusted.IsCompleted) mistrusted = link.MistrustedAsync(cancellation);
            cancellation.ThrowIfCancellationRequested();
            link.Close("The embedded node's blocks are being brought back.");
            if (process.HasExited) logger.LogError("The embedded node (process {Process}) has ended by itself; starting it again.", process.Id);
            else logger.LogError("The embedded node (process {Process}) does not hold the blocks that were taken in; they are played again.", process.Id);
            while (true)
                try
                {
                    await BringUpAsync(cancellation);
                    break;
                }
                catch (Exception failure) when (!cancellation.IsCancellationRequested)
                {
                    link.Close($"The embedded node cannot be started again: {failure.Message}");
                    logger.LogError(failure, "The embedded node cannot be started again.");
                    await Task.Delay(TimeSpan.FromSeconds(2), cancellation);
                }
        }
    }

    CannotStartException Unusable() => new($"The embedded chain's node does not start: {process!.Complaint.Trim()}");
}
