using HealthLedger.Chain.Deployment;
using HealthLedger.Chain.Nodes;
using HealthLedger.Chain.Rpc;
using HealthLedger.Core.Ledger;
using HealthLedger.Core.Operations;
using HealthLedger.Core.Store;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace HealthLedger.Chain.Indexer;

/// <summary>
/// Takes the chain in, block by block, each linked to its parent: events, cursor and the fate of our batches in one transaction, and only
/// then is anybody told.
/// </summary>
internal sealed class BlockIndexer(
    ChainOptions options, ChainLink link, LedgerStore store, LedgerSession session, BlockReader reader, OperationDesk desk, ChainSignals signals,
    ChainStanding standing, TimeProvider time, ILogger<BlockIndexer> logger) : BackgroundService
{
    static readonly TimeSpan BelieveOthersAfter = TimeSpan.FromSeconds(60);
    static readonly TimeSpan AfterFailure = TimeSpan.FromSeconds(1);
    const int ProgressEvery = 1000;

    readonly SemaphoreSlim turn = new(1);
    long? disagreeingSince;

    /// <summary>Takes in everything up to the chain's head.</summary>
    public async Task CatchUpAsync(CancellationToken cancellation)
    {
        var from = await NextAsync(cancellation);
        var head = (long)await link.AskAsync((node, token) => node.BlockNumberAsync(token), cancellation);
        Step step;
        for (var taken = 1L; (step = await TakeNextAsync(cancellation)) == Step.Taken; taken++)
            if (taken % ProgressEvery == 0) logger.LogInformation("Indexed {Taken} of {All} blocks.", taken, head - from + 1);
        standing.CaughtUp();
        if (step == Step.AtHead) standing.Reached();
    }

    public override void Dispose()
    {
        turn.Dispose();
        base.Dispose();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await signals.WaitForBlockAsync(Pace, stoppingToken);
                if (!standing.IsCaughtUp) continue;
                Step step;
                do step = await TakeNextAsync(stoppingToken);
                while (step == Step.Taken);
                if (step == Step.AtHead) standing.Reached();
            }
            catch (RpcException fault)
            {
                standing.Unreachable(link.Obstacle ?? fault.Message);
                logger.LogWarning("The chain could not be read: {Fault}", fault.Message);
                await Task.Delay(Pace, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception failure)
            {
                // Rows and cursor are one transaction: nothing is half done. An indexer that ended would take the gateway with it.
                standing.Unreachable("A block of the chain could not be taken in.");
                logger.LogCritical(failure, "A block could not be taken in; it is tried again.");
                await Task.Delay(AfterFailure, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    // A block of an automining node is announced by whoever caused it; this is the fallback.
    TimeSpan Pace => options.Embedded ? TimeSpan.FromMilliseconds(100) : TimeSpan.FromMilliseconds(250);

    /// <summary>What the attempt to take in one more block came to.</summary>
    enum Step
    {
        None,
        Taken,
        AtHead,
        Disagrees,
    }

    async Task<Step> TakeNextAsync(CancellationToken cancellation)
    {
        await turn.WaitAsync(cancellation);
        try
        {
            var number = await NextAsync(cancellation);
            if (await reader.ReadAsync(number, session.Contracts, OursAsync, options.Embedded, cancellation) is not { } read)
                return await HeadIsOursAsync(number - 1, cancellation) ? Step.AtHead : Step.Disagrees;
            if (number > session.FirstBlock && !await FollowsAsync(read.Block, cancellation))
            {
                await DisagreeAsync(number - 1, cancellation);
                return Step.Disagrees;
            }
            disagreeingSince = null;
            var decided = await store.WriteAsync((db, token) => TakeAsync(db, read, token), cancellation);
            standing.Indexed(read.Block.Number);
            desk.Decided(decided);
            signals.Indexed();
            return Step.Taken;
        }
        finally
        {
            turn.Release();
        }
    }

    static async Task<IReadOnlyList<LedgerId>> TakeAsync(LedgerDb db, ReadBlock read, CancellationToken cancellation)
    {
        var decided = await Projector.ApplyAsync(db, read.Block, cancellation);
        if (read.RawTransactions.Count > 0)
            (await db.Blocks.FindAsync([read.Block.Number], cancellation))!.RawTransactions = [.. read.RawTransactions];
        foreach (var (hash, succeeded) in read.Succeeded)
        {
            var batch = await db.Batches.SingleAsync(row => row.Hash == hash, cancellation);
            batch.State = succeeded ? BatchState.Executed : BatchState.Reverted;
            batch.Block = read.Block.Number;
        }
        var settled = new List<LedgerId>(decided);
        foreach (var earlier in read.Earlier) settled.AddRange(await Projector.SettleAsync(db, earlier, cancellation));
        return settled;
    }

    async Task<IReadOnlyDictionary<Digest, byte[]>> OursAsync(IReadOnlyList<Digest> hashes)
    {
        await using var db = store.OpenRead();
        return await db.Batches.Where(row => hashes.Contains(row.Hash)).ToDictionaryAsync(row => row.Hash, row => row.Raw);
    }

    async Task<long> NextAsync(CancellationToken cancellation)
    {
        await using var db = store.OpenRead();
        var last = await db.Blocks.MaxAsync(row => (long?)row.Number, cancellation);
        if (last is { } number) standing.Indexed(number);
        return last is null ? session.FirstBlock : last.Value + 1;
    }

    async Task<bool> FollowsAsync(LedgerBlock block, CancellationToken cancellation)
    {
        await using var db = store.OpenRead();
        return await db.Blocks.AnyAsync(row => row.Number == block.Number - 1 && row.Hash == block.ParentHash, cancellation);
    }

    // At the head: is the last block that we hold still the chain's? A node that is behind has none there, and is waited for.
    async Task<bool> HeadIsOursAsync(long number, CancellationToken cancellation)
    {
        await using var db = store.OpenRead();
        if (await db.Blocks.FirstOrDefaultAsync(row => row.Number == number, cancellation) is not { } ours) return true;
        var theirs = await link.AskAsync((node, token) => node.BlockAsync(BlockRef.At((ulong)number), token), cancellation);
        if (theirs is null)
        {
            standing.Unreachable("The node is behind what this gateway has seen confirmed.");
            return false;
        }
        if (theirs.Hash.ToString() == ours.Hash.ToString())
        {
            disagreeingSince = null;
            return true;
        }
        await DisagreeAsync(number, cancellation);
        return false;
    }

    // Nothing is told while the chain holds another block than we do. After a while it is believed, and all is derived again.
    async Task DisagreeAsync(long number, CancellationToken cancellation)
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
        return ours is not null && theirs is not null && ours.Hash.ToString() == theirs.Hash.ToString();
    }
}
