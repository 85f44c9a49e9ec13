using HealthLedger.Chain.Contracts;
using HealthLedger.Chain.Deployment;
using HealthLedger.Chain.Ethereum;
using HealthLedger.Chain.Indexer;
using HealthLedger.Chain.Nodes;
using HealthLedger.Chain.Rpc;
using HealthLedger.Core;
using HealthLedger.Core.Ledger;
using Microsoft.Extensions.Logging;

namespace HealthLedger.Chain.Relay;

/// <summary>
/// Brings stored bytes to the nodes, again and again until a block decides, and sees to it that no nonce stays open: on the lowest one that
/// the chain lacks everything after it waits.
/// </summary>
internal sealed class BatchSender(
    ChainOptions options, ChainLink link, LedgerSession session, Outbox outbox, ChainSignals chain, ChainStanding standing, TimeProvider time,
    ILogger<BatchSender> logger)
{
    const long TransferGas = 21_000;
    static readonly TimeSpan RebroadcastAfter = TimeSpan.FromSeconds(2);

    /// <summary>With these a node will not take the same bytes later either.</summary>
    static readonly RpcFault[] lasting =
    [
        RpcFault.GasPriceNotAccepted, RpcFault.ExceedsBlockGas, RpcFault.IntrinsicGas, RpcFault.Oversized, RpcFault.UnsupportedType, RpcFault.Malformed,
    ];

    long? healed;

    /// <returns>Whether every endpoint refused it for good.</returns>
    public async Task<bool> SendAsync(Batch batch, CancellationToken cancellation)
    {
        var broadcast = await link.Endpoints.SendRawAsync(batch.Raw, batch.Hash.ToWord(), cancellation);
        if (broadcast.Held) Boundaries.Passed(Boundary.BatchSent);
        if (options.Embedded) chain.BlockMayBeThere();
        if (broadcast.Held) return false;
        foreach (var (endpoint, refusal) in broadcast.Answers)
            logger.LogWarning("{Endpoint} refused transaction {TransactionHash}: {Fault}", endpoint, batch.Hash, refusal!.Message);
        return broadcast.Answers.All(answer => lasting.Contains(answer.Refusal!.Fault));
    }

    /// <summary>Serves the lowest nonce that the chain lacks first; a batch whose nonce somebody else's transaction spent is given up.</summary>
    /// <param name="pending">What no block had decided, read before this is called.</param>
    /// <param name="cancellation">Stops it.</param>
    /// <returns>What is pending now.</returns>
    public async Task<IReadOnlyList<Batch>> HealAsync(IReadOnlyList<Batch> pending, CancellationToken cancellation)
    {
        if (pending.Count == 0 || (healed is { } last && time.GetElapsedTime(last) < RebroadcastAfter)) return pending;
        healed = time.GetTimestamp();
        var indexed = standing.Health.Indexed;
        var spent = (long)await link.AskAsync((node, token) => node.NonceAsync(session.Relayer.Address, BlockRef.At((ulong)indexed), token), cancellation);
        // The index only goes forward: a nonce that it lacks now, and nothing pending had before, has no bytes.
        for (var missing = spent; missing < pending[0].Nonce; missing++) await FillAsync(missing, cancellation);
        foreach (var batch in await outbox.PendingAsync(cancellation))
            if (batch.Nonce < spent)
            {
                // The block that spent it is indexed, and it did not hold these bytes.
                logger.LogError("The relayer's nonce {Nonce} was spent by a transaction that is not ours.", batch.Nonce);
                await outbox.LoseAsync(batch.Nonce, indexed, cancellation);
            }
            else if (await SendAsync(batch, cancellation) && batch.Nonce == spent)
            {
                await FillAsync(batch.Nonce, cancellation);
            }
        return await outbox.PendingAsync(cancellation);
    }

    // Nothing, sent to ourselves, at the price that holds now; what the nonce's batch carried waits for another one. Should the old bytes win
    // after all, no harm is done: an operation is decided by its id.
    async Task FillAsync(long nonce, CancellationToken cancellation)
    {
        session.Reprice(await link.AskAsync((node, token) => node.GasPriceAsync(token), cancellation));
        var filler = session.Relayer.Sign(
            new LegacyTransaction((ulong)nonce, session.GasPrice, TransferGas, session.Relayer.Address, 0, default), session.Contracts.ChainId);
        var batch = Outbox.BatchOf(nonce, filler, TransferGas);
        await outbox.ReplaceAsync(batch, cancellation);
        logger.LogError("The relayer's nonce {Nonce} had nothing that the chain takes; an empty transaction closes it.", nonce);
        await SendAsync(batch, cancellation);
    }
}
