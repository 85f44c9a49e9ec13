using System.Text.Json.Nodes;
using HealthLedger.Chain.Ethereum;
using HealthLedger.EndToEnd.Support;

namespace HealthLedger.EndToEnd.Network;

/// <summary>That the network forks, heals and stops as real ones do: what the tests on it rest upon.</summary>
public sealed class ScriptedNetworkTests
{
    const ulong ChainId = 1337;

    [Fact]
    public async Task A_fork_replaces_blocks_and_the_old_chain_comes_back_with_the_same_hashes()
    {
        await using var network = await ScriptedNetwork.StartAsync();
        await using var node = new ChainNode((await network.OpenEndpointAsync(NodeClient.GoQuorum)).Address);
        using var key = PrivateKey.Generate();
        var sent = new List<string>();
        for (var nonce = 0UL; nonce < 3; nonce++) sent.Add(await SendAsync(node, Transfer(key, nonce)));
        var before = await node.BlockHashesAsync();

        var vanished = await network.GoBackAsync(1);
        Assert.Equal([2L, 3L], vanished.Select(block => block.Number));
        Assert.Equal(1, await node.HeadAsync());
        Assert.Null(await node.CallAsync("eth_getTransactionReceipt", sent[2]));
        Assert.Null(await node.CallAsync("eth_getBlockByHash", before[3], false));
        await SendAsync(node, Transfer(key, 1));
        var fork = await node.BlockHashesAsync();
        Assert.Equal(before[1], fork[1]);
        Assert.NotEqual(before[2], fork[2]);

        var other = await network.RestoreAsync(vanished);
        Assert.Equal(fork[2], Assert.Single(other).Hash);
        Assert.Equal(before, await node.BlockHashesAsync());
        Assert.Equal("0x3", (await node.CallAsync("eth_getTransactionCount", key.Address.ToString(), "latest"))!.GetValue<string>());
        Assert.Equal(3, await node.BlockOfAsync(sent[2]));
        Assert.Null(await node.CallAsync("eth_getBlockByHash", fork[2], false));
    }

    [Theory]
    [InlineData(NodeClient.Besu, "Unknown block", null)]
    [InlineData(NodeClient.GoQuorum, "header not found", "unknown block")]
    [InlineData(NodeClient.Anvil, "BlockOutOfRange", "unknown block")]
    public async Task A_node_behind_has_nothing_above_its_head(NodeClient client, string noState, string? noLogs)
    {
        await using var network = await ScriptedNetwork.StartAsync();
        var endpoint = await network.OpenEndpointAsync(client);
        await using var node = new ChainNode(endpoint.Address);
        using var key = PrivateKey.Generate();
        await SendAsync(node, Transfer(key, 0));
        var hash = await SendAsync(node, Transfer(key, 1));
        var block = network.History.Head.Hash;
        endpoint.Show(new NodeView(network, Height: 1));

        Assert.Equal(1, await node.HeadAsync());
        Assert.Null(await node.BlockAsync(2));
        Assert.Null(await node.CallAsync("eth_getBlockByHash", block, false));
        Assert.Null(await node.CallAsync("eth_getTransactionReceipt", hash));
        Assert.Equal("0x1", (await node.CallAsync("eth_getTransactionCount", key.Address.ToString(), "latest"))!.GetValue<string>());
        var balance = await node.AskAsync("eth_getBalance", [key.Address.ToString(), "0x2"]);
        Assert.Contains(noState, balance["error"]!["message"]!.GetValue<string>(), StringComparison.Ordinal);
        var logs = await node.AskAsync("eth_getLogs", [new JsonObject { ["blockHash"] = block }]);
        Assert.Equal(noLogs, logs["error"]?["message"]!.GetValue<string>());
        endpoint.Show(new NodeView(network));
        Assert.Equal(2, await node.BlockOfAsync(hash));
    }

    [Fact]
    public async Task More_gas_than_a_period_executes_stops_the_network_for_good()
    {
        await using var network = await ScriptedNetwork.StartAsync(new NetworkOptions { Period = null, GasPerSecond = 25_000_000 });
        await using var node = new ChainNode((await network.OpenEndpointAsync(NodeClient.GoQuorum)).Address);
        using var key = PrivateKey.Generate();
        var first = await SendAsync(node, Transfer(key, 0, gas: 25_000_000));
        await network.MineAsync();
        Assert.Equal(1, await node.BlockOfAsync(first));

        for (var nonce = 1UL; nonce < 4; nonce++) await SendAsync(node, Transfer(key, nonce, gas: 8_800_000));
        for (var block = 0; block < 3; block++) await network.MineAsync();
        Assert.True(network.Stopped);
        Assert.All(network.History.Blocks.Skip(2), empty => Assert.Empty(empty.Transactions));
        Assert.Equal(3, network.Pool.Waiting.Count);
    }

    [Fact]
    public async Task A_block_gas_limit_ends_a_block_whatever_is_pending()
    {
        await using var network = await ScriptedNetwork.StartAsync(
            new NetworkOptions { Period = null, GasPerSecond = 100_000_000, BlockGasLimit = 100_000_000 });
        await using var node = new ChainNode((await network.OpenEndpointAsync(NodeClient.GoQuorum)).Address);
        using var key = PrivateKey.Generate();
        for (var nonce = 0UL; nonce < 25; nonce++) await SendAsync(node, Transfer(key, nonce, gas: 8_800_000));
        for (var block = 0; block < 3; block++) await network.MineAsync();

        Assert.False(network.Stopped);
        Assert.Equal([0, 11, 11, 3], network.History.Blocks.Select(block => block.Transactions.Count));
    }

    static async Task<string> SendAsync(ChainNode node, byte[] raw) =>
        (await node.CallAsync("eth_sendRawTransaction", Hex.Encode(raw)))!.GetValue<string>();

    static byte[] Transfer(PrivateKey key, ulong nonce, ulong gas = 21_000) =>
        new LegacyTransaction(nonce, 0, gas, Address.OfContract(key.Address, 1_000), 0, default).Sign(key, ChainId).Raw;
}
