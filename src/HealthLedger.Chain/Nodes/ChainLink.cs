using System.Threading.Channels;
using HealthLedger.Chain.Rpc;

namespace HealthLedger.Chain.Nodes;

/// <summary>
/// The way to the chain as it is now. The embedded node changes its port when it is started again, and nobody may reach it before what it
/// lost is replayed: until then there is no way.
/// </summary>
internal sealed class ChainLink
{
    readonly Channel<bool> mistrust = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });
    volatile Endpoints? endpoints;
    string why = "The chain is not up yet.";

    /// <exception cref="RpcException">There is no way to the chain now.</exception>
    public Endpoints Endpoints => endpoints ?? throw new RpcException(RpcFault.Unreachable, why);

    /// <summary>Why nothing can be asked; null where something can.</summary>
    public string? Obstacle => endpoints is not { } some ? why
        : some.Healthy.Count == 0 ? "No endpoint of the chain answers." : null;

    public void Open(Endpoints through) => endpoints = through;

    public void Close(string reason)
    {
        why = reason;
        endpoints = null;
    }

    /// <summary>The embedded node's chain is not the one that was taken in.</summary>
    public void Mistrust() => mistrust.Writer.TryWrite(true);

    /// <summary>Completes when the embedded node's chain was found to be another one.</summary>
    public async Task MistrustedAsync(CancellationToken cancellation) => await mistrust.Reader.ReadAsync(cancellation);

    public Task<T> AskAsync<T>(Func<Node, CancellationToken, Task<T>> question, CancellationToken cancellation) =>
        Endpoints.AskAsync(question, cancellation);
}
