using HealthLedger.Chain.Deployment;
using HealthLedger.Chain.Indexer;
using HealthLedger.Chain.Nodes;
using HealthLedger.Chain.Rpc;
using HealthLedger.Core.Ledger;
using Microsoft.Extensions.Logging;

namespace HealthLedger.Chain.Relay;

/// <summary>
/// Sends stored bytes again and again until a block decides, and sees to it that no nonce stays open: on the lowest one that the chain lacks
/// everything after it waits. What a fork took back returns by this way alone.
/// </summary>
internal sealed class NonceHealer(
    ChainLink link, LedgerSession session, NodeLimits limits, Outbox outbox, BatchPacker packer, BatchSender sender, ChainStanding standing,
    TimeProvider time, ILogger<NonceHealer> logger)
{
    static readonly TimeSpan RebroadcastAfter = TimeSpan.FromSeconds(2);

    long? healed;

    /// <param name="pending">What no block had decided, read before this is called.</param>
    /// <param name="largest">At most so many operations in a new batch.</param>
    /// <param name="cancellation">Stops it.</param>
    /// <returns>What is pending now.</returns>
    public async Task<IReadOnlyList<Batch>> HealAsync(IReadOnlyList<Batch> pending, int largest, CancellationToken cancellation)
    {
        if (healed is { } last && time.GetElapsedTime(last) < RebroadcastAfter) return pending;
        healed = time.GetTimestamp();
        await outbox.ReleaseOrphansAsync(cancellation);
        if (pending.Count == 0) return pending;

        var indexed = standing.Health.Indexed;
        var spent = (long)await link.AskAsync((node, token) => node.NonceAsync(session.Relayer.Address, BlockRef.At((ulong)indexed), token), cancellation);
        // The index only goes forward: a nonce that it lacks now, and nothing pending had before, has no bytes.
        for (var missing = spent; missing < pending[0].Nonce; missing++) await RefillAsync(missing, largest, cancellation);
        await ResendAsync(spent, indexed, largest, cancellation);
        return await outbox.UnderWayAsync(cancellation);
    }

    // Lowest first, and no more than may be pending at once: after a fork, or under a new leader, there may be far more than that.
    async Task ResendAsync(long spent, long indexed, int largest, CancellationToken cancellation)
    {
        var bounds = await limits.ReadAsync(cancellation);
        var free = bounds.Gas.InFlight;
        foreach (var batch in await outbox.PendingAsync(cancellation))
        {
            if (batch.Nonce < spent)
            {
                // The block that spent it is indexed, and it did not hold these bytes.
                logger.LogError("The relayer's nonce {Nonce} was spent by a transaction that is not ours.", batch.Nonce);
                await outbox.LoseAsync(batch.Nonce, indexed, cancellation);
                // What followed it may be gone with it.
                await ResendAsync(spent, indexed, largest, cancellation);
                return;
            }

            if ((free -= batch.Gas) < 0 && batch.Nonce > spent) return;
            var (reception, answer) = await sender.SendAsync(batch, cancellation);
            if (batch.Nonce == spent) standing.Refused(answer);
            if (reception == Reception.TooDistant) limits.TooDistant(batch.Nonce, spent);
            // A pool may go on holding what no block can take.
            var hopeless = reception == Reception.RefusedForGood || batch.Gas > bounds.BlockGas;
            if (hopeless && batch.Nonce == spent)
            {
                await RefillAsync(batch.Nonce, largest, cancellation);
                return;
            }
        }
    }

    // Should the old bytes win after all, no harm is done: an operation is decided by its id.
    async Task RefillAsync(long nonce, int largest, CancellationToken cancellation)
    {
        await outbox.ReleaseAsync(nonce, cancellation);
        limits.Forget();
        var others = (await outbox.UnderWayAsync(cancellation)).Where(batch => batch.Nonce != nonce).ToArray();
        var batch = await packer.RefillAsync(nonce, others, largest, cancellation);
        logger.LogError("The relayer's nonce {Nonce} had nothing that the chain takes; it is served anew.", nonce);
        await sender.SendAsync(batch, cancellation);
    }
}
