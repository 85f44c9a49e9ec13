using System.Collections.Concurrent;
using HealthLedger.Chain.Rpc;

namespace HealthLedger.EndToEnd.Network;

/// <summary>Sees every state that the gateway gives an endpoint while it watches: a failing one is left alone for longer than a glance.</summary>
sealed class EndpointWatch : IAsyncDisposable
{
    static readonly TimeSpan Glance = TimeSpan.FromMilliseconds(20);

    readonly ConcurrentDictionary<EndpointState, bool> seen = new();
    readonly CancellationTokenSource end = new();
    readonly Task watching;

    public EndpointWatch(NetworkWorld on, ScriptedEndpoint endpoint) => watching = Task.Run(() => WatchAsync(on, endpoint));

    public IReadOnlyCollection<EndpointState> Seen => [.. seen.Keys];

    public async ValueTask DisposeAsync()
    {
        await end.CancelAsync();
        await watching;
        end.Dispose();
    }

    async Task WatchAsync(NetworkWorld on, ScriptedEndpoint endpoint)
    {
        while (!end.IsCancellationRequested)
        {
            seen.TryAdd(on.StatusOf(endpoint).State, true);
            await Task.Delay(Glance, end.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }
}
