using System.Threading.Channels;

namespace HealthLedger.Chain.Indexer;

/// <summary>Wakes who waits for the chain: the indexer when a block may be there, the relay when one was taken in.</summary>
internal sealed class ChainSignals
{
    readonly Channel<bool> blocks = Latch();
    readonly Channel<bool> indexed = Latch();

    /// <summary>A transaction was sent to a node that makes a block at once.</summary>
    public void BlockMayBeThere() => blocks.Writer.TryWrite(true);

    public void Indexed() => indexed.Writer.TryWrite(true);

    /// <returns>False where the time was up.</returns>
    public Task<bool> WaitForBlockAsync(TimeSpan atMost, CancellationToken cancellation) => WaitAsync(blocks, atMost, cancellation);

    public async Task WaitForIndexedAsync(CancellationToken cancellation) => await indexed.Reader.ReadAsync(cancellation);

    static async Task<bool> WaitAsync(Channel<bool> latch, TimeSpan atMost, CancellationToken cancellation)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        limit.CancelAfter(atMost);
        try
        {
            return await latch.Reader.ReadAsync(limit.Token);
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            return false;
        }
    }

    static Channel<bool> Latch() => Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });
}
