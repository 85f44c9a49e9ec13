using HealthLedger.Chain.Contracts;
using HealthLedger.Chain.Deployment;
using HealthLedger.Chain.Nodes;
using HealthLedger.Chain.Rpc;
using HealthLedger.Core.Ledger;
using HealthLedger.Core.Store;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;

namespace HealthLedger.Chain.Indexer;

/// <summary>
/// Whether the chain still holds what was taken in from it. Where it says otherwise nothing is told or sent; after a while it is believed,
/// and everything after the last common block is derived again.
/// </summary>
internal sealed class ForkWatch(
    ChainLink link, LedgerStore store, LedgerSession session, ChainStanding standing, TimeProvider time, ILogger<ForkWatch> logger)
{
    static readonly TimeSpan BelieveOthersAfter = TimeSpan.FromSeconds(60);
    static readonly TimeSpan LookEvery = TimeSpan.FromSeconds(1);

    long? disagreeingSince, held;

    /// <summary>The chain went on from what we hold.</summary>
    public void Follows() => disagreeingSince = null;

    /// <summary>At the head: is the last block that we hold still the chain's? A node that is behind has none there, and is waited for.</summary>
    public async Task<bool> HoldsAsync(BlockMark last, CancellationToken cancellation)
    {
        if (disagreeingSince is null && held is { } then && time.GetElapsedTime(then) < LookEvery) return true;
        held = null;
        var theirs = await link.AskAsync((node, token) => node.BlockAsync(BlockRef.At((ulong)last.Number), token), cancellation);
        if (theirs is null)
        {
            standing.Unreachable("The node is behind what this gateway has seen confirmed.");
            return false;
        }

        if (theirs.Hash.ToDigest() != last.Hash)
        {
            await DisagreeAsync(last.Number, cancellation);
            return false;
        }

        disagreeingSince = null;
        held = time.GetTimestamp();
        return true;
    }

    /// <summary>The chain holds another block at this height than we do, or goes on from another one.</summary>
    public async Task DisagreeAsync(long number, CancellationToken cancellation)
    {
        disagreeingSince ??= time.GetTimestamp();
        standing.Contradicted($"The chain holds another block at height {number} than this gateway has seen confirmed.");
        if (time.GetElapsedTime(disagreeingSince.Value) < BelieveOthersAfter) return;

        var common = number;
        while (common >= session.FirstBlock && !await AgreesAsync(common, cancellation)) common--;
        logger.LogCritical("The chain went another way after block {Block}; the read model is derived again.", common);
        await store.WriteAsync((db, token) => RewindAsync(db, common, token), cancellation);
        disagreeingSince = null;
    }

    // What was in the vanished blocks is pending again: the relay brings its very bytes back, lowest nonce first.
    static async Task RewindAsync(LedgerDb db, long common, CancellationToken cancellation)
    {
        await db.Batches.Where(batch => batch.Block > common)
            .ExecuteUpdateAsync(rows => rows.SetProperty(batch => batch.State, BatchState.Pending).SetProperty(batch => batch.Block, (long?)null), cancellation);
        await Projector.RewindAsync(db, common, cancellation);
    }

    async Task<bool> AgreesAsync(long number, CancellationToken cancellation)
    {
        await using var db = store.OpenRead();
        var ours = await db.Blocks.FirstOrDefaultAsync(row => row.Number == number, cancellation);
        var theirs = await link.AskAsync((node, token) => node.BlockAsync(BlockRef.At((ulong)number), token), cancellation);
        return ours is not null && theirs is not null && ours.Hash == theirs.Hash.ToDigest();
    }
}
