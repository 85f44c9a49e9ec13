using HealthLedger.Chain.Contracts;
using HealthLedger.Chain.Deployment;
using HealthLedger.Chain.Nodes;
using HealthLedger.Chain.Rpc;
using HealthLedger.Core.Ledger;
using HealthLedger.Core.Store;
using Microsoft.EntityFrameworkCore;

namespace HealthLedger.Chain.Indexer;

/// <summary>A block as it was read: what the projections take, and which of our transactions are in it.</summary>
/// <param name="Succeeded">Of each of our transactions in it, by hash, whether it succeeded.</param>
/// <param name="RawTransactions">All transactions' bytes, for the embedded chain's journal; null where none is kept.</param>
internal sealed record ReadBlock(LedgerBlock Block, IReadOnlyDictionary<Digest, bool> Succeeded, IReadOnlyList<byte[]>? RawTransactions);

/// <summary>Reads a block whole or not at all: its logs by its hash, and for each successful transaction of ours at least one.</summary>
internal sealed class BlockReader(ChainOptions options, ChainLink link, LedgerStore store, LedgerSession session)
{
    /// <summary>The blocks from this one on that are there and linked to each other; the first one's parent is the caller's to judge.</summary>
    public async Task<IReadOnlyList<ReadBlock>> ReadAsync(long first, int most, CancellationToken cancellation)
    {
        var linked = new List<ReadBlock>();
        foreach (var block in await Task.WhenAll(Enumerable.Range(0, most).Select(offset => ReadAsync(first + offset, cancellation))))
        {
            if (block is null || (linked.Count > 0 && block.Block.ParentHash != linked[^1].Block.Hash)) break;
            linked.Add(block);
        }

        return linked;
    }

    // Null where the chain has no such block yet. An answer that cannot be true is a fault: it is asked again later.
    Task<ReadBlock?> ReadAsync(long number, CancellationToken cancellation) => link.AskAsync((node, token) => ReadAsync(node, number, token), cancellation);

    async Task<ReadBlock?> ReadAsync(Node node, long number, CancellationToken cancellation)
    {
        var contracts = session.Contracts;
        if (await node.BlockAsync(BlockRef.At((ulong)number), cancellation) is not { } block) return null;
        var logs = await BlockLogs.ReadAsync(node, block, contracts.All, cancellation);
        var events = new List<LedgerLog>();
        foreach (var log in logs)
            if (LedgerLogs.Decode(log, contracts) is { } happened) events.Add(new LedgerLog(happened, log.TransactionHash.ToDigest(), (int)log.LogIndex));

        var known = await OursAsync([.. block.TransactionHashes.Select(hash => hash.ToDigest())]);
        var succeeded = new Dictionary<Digest, bool>();
        foreach (var hash in known.Keys)
        {
            var receipt = await BlockLogs.ReceiptAsync(node, block, hash.ToWord(), cancellation);
            var emitted = receipt.Logs.Count(log => contracts.All.Contains(log.Address));
            if (emitted != logs.Count(log => log.TransactionHash == hash.ToWord()))
                throw new RpcException(RpcFault.Garbage, $"The logs of block {number} do not account for our transaction {hash}.");
            succeeded[hash] = receipt.Succeeded;
        }

        var raw = new List<byte[]>();
        if (options.Embedded)
            foreach (var hash in block.TransactionHashes)
                raw.Add(known.TryGetValue(hash.ToDigest(), out var bytes) ? bytes
                    : await node.RawTransactionAsync(hash, cancellation)
                        ?? throw new RpcException(RpcFault.Garbage, $"The transaction {hash} of block {number} is missing."));
        return new ReadBlock(LedgerBlockOf(block, events), succeeded, options.Embedded ? raw : null);
    }

    static LedgerBlock LedgerBlockOf(Block block, IReadOnlyList<LedgerLog> logs) =>
        new((long)block.Number, block.Hash.ToDigest(), block.ParentHash.ToDigest(), (long)block.Timestamp, logs);

    async Task<IReadOnlyDictionary<Digest, byte[]>> OursAsync(IReadOnlyList<Digest> hashes)
    {
        if (hashes.Count == 0) return new Dictionary<Digest, byte[]>();
        await using var db = store.OpenRead();
        return await db.Batches.Where(row => hashes.Contains(row.Hash)).ToDictionaryAsync(row => row.Hash, row => row.Raw);
    }
}
