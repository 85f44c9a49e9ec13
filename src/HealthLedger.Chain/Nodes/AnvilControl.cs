using HealthLedger.Chain.Ethereum;
using HealthLedger.Chain.Rpc;

namespace HealthLedger.Chain.Nodes;

/// <summary>What only the owner of an anvil asks of it.</summary>
internal sealed class AnvilControl(RpcEndpoint endpoint)
{
    readonly Node node = new(endpoint);

    public Node Node => node;

    /// <summary>No block comes by itself from here on, nothing waits to be in one, and the clock is back at the last block.</summary>
    public async Task HoldAsync(CancellationToken cancellation)
    {
        await endpoint.CallAsync("evm_setAutomine", cancellation, false);
        await endpoint.CallAsync("evm_setIntervalMining", cancellation, 0);
        await endpoint.CallAsync("anvil_dropAllTransactions", cancellation);
        // A node that was let go has gone on to our time: it would refuse to make an earlier block.
        await endpoint.CallAsync("evm_setTime", cancellation, (await HeadAsync(cancellation)).Timestamp);
    }

    /// <summary>Sets the clock to now, for it goes on from the genesis' time, and lets blocks come; never back behind the last block.</summary>
    public async Task ReleaseAsync(int blockTime, CancellationToken cancellation)
    {
        var head = await HeadAsync(cancellation);
        var now = Math.Max(DateTimeOffset.UtcNow.ToUnixTimeSeconds(), (long)head.Timestamp);
        await endpoint.CallAsync("evm_setTime", cancellation, now);
        if (blockTime == 0) await endpoint.CallAsync("evm_setAutomine", cancellation, true);
        else await endpoint.CallAsync("evm_setIntervalMining", cancellation, blockTime);
    }

    /// <summary>One block with exactly these transactions, at this time.</summary>
    public async Task MineAsync(long time, IEnumerable<byte[]> rawTransactions, CancellationToken cancellation)
    {
        foreach (var raw in rawTransactions) await node.SendRawAsync(raw, Keccak.Hash(raw), cancellation);
        await endpoint.CallAsync("evm_mine", cancellation, new { timestamp = time });
    }

    public async Task<Block> HeadAsync(CancellationToken cancellation) =>
        await node.BlockAsync(BlockRef.Latest, cancellation) ?? throw new RpcException(RpcFault.UnknownBlock, "The node has no last block.");
}
