using HealthLedger.Chain.Indexer;
using HealthLedger.Core;
using HealthLedger.Core.Ledger;
using HealthLedger.Core.Store;

namespace HealthLedger.Chain;

/// <summary>How far the read model is derived.</summary>
/// <param name="Blocks">Taken in, of <paramref name="AllBlocks"/> that the chain had when it began.</param>
/// <param name="Operations">Decided in those that were taken in since it began.</param>
public sealed record IndexProgress(long Blocks, long AllBlocks, long Operations);

/// <summary>Empties the read model and derives it again from the first block on, from chain and vault, while nothing else runs.</summary>
public sealed class LedgerRebuild
{
    readonly ChainOptions options;
    readonly LedgerStartup startup;
    readonly LedgerStore store;
    readonly BlockIndexer indexer;

    internal LedgerRebuild(ChainOptions options, LedgerStartup startup, LedgerStore store, BlockIndexer indexer)
    {
        this.options = options;
        this.startup = startup;
        this.store = store;
        this.indexer = indexer;
    }

    /// <summary>Each transaction leaves a store that the next start completes, wherever this is broken off.</summary>
    /// <exception cref="CannotStartException">As with a start.</exception>
    public async Task<IndexProgress> RunAsync(IProgress<IndexProgress> progress, CancellationToken cancellation)
    {
        await store.Leadership.RequireAsync("Another gateway leads on this database: stop all of them before the read model is derived again.", cancellation);
        await startup.FindAsync(deploy: options.Embedded, cancellation);
        await store.LeadAsync(Projector.ClearAsync, cancellation);
        var done = await indexer.CatchUpAsync(cancellation, progress);
        return done.Blocks >= done.AllBlocks ? done
            : throw new CannotStartException("The chain's nodes contradict each other: the next start goes on where the rebuild had to end.");
    }
}
