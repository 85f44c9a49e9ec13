using HealthLedger.Chain.Deployment;
using HealthLedger.Chain.Nodes;
using HealthLedger.Chain.Rpc;
using HealthLedger.Core;
using HealthLedger.Core.Ledger;
using HealthLedger.Core.Operations;
using HealthLedger.Core.Replicas;
using HealthLedger.Core.Store;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;

namespace HealthLedger.Chain.Indexer;

/// <summary>Which block was taken in last.</summary>
internal sealed record BlockMark(long Number, Digest Hash);

/// <summary>
/// Takes the chain in, block by block, each linked to its parent: events, cursor and the fate of our batches in one transaction, and only
/// then is anybody told. Where there is much to take in, more and more blocks share a transaction.
/// </summary>
internal sealed class BlockIndexer(
    ChainOptions options, ChainLink link, LedgerStore store, LedgerSession session, BlockReader reader, ForkWatch forks, SettlingTime settling,
    OperationDesk desk, ChainSignals signals, ChainStanding standing, Leadership leadership, TimeProvider time, ILogger<BlockIndexer> logger)
    : LeaderService(leadership)
{
    const int MostAtOnce = 32;
    static readonly TimeSpan Behind = TimeSpan.FromSeconds(30);
    static readonly TimeSpan ProgressEvery = TimeSpan.FromSeconds(5);
    static readonly TimeSpan AfterFailure = TimeSpan.FromSeconds(1);

    readonly SemaphoreSlim turn = new(1);
    BlockMark? last;
    int ahead = 1;
    long operations;

    // Our own node is not spared while something waits for its block; a block that it makes at once is announced besides.
    TimeSpan Pace => TimeSpan.FromMilliseconds(options.Embedded && standing.IsWaiting ? 20 : 250);

    /// <summary>Takes in everything up to the chain's head.</summary>
    /// <param name="cancellation">Ends it between two transactions.</param>
    /// <param name="progress">Told after each transaction; where there is nobody, the log is told now and then.</param>
    /// <returns>How far it came.</returns>
    public async Task<IndexProgress> CatchUpAsync(CancellationToken cancellation, IProgress<IndexProgress>? progress = null)
    {
        (last, operations) = (null, 0);
        while (!await settling.IsOverAsync(cancellation)) await Task.Delay(Pace, cancellation);
        var head = (long)await link.AskAsync((node, token) => node.BlockNumberAsync(token), cancellation);
        standing.Head(head);
        var told = time.GetTimestamp();
        Step step;
        while ((step = await TakeNextAsync(cancellation)) == Step.Taken)
        {
            progress?.Report(Progress());
            if (progress is not null || time.GetElapsedTime(told) < ProgressEvery) continue;
            logger.LogInformation("Indexed up to block {Number} of {Head}.", last?.Number, head);
            told = time.GetTimestamp();
        }
        standing.CaughtUp();
        if (step == Step.AtHead) standing.Reached();
        signals.Indexed();
        return Progress();

        IndexProgress Progress()
        {
            var (before, at) = (session.FirstBlock - 1, last?.Number ?? session.FirstBlock);
            return new IndexProgress(at - before, Math.Max(head, at) - before, operations);
        }
    }

    public override void Dispose()
    {
        turn.Dispose();
        base.Dispose();
    }

    protected override async Task LeadAsync(Term term, CancellationToken cancellation)
    {
        var well = term.Before is { Ready: true, Doubtful: false };
        standing.Begin(well);
        settling.Begin(well);
        forks.Begin();
        Leadership.Tells = () => standing.Health;
        while (!cancellation.IsCancellationRequested)
        {
            try
            {
                await session.OpenedAsync(cancellation);
                if (!standing.IsCaughtUp) await CatchUpAsync(cancellation);
                await signals.WaitForBlockAsync(Pace, cancellation);
                if (!await settling.IsOverAsync(cancellation)) continue;
                Step step;
                do step = await TakeNextAsync(cancellation);
                while (step == Step.Taken);
                if (step == Step.AtHead) standing.Reached();
                else Leadership.Wake();
            }
            catch (RpcException fault)
            {
                standing.Unreachable(link.Obstacle ?? fault.Message);
                if (link.Obstacle is not null) settling.Gone();
                logger.LogWarning("The chain could not be read: {Fault}", fault.Message);
                await Task.Delay(Pace, cancellation).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
            catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
            {
                return;
            }
            catch (Exception failure)
            {
                // Rows and cursor are one transaction: nothing is half done. An indexer that ended would take the gateway with it.
                standing.Unreachable("A block of the chain could not be taken in.");
                logger.LogCritical(failure, "A block could not be taken in; it is tried again.");
                await Task.Delay(AfterFailure, cancellation).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    /// <summary>What the attempt to take in more came to.</summary>
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
            // Whatever comes in between, the store is asked again where it stands.
            var (from, most) = (last ?? await LastAsync(cancellation), ahead);
            (last, ahead) = (null, 1);
            var read = await reader.ReadAsync(from is null ? session.FirstBlock : from.Number + 1, most, cancellation);
            if (read.Count == 0)
            {
                if (from is not null && !await forks.HoldsAsync(from, cancellation)) return Step.Disagrees;
                last = from;
                return Step.AtHead;
            }

            // Of an endpoint that went another way; the next question goes to a true one, if there is one.
            if (from is not null && read[0].Block.ParentHash != from.Hash)
                return await forks.HoldsNonethelessAsync(from, cancellation) ? Step.Taken : Step.Disagrees;

            forks.Follows();
            if (read.Any(block => block.Succeeded.Count > 0)) Boundaries.Passed(Boundary.ReceiptSeen);
            var decided = await store.LeadAsync((db, token) => BlockTaking.TakeAsync(db, read, time.GetUtcNow(), token), cancellation);
            if (decided.Count > 0) Boundaries.Passed(Boundary.Projected);
            operations += read.Sum(block => block.Block.Logs.LongCount(log => log.Event is OperationExecuted or OperationGivenUp));
            Tell(read[^1].Block, decided, ours: read.Any(block => block.Succeeded.Count > 0));
            ahead = Math.Min(2 * most, MostAtOnce);
            return Step.Taken;
        }
        finally
        {
            turn.Release();
        }
    }

    void Tell(LedgerBlock block, IReadOnlyList<LedgerId> decided, bool ours)
    {
        last = new BlockMark(block.Number, block.Hash);
        standing.Indexed(block.Number);
        if (ours) standing.Taken();
        if (time.GetUtcNow() - DateTimeOffset.FromUnixTimeSeconds(block.Time) > Behind) standing.CatchingUp();
        desk.Decided(decided);
        signals.Indexed();
    }

    async Task<BlockMark?> LastAsync(CancellationToken cancellation)
    {
        await using var db = store.OpenRead();
        var block = await db.Blocks.OrderByDescending(row => row.Number).Select(row => new BlockMark(row.Number, row.Hash)).FirstOrDefaultAsync(cancellation);
        if (block is not null) standing.Indexed(block.Number);
        return block;
    }
}
