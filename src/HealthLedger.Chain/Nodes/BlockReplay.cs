using HealthLedger.Chain.Contracts;
using HealthLedger.Chain.Ethereum;
using HealthLedger.Chain.Rpc;
using HealthLedger.Core;
using HealthLedger.Core.Ledger;
using Microsoft.Extensions.Logging;

namespace HealthLedger.Chain.Nodes;

/// <summary>Brings back the blocks that a killed node had not written down: the same time, the same bytes, and so the same hash.</summary>
internal sealed class BlockReplay(BlockJournal journal, ILogger<BlockReplay> logger)
{
    public async Task<Ancestry> CompareAsync(AnvilControl anvil, CancellationToken cancellation)
    {
        var last = await journal.LastAsync(cancellation);
        var head = await anvil.HeadAsync(cancellation);
        // Nothing taken in yet: the chain is ours if our ledger is on it, and else another store's.
        if (last is null) return head.Number == 0 || await HoldsOurLedgerAsync(anvil, cancellation) ? Ancestry.True : Ancestry.Forked;

        var height = Math.Min((long)head.Number, last.Number);
        // The genesis is known by the block after it: a node that was killed in its first minute has written down no other.
        var ours = height == 0 ? (await journal.AtAsync(1, cancellation))?.ParentHash : (await journal.AtAsync(height, cancellation))?.Hash;
        var theirs = await anvil.Node.BlockAsync(BlockRef.At((ulong)height), cancellation);
        if (ours is null || ours != theirs?.Hash.ToDigest()) return Ancestry.Forked;
        return height < last.Number ? Ancestry.Behind : Ancestry.True;
    }

    async Task<bool> HoldsOurLedgerAsync(AnvilControl anvil, CancellationToken cancellation) =>
        await journal.LedgerAsync(cancellation) is { } ledger
        && (await anvil.Node.CodeAsync(Address.Parse(ledger), BlockRef.Latest, cancellation)).Length > 0;

    /// <summary>Mines the lost blocks again on a held node whose head is one of ours.</summary>
    /// <exception cref="CannotStartException">A block came out with another hash.</exception>
    public async Task RunAsync(AnvilControl anvil, CancellationToken cancellation)
    {
        var head = await anvil.HeadAsync(cancellation);
        var first = (long)head.Number + 1;
        var next = first;
        while (await journal.FromAsync(next, cancellation) is { Count: > 0 } blocks)
        {
            foreach (var block in blocks) await anvil.MineAsync(block.Time, block.RawTransactions, cancellation);
            // Each block names its parent's hash: where the last of a chunk is right, all of it are.
            await RequireAsync(anvil, blocks[^1], cancellation);
            next = blocks[^1].Number + 1;
            logger.LogInformation("Replayed the blocks {First} to {Last} that the embedded node had lost.", first, next - 1);
        }
    }

    static async Task RequireAsync(AnvilControl anvil, JournalBlock block, CancellationToken cancellation)
    {
        var made = await anvil.HeadAsync(cancellation);
        if ((long)made.Number != block.Number || made.Hash.ToDigest() != block.Hash)
            throw new CannotStartException(
                $"The embedded chain's block {block.Number} came out as {made.Hash} instead of {block.Hash}: it was made by another node version; restore that version, or chain.json from a backup.");
    }
}
