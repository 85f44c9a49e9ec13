using HealthLedger.Chain.Deployment;
using HealthLedger.Chain.Ethereum;
using HealthLedger.Chain.Nodes;
using HealthLedger.Chain.Rpc;
using Microsoft.Extensions.Logging;

namespace HealthLedger.Chain.Relay;

/// <param name="Gas">What may be pending, and what a batch may hold.</param>
/// <param name="BlockGas">What no block takes more of.</param>
/// <param name="TransactionSize">Bytes that a batch may have.</param>
internal sealed record Bounds(GasAllowance Gas, long BlockGas, int TransactionSize);

/// <summary>What the network's nodes take: found out, not configured.</summary>
internal sealed class NodeLimits(ChainOptions options, ChainLink link, LedgerSession session, TimeProvider time, ILogger<NodeLimits> logger)
{
    /// <summary>More is never needed; halved twice it is what GoQuorum's default txnSizeLimit of 64 KB lets through.</summary>
    const int MostBytes = 240_000;
    const int FewestBytes = 2_000;
    const int MostInFlight = 16;

    /// <summary>A block gas limit changes seldom, and by little.</summary>
    static readonly TimeSpan Fresh = TimeSpan.FromSeconds(1);

    int? transactionSize;
    Bounds? known;
    long knownAt;

    /// <summary>
    /// How many of our transactions a node keeps: all that we ever send at once, until one says that a nonce is too far ahead. Besu's sequenced
    /// pool takes 5 of one account.
    /// </summary>
    public int InFlight { get; private set; } = MostInFlight;

    /// <summary>A node refused a nonce as too distant from the first that the chain lacks.</summary>
    public void TooDistant(long nonce, long first)
    {
        // Too far ahead with the first: that node is behind, and says nothing of its pool.
        if (nonce <= first) return;
        var fits = (int)Math.Min(nonce - first, MostInFlight);
        if (fits >= InFlight) return;
        InFlight = fits;
        logger.LogWarning("The nodes' pools take {Count} transactions of one account; no more are sent at once.", fits);
    }

    /// <summary>A node takes no longer what it took: its size is found out anew.</summary>
    public void Forget() => (transactionSize, known) = (null, null);

    /// <summary>The bounds as they are now: a block gas limit may change.</summary>
    public async Task<Bounds> ReadAsync(CancellationToken cancellation)
    {
        if (known is not null && time.GetElapsedTime(knownAt) < Fresh) return known;
        var (limit, client) = await link.AskAsync(
            async (node, token) => ((await node.BlockAsync(BlockRef.Latest, token))?.GasLimit ?? 0, node.Client), cancellation);
        var allowance = GasAllowance.Of((long)limit, options.BlockTime, client, options.GasPerSecond);
        known = new Bounds(allowance, (long)limit, transactionSize ??= await ProbeSizeAsync(cancellation));
        knownAt = time.GetTimestamp();
        return known;
    }

    // No node ever takes these: they ask for more gas than any block has. A node that minds their size says so before it minds their gas.
    async Task<int> ProbeSizeAsync(CancellationToken cancellation)
    {
        for (var size = MostBytes; size > FewestBytes; size /= 2)
        {
            var probe = session.Relayer.Sign(
                new LegacyTransaction(0, session.GasPrice, long.MaxValue, session.Contracts.Relay, 0, new byte[size]), session.Contracts.ChainId);
            var broadcast = await link.Endpoints.SendRawAsync(probe.Raw, probe.Hash, cancellation);
            // Nobody looked at it: it is asked again before anything is packed.
            if (broadcast.Answers.All(answer => answer.Refusal is { Transport: true } or { Fault: RpcFault.Syncing })) throw broadcast.Answers[0].Refusal!;
            if (!broadcast.Answers.Any(answer => answer.Refusal?.Fault == RpcFault.Oversized)) return size;
            logger.LogWarning("The nodes refuse a transaction of {Size} bytes for its size.", size);
        }

        return FewestBytes;
    }
}
