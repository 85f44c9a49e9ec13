using HealthLedger.Chain.Ethereum;
using HealthLedger.Chain.Rpc;

namespace HealthLedger.Chain.Indexer;

/// <summary>
/// What contracts emitted in one block. A balancer may put each question to another node, and one that lacks the block answers no logs, as Besu
/// does, or no receipt: nothing is believed to be empty that the block itself does not show as empty.
/// </summary>
internal static class BlockLogs
{
    /// <summary>In order. From the receipts of all its transactions where the short way does not lead there.</summary>
    /// <exception cref="RpcException">Among others <see cref="RpcFault.UnknownBlock"/>: the node does not have all of the block.</exception>
    public static async Task<IReadOnlyList<Log>> ReadAsync(
        Node node, Block block, IReadOnlyCollection<Address> contracts, CancellationToken cancellation)
    {
        if (block.TransactionHashes.Count == 0) return [];
        try
        {
            var logs = await node.LogsAsync(block.Hash, contracts, cancellation);
            if (contracts.All(contract => !block.LogsBloom.MayHold(contract) || logs.Any(log => log.Address == contract))) return logs;
        }
        catch (RpcException fault) when (fault.Fault == RpcFault.UnknownBlock)
        {
        }

        var receipts = await Task.WhenAll(block.TransactionHashes.Select(hash => ReceiptAsync(node, block, hash, cancellation)));
        return [.. receipts.SelectMany(receipt => receipt.Logs).Where(log => contracts.Contains(log.Address))];
    }

    /// <summary>The receipt of a transaction in the block. Asked twice: behind a balancer the next node may have what the last one lacks.</summary>
    /// <exception cref="RpcException">Among others <see cref="RpcFault.UnknownBlock"/>: the node does not have it.</exception>
    public static async Task<Receipt> ReceiptAsync(Node node, Block block, Bytes32 transaction, CancellationToken cancellation)
    {
        var receipt = await node.ReceiptAsync(transaction, cancellation) ?? await node.ReceiptAsync(transaction, cancellation);
        return receipt?.BlockHash == block.Hash
            ? receipt
            : throw new RpcException(RpcFault.UnknownBlock, $"The block {block.Number} holds the transaction {transaction}, but it has no receipt of that block.");
    }
}
