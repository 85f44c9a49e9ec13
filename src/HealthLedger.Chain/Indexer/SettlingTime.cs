using HealthLedger.Chain.Deployment;
using HealthLedger.Chain.Nodes;
using HealthLedger.Chain.Rpc;
using Microsoft.Extensions.Logging;

namespace HealthLedger.Chain.Indexer;

/// <summary>
/// On a network whose nodes keep only recent state a power cut makes the chain go on from an old state for about ten seconds, and nobody can
/// see that fork where its blocks fit the index (recorded from GoQuorum with gcmode full). So nothing is taken in, and nothing told, for a
/// while after a start and after all endpoints were gone. The embedded chain is exempt: its blocks are played again.
/// </summary>
internal sealed class SettlingTime(
    ChainOptions options, ChainLink link, LedgerSession session, ChainStanding standing, TimeProvider time, ILogger<SettlingTime> logger)
{
    /// <summary>GoQuorum and Besu keep the state of 128 blocks unless they are told to keep all.</summary>
    const long KeptAtLeast = 200;

    bool forgets, asked, watched;
    long? since;

    /// <summary>A term begins.</summary>
    /// <param name="well">The leader before has watched the chain up to a moment ago: it has settled.</param>
    public void Begin(bool well) => (asked, watched) = (false, well);

    /// <summary>All endpoints are gone: what they say when they are back counts after a while only.</summary>
    public void Gone() => since = time.GetTimestamp();

    /// <summary>Whether blocks may be taken in now.</summary>
    public async Task<bool> IsOverAsync(CancellationToken cancellation)
    {
        if (options.Embedded) return true;
        if (!asked) await AskAsync(cancellation);
        if (!forgets || since is not { } start) return true;
        var left = options.SettleFor - time.GetElapsedTime(start);
        if (left > TimeSpan.Zero)
        {
            standing.Settling(left);
            return false;
        }

        since = null;
        return true;
    }

    async Task AskAsync(CancellationToken cancellation)
    {
        since = watched ? null : time.GetTimestamp();
        forgets = await link.AskAsync(ForgetsAsync, cancellation);
        asked = true;
        if (!forgets) return;
        standing.Warn(
            "A node keeps only recent state: after a power cut of all validators its chain may fork for seconds. Run them with --gcmode archive.");
        logger.LogWarning("The chain's nodes keep only recent state; nothing is told as confirmed for {Seconds} s after they come up.", options.SettleFor.TotalSeconds);
    }

    async Task<bool> ForgetsAsync(Node node, CancellationToken cancellation)
    {
        var head = (long)await node.BlockNumberAsync(cancellation);
        // On a young chain nothing shows yet; GoQuorum forgets unless it is told not to.
        if (head <= KeptAtLeast) return node.Client == ClientKind.GoQuorum;
        try
        {
            await node.NonceAsync(session.Relayer.Address, BlockRef.At((ulong)(head - KeptAtLeast)), cancellation);
            return false;
        }
        catch (RpcException fault) when (fault.Fault == RpcFault.MissingState)
        {
            return true;
        }
    }
}
