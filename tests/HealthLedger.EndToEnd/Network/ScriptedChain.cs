using HealthLedger.Chain.Ethereum;
using HealthLedger.EndToEnd.Support;

namespace HealthLedger.EndToEnd.Network;

/// <summary>An anvil that mines what it is told, gives blocks up, and makes them again. One caller at a time.</summary>
sealed class ScriptedChain : IAsyncDisposable
{
    readonly Anvil anvil;

    ScriptedChain(Anvil anvil, MinedBlock genesis) => (this.anvil, History, BlockGasLimit) = (anvil, new BlockHistory(genesis), genesis.GasLimit);

    public ChainNode Node => anvil.Node;
    public BlockHistory History { get; }
    public long BlockGasLimit { get; private set; }

    /// <summary>What the EVM would not execute, with the reason.</summary>
    public List<string> Discarded { get; } = [];

    public static async Task<ScriptedChain> StartAsync(int chainId, long blockGasLimit)
    {
        var anvil = await Anvil.StartAsync(chainId, "--no-mining --order fifo", blockGasLimit);
        return new ScriptedChain(anvil, await ReadAsync(anvil.Node, 0, []));
    }

    public async Task<MinedBlock> MineAsync(long time, IEnumerable<byte[]> transactions)
    {
        var taken = new List<byte[]>();
        foreach (var raw in transactions)
            if ((await Node.AskAsync("eth_sendRawTransaction", [Hex.Encode(raw)]))["error"] is { } error) Discarded.Add(error.ToJsonString());
            else taken.Add(raw);
        await Node.CallAsync("evm_mine", new { timestamp = time });
        var block = await ReadAsync(Node, History.Head.Number + 1, taken);
        History.Add(block);
        return block;
    }

    public async Task<IReadOnlyList<MinedBlock>> CutAboveAsync(long height)
    {
        await Node.CallAsync("anvil_rollback", History.Head.Number - height);
        return History.CutAbove(height);
    }

    /// <summary>The very same blocks, with the same hashes.</summary>
    public async Task MakeAgainAsync(IReadOnlyList<MinedBlock> blocks)
    {
        var limit = BlockGasLimit;
        foreach (var block in blocks)
        {
            await LimitAsync(block.GasLimit);
            var made = await MineAsync(block.Time, block.Transactions);
            Assert.Equal((block.Number, block.Hash), (made.Number, made.Hash));
        }
        await LimitAsync(limit);
    }

    public async Task LimitAsync(long blockGasLimit)
    {
        await Node.CallAsync("evm_setBlockGasLimit", Dialect.Quantity(blockGasLimit));
        BlockGasLimit = blockGasLimit;
    }

    public async Task<ulong> NextNonceAsync(Address sender) =>
        (ulong)Dialect.Number(await Node.CallAsync("eth_getTransactionCount", sender.ToString(), "latest"));

    public ValueTask DisposeAsync() => anvil.DisposeAsync();

    static async Task<MinedBlock> ReadAsync(ChainNode node, long number, IReadOnlyList<byte[]> transactions)
    {
        var block = await node.BlockAsync(number) ?? throw new InvalidOperationException($"The network made no block {number}.");
        var hashes = block["transactions"]!.AsArray().Select(hash => hash!.GetValue<string>());
        Assert.Equal(transactions.Select(raw => Keccak.Hash(raw).ToString()), hashes);
        return new MinedBlock(
            number, block["hash"]!.GetValue<string>(), Dialect.Number(block["timestamp"]), Dialect.Number(block["gasLimit"]), transactions);
    }
}
