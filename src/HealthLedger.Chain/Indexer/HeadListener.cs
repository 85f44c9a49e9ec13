using System.Net.WebSockets;
using System.Text.Json;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace HealthLedger.Chain.Indexer;

/// <summary>
/// Listens for new heads where WebSocket addresses are configured, to look for a block the moment it is there. It wakes the indexer and says
/// nothing: what the chain holds is asked for, and without it the indexer looks by itself.
/// </summary>
internal sealed class HeadListener(ChainOptions options, ChainSignals signals, ILogger<HeadListener> logger) : BackgroundService
{
    static readonly TimeSpan FirstPause = TimeSpan.FromSeconds(1);
    static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(30);
    static readonly byte[] Subscribe = JsonSerializer.SerializeToUtf8Bytes(
        new { jsonrpc = "2.0", id = 1, method = "eth_subscribe", @params = new[] { "newHeads" } });

    protected override Task ExecuteAsync(CancellationToken stoppingToken) =>
        Task.WhenAll(options.Heads.Select(address => ListenForEverAsync(address, stoppingToken)));

    async Task ListenForEverAsync(Uri address, CancellationToken cancellation)
    {
        var pause = FirstPause;
        while (!cancellation.IsCancellationRequested)
        {
            try
            {
                await ListenAsync(address, () => pause = FirstPause, cancellation);
            }
            catch (Exception gone) when (gone is WebSocketException or IOException or InvalidOperationException)
            {
                logger.LogWarning("{Endpoint} tells no new heads: {Fault}", address.Authority, gone.Message);
            }
            catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
            {
                return;
            }

            await Task.Delay(pause, cancellation).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            pause = pause * 2 < LongestPause ? pause * 2 : LongestPause;
        }
    }

    async Task ListenAsync(Uri address, Action heard, CancellationToken cancellation)
    {
        using var socket = new ClientWebSocket();
        await socket.ConnectAsync(address, cancellation);
        await socket.SendAsync(Subscribe, WebSocketMessageType.Text, endOfMessage: true, cancellation);
        var buffer = new byte[4096];
        while (true)
        {
            var message = await socket.ReceiveAsync(buffer, cancellation);
            if (message.MessageType == WebSocketMessageType.Close) return;
            if (!message.EndOfMessage) continue;
            heard();
            signals.BlockMayBeThere();
        }
    }
}
