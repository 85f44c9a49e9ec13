using HealthLedger.Core.Store;
using Microsoft.EntityFrameworkCore;

namespace HealthLedger.Core.Ledger;

/// <summary>What time it is where two clocks tell: ours, and the ledger's, which its blocks carry. Unix seconds.</summary>
static class LedgerTime
{
    /// <summary>How far the ledger's clock is believed to be behind ours without a sign of it.</summary>
    const int MostLag = 60;

    /// <summary>For what ends: a clock set back must not lengthen a consent, nor must a chain that stands still.</summary>
    public static async Task<long> LaterAsync(LedgerDb db, DateTimeOffset now, CancellationToken cancellation) =>
        Later(await LastBlockAsync(db, cancellation), now);

    /// <inheritdoc cref="LaterAsync"/>
    /// <param name="lastBlock">Its time.</param>
    /// <param name="now">Ours.</param>
    public static long Later(long lastBlock, DateTimeOffset now) => Math.Max(lastBlock, now.ToUnixTimeSeconds());

    /// <summary>For what begins now: it is to hold from the next block on, however far the ledger's clock is behind ours.</summary>
    public static async Task<long> EarlierAsync(LedgerDb db, DateTimeOffset now, CancellationToken cancellation)
    {
        var ours = now.ToUnixTimeSeconds();
        // Long ago where the chain makes blocks only when there is something to take in: then our clock tells.
        var earliest = ours - MostLag - await LagAsync(db, cancellation);
        return Math.Clamp(await LastBlockAsync(db, cancellation), earliest, ours);
    }

    // A block is no older than what it holds: by as much as it says so, its clock is behind ours.
    static async Task<long> LagAsync(LedgerDb db, CancellationToken cancellation)
    {
        var batch = await db.Batches.Where(row => row.State == BatchState.Executed)
            .OrderByDescending(row => row.Nonce).Select(row => new { row.CreatedAt, row.Block }).FirstOrDefaultAsync(cancellation);
        var block = batch is null ? null : await db.Blocks.FirstOrDefaultAsync(row => row.Number == batch.Block, cancellation);
        return block is null ? 0 : Math.Max(0, batch!.CreatedAt / 1000 - block.Time);
    }

    static Task<long> LastBlockAsync(LedgerDb db, CancellationToken cancellation) =>
        db.Blocks.OrderByDescending(row => row.Number).Select(row => row.Time).FirstOrDefaultAsync(cancellation);
}
