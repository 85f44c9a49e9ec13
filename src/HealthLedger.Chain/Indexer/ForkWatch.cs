using HealthLedger.Chain.Deployment;
using HealthLedger.Chain.Nodes;
using HealthLedger.Chain.Rpc;
using HealthLedger.Core.Regulation;
using HealthLedger.Core.Store;
using Microsoft.Extensions.Logging;

namespace HealthLedger.Chain.Indexer;

/// <summary>
/// Whether the chain still holds what was taken in from it. While no endpoint says so nothing is taken in, told or sent. On a network the
/// others are believed after a while: back to the last common block, and what was told comes back through the relay. The embedded chain is
/// mended at once instead, for the journal has its blocks.
/// </summary>
internal sealed class ForkWatch(
    ChainOptions options, ChainLink link, ChainJudge judge, LedgerStore store, LedgerSession session, ChainStanding standing,
    EntityDirectory directory, TimeProvider time, ILogger<ForkWatch> logger)
{
    static readonly TimeSpan LookEvery = TimeSpan.FromSeconds(1);

    long? disagreeingSince, held;

    /// <summary>A term begins: how long nodes disagreed with an earlier one is nothing to this.</summary>
    public void Begin() => disagreeingSince = held = null;

    /// <summary>The chain went on from what we hold.</summary>
    public void Follows()
    {
        disagreeingSince = null;
        held = time.GetTimestamp();
    }

    /// <summary>At the head: is the last block that we hold still the chain's?</summary>
    public async Task<bool> HoldsAsync(BlockMark last, CancellationToken cancellation)
    {
        if (disagreeingSince is null && held is { } then && time.GetElapsedTime(then) < LookEvery) return true;
        return await JudgeAsync(last, atHead: true, cancellation);
    }

    /// <summary>The next block goes on from another one than ours: is that all there is?</summary>
    public Task<bool> HoldsNonethelessAsync(BlockMark last, CancellationToken cancellation) => JudgeAsync(last, atHead: false, cancellation);

    // Asks all endpoints; where none is true for long enough, the others are believed.
    async Task<bool> JudgeAsync(BlockMark last, bool atHead, CancellationToken cancellation)
    {
        held = null;
        if (disagreeingSince is not null) link.Endpoints.Suspect();
        var ancestry = await judge.JudgeAsync(last, cancellation);
        if (ancestry == Ancestry.True && (!atHead || await judge.ReachesWhatWasToldAsync(last, cancellation)))
        {
            Follows();
            return true;
        }

        standing.Doubted(ancestry == Ancestry.Forked ? ancestry : Ancestry.Behind, last.Number);
        if (disagreeingSince is null) logger.LogError("No endpoint holds block {Block} any more, which this gateway took in; it waits.", last.Number);
        disagreeingSince ??= time.GetTimestamp();
        if (options.Embedded) link.Mistrust();
        else if (time.GetElapsedTime(disagreeingSince.Value) >= options.BelieveForkAfter) await BelieveAsync(last, cancellation);
        return false;
    }

    async Task BelieveAsync(BlockMark last, CancellationToken cancellation)
    {
        var believed = await judge.LongestAsync(cancellation);
        var common = await judge.CommonAsync(believed, session.FirstBlock, last.Number, cancellation);
        logger.LogCritical(
            "{Endpoint} is believed: the chain went another way after block {Block}. What was told as confirmed since is brought back.", believed.Name, common);
        await store.LeadAsync(
            (db, token) => common == last.Number
                ? Rewinding.TakeBackAsync(db, common, time.GetUtcNow(), token)
                : Rewinding.RewindAsync(db, common, time.GetUtcNow(), token),
            cancellation);
        directory.ForgetAll();
        disagreeingSince = null;
    }
}
