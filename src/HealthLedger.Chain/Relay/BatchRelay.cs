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
    Outbox outbox, BatchPacker packer, BatchSender sender, NonceHealer healer, RevertedBatches reverted, BatchRhythm rhythm, NodeLimits limits,
    LedgerSignals accepted, ChainSignals chain, ChainStanding standing, Leadership leadership, ILogger<BatchRelay> logger) : LeaderService(leadership)
{
    static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    IReadOnlyList<Batch> pending = [];

    /// <summary>The batch on its way to the nodes: some answer only when they have executed it, and the next one is made meanwhile.</summary>
    Task sending = Task.CompletedTask;

    /// <summary>Something may wait that may go now; and whether sending is allowed at all.</summary>
    bool waiting = true, free;

    protected override async Task LeadAsync(Term term, CancellationToken cancellation)
    {
        try
        {
            await CarryAsync(cancellation);
        }
        finally
        {
            await sending.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            sending = Task.CompletedTask;
        }
    }

    async Task CarryAsync(CancellationToken cancellation)
    {
        // Whoever led before has gone on from what was known here.
        (pending, waiting, free) = ([], true, false);
        var woken = accepted.WaitForAcceptedAsync(cancellation);
        var indexed = chain.WaitForIndexedAsync(cancellation);
        while (!cancellation.IsCancellationRequested)
        {
            try
            {
                var pause = Task.Delay(Pause, cancellation);
                var due = waiting && free && pending.Count < limits.InFlight ? Task.Delay(rhythm.Rest(pending.Count), cancellation) : woken;
                await Task.WhenAny(due, indexed, pause);
                // What a block decided may let go what waited for it; and whatever was missed shows at the next pause.
                var look = indexed.IsCompleted || pause.IsCompleted || !free;
                waiting |= look || woken.IsCompleted;
                if (woken.IsCompleted) woken = accepted.WaitForAcceptedAsync(cancellation);
                if (indexed.IsCompleted) indexed = chain.WaitForIndexedAsync(cancellation);
                if (sending.IsCompleted) await SentAsync();
                if (!standing.IsTrue) free = false;
                else if (look) free = await LookAsync(cancellation);
                if (free) await SendAsync(cancellation);
            }
            catch (RpcException fault)
            {
                free = false;
                logger.LogWarning("The relay could not reach the chain: {Fault}", fault.Message);
                await PauseAsync(cancellation);
            }
            catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
            {
                return;
            }
            catch (Exception failure)
            {
                // Everything is in the store: the next turn begins from there. A relay that ended would take the gateway with it.
                free = false;
                logger.LogCritical(failure, "The relay failed and goes on.");
                await PauseAsync(cancellation);
            }
        }
    }

    static async Task PauseAsync(CancellationToken cancellation) =>
        await Task.Delay(Pause, cancellation).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);

    /// <summary>Sees what became of what was sent, and brings it again.</summary>
    /// <returns>False where nothing may be sent.</returns>
    async Task<bool> LookAsync(CancellationToken cancellation)
    {
        if (!await reverted.SettleAsync(cancellation)) return false;
        var before = pending;
        pending = await healer.HealAsync(await outbox.UnderWayAsync(cancellation), reverted.Largest, cancellation);
        rhythm.Decided(before.ExceptBy(pending.Select(batch => batch.Nonce), batch => batch.Nonce));
        standing.Waiting(pending.Count > 0);
        return true;
    }

    async Task SendAsync(CancellationToken cancellation)
    {
        for (var full = false; waiting && pending.Count < limits.InFlight && (full || rhythm.Rest(pending.Count) == TimeSpan.Zero);)
        {
            (var batch, full) = await packer.PackAsync(pending, reverted.Largest, cancellation);
            if (batch is null)
            {
                waiting = false;
                break;
            }

            rhythm.Packed();
            standing.Waiting(true);
            pending = [.. pending, batch];
            await SentAsync();
            sending = BringAsync(batch, pending[0].Nonce, cancellation);
        }
    }

    /// <summary>The batch before is with the nodes, or its failure this turn's; and only once.</summary>
    Task SentAsync()
    {
        var before = sending;
        sending = Task.CompletedTask;
        return before;
    }

    async Task BringAsync(Batch batch, long first, CancellationToken cancellation)
    {
        if ((await sender.SendAsync(batch, cancellation)).Reception == Reception.TooDistant) limits.TooDistant(batch.Nonce, first);
    }
}
