using HealthLedger.Chain.Indexer;
using HealthLedger.Chain.Rpc;
using HealthLedger.Core.Ledger;
using HealthLedger.Core.Replicas;
using Microsoft.Extensions.Logging;

namespace HealthLedger.Chain.Relay;

/// <summary>
/// Carries accepted operations to the chain in batches of one relayer account: sign, persist, send, send again until a block decides. What
/// "accepted" a node says means nothing; what became of an operation only the indexer learns.
/// </summary>
internal sealed class BatchRelay(
    Outbox outbox, BatchPacker packer, BatchSender sender, NonceHealer healer, RevertedBatches reverted, NodeLimits limits, LedgerSignals accepted,
    ChainSignals chain, ChainStanding standing, Leadership leadership, ILogger<BatchRelay> logger) : LeaderService(leadership)
{
    static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    protected override async Task LeadAsync(Term term, CancellationToken cancellation)
    {
        var woken = accepted.WaitForAcceptedAsync(cancellation);
        var indexed = chain.WaitForIndexedAsync(cancellation);
        while (!cancellation.IsCancellationRequested)
        {
            try
            {
                await Task.WhenAny(woken, indexed, Task.Delay(Pause, cancellation));
                if (woken.IsCompleted) woken = accepted.WaitForAcceptedAsync(cancellation);
                if (indexed.IsCompleted) indexed = chain.WaitForIndexedAsync(cancellation);
                if (standing.IsTrue) await TurnAsync(cancellation);
            }
            catch (RpcException fault)
            {
                logger.LogWarning("The relay could not reach the chain: {Fault}", fault.Message);
            }
            catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
            {
                return;
            }
            catch (Exception failure)
            {
                // Everything is in the store: the next turn begins from there. A relay that ended would take the gateway with it.
                logger.LogCritical(failure, "The relay failed and goes on.");
                await Task.Delay(Pause, cancellation).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    async Task TurnAsync(CancellationToken cancellation)
    {
        if (!await reverted.SettleAsync(cancellation)) return;
        var pending = await healer.HealAsync(await outbox.PendingAsync(cancellation), reverted.Largest, cancellation);
        while (pending.Count < limits.InFlight && await packer.PackAsync(pending, reverted.Largest, cancellation) is { } batch)
        {
            standing.Waiting(true);
            pending = [.. pending, batch];
            if ((await sender.SendAsync(batch, cancellation)).Reception == Reception.TooDistant) limits.TooDistant(batch.Nonce, pending[0].Nonce);
        }

        standing.Waiting(pending.Count > 0);
    }
}
