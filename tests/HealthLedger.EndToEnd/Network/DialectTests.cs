using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using HealthLedger.Chain.Ethereum;
using HealthLedger.Chain.Rpc;
using HealthLedger.EndToEnd.Support;

namespace HealthLedger.EndToEnd.Network;

/// <summary>That the scripted endpoints say what the real clients say.</summary>
public sealed class DialectTests
{
    const ulong ChainId = 1337;

    [Theory]
    [InlineData(NodeClient.Besu, "Nonce too low", "Known transaction", null)]
    [InlineData(NodeClient.GoQuorum, "nonce too low", "already known", "replacement transaction underpriced")]
    [InlineData(NodeClient.Anvil, "nonce too low", "transaction already imported", "replacement transaction underpriced")]
    public async Task Sends_are_refused_in_the_clients_words(NodeClient client, string mined, string known, string? replacement)
    {
        await using var network = await ScriptedNetwork.StartAsync(new NetworkOptions { Period = null, BlockGasLimit = 30_000_000 });
        await using var node = new ChainNode((await network.OpenEndpointAsync(client)).Address);
        using var key = PrivateKey.Generate();
        Assert.Null(await RefusalAsync(node, Transfer(key, 0)));
        await network.MineAsync();

        Assert.Equal(mined, await RefusalAsync(node, Transfer(key, 0)));
        Assert.Null(await RefusalAsync(node, Transfer(key, 1)));
        Assert.Equal(known, await RefusalAsync(node, Transfer(key, 1)));
        Assert.Equal(replacement, await RefusalAsync(node, Transfer(key, 1, gas: 50_000)));
        await network.MineAsync();
        Assert.Equal(replacement is null ? 50_000u : 21_000u, SignedTransaction.Parse(network.History.Head.Transactions[0]).Transaction.GasLimit);
        Assert.NotNull(await RefusalAsync(node, Transfer(key, 2, gas: 30_000_001)));
        Assert.NotNull(await RefusalAsync(node, Transfer(key, 2, gas: 20_000)));
        Assert.NotNull(await RefusalAsync(node, Transfer(key, 2, chainId: 1338)));
        Assert.NotNull(await RefusalAsync(node, [1, 2, 3]));
        Assert.Null(await RefusalAsync(node, Transfer(key, 9)));
    }

    [Theory]
    [InlineData(NodeClient.Besu)]
    [InlineData(NodeClient.GoQuorum)]
    [InlineData(NodeClient.Anvil)]
    public void Every_word_of_a_client_is_understood(NodeClient client)
    {
        var (dialect, kind) = (Dialects.Of(client), ClientKinds.Detect(Dialects.Of(client).ClientVersion));
        Assert.Equal(client.ToString(), kind.ToString());
        foreach (var (refusal, words) in dialect.Refusals) Assert.Equal(meanings[refusal], Read("eth_sendRawTransaction", words));
        Assert.Equal(RpcFault.MethodMissing, Read("any", dialect.NoSuchMethod("any")));
        if (dialect.SwitchedOff.Count > 0) Assert.Equal(RpcFault.MethodMissing, Read("any", dialect.NotEnabled));
        Assert.Equal(RpcFault.UnknownBlock, Read("eth_call", dialect.NoSuchHeight(9, 8)));
        Assert.Equal(RpcFault.UnknownBlock, Read("eth_call", dialect.NoSuchHash));
        Assert.Equal(RpcFault.Reverted, Read("eth_call", dialect.Reverted("0x01")));
        Assert.Equal(RpcFault.Reverted, Read("eth_call", dialect.Reverted(null)));
        if (dialect.NoLogsOfThat is { } unknown) Assert.Equal(RpcFault.UnknownBlock, Read("eth_getLogs", unknown));
        if (dialect.StateGone is { } gone) Assert.Equal(RpcFault.MissingState, Read("eth_call", gone));

        RpcFault Read(string method, RpcFailure words) => FaultTable.Classify(kind, method, words.Code, words.Message);
    }

    static readonly Dictionary<SendRefusal, RpcFault> meanings = new()
    {
        [SendRefusal.NonceTooLow] = RpcFault.NonceTooLow,
        [SendRefusal.AlreadyKnown] = RpcFault.AlreadyKnown,
        [SendRefusal.Underpriced] = RpcFault.UnderpricedReplacement,
        [SendRefusal.Price] = RpcFault.GasPriceNotAccepted,
        [SendRefusal.OverBlockGas] = RpcFault.ExceedsBlockGas,
        [SendRefusal.Funds] = RpcFault.InsufficientFunds,
        [SendRefusal.IntrinsicGas] = RpcFault.IntrinsicGas,
        [SendRefusal.Permission] = RpcFault.PermissionDenied,
        [SendRefusal.TooDistant] = RpcFault.NonceTooDistant,
        [SendRefusal.WrongChain] = RpcFault.WrongChain,
        [SendRefusal.Malformed] = RpcFault.Malformed,
        [SendRefusal.Oversized] = RpcFault.Oversized,
        [SendRefusal.Syncing] = RpcFault.Syncing,
    };

    [Theory]
    [InlineData(NodeClient.Besu, 1)]
    [InlineData(NodeClient.GoQuorum, 1)]
    [InlineData(NodeClient.Anvil, 3)]
    public async Task A_full_pool_accepts_and_drops(NodeClient client, int kept)
    {
        await using var network = await ScriptedNetwork.StartAsync(new NetworkOptions { Period = null });
        await using var node = new ChainNode((await network.OpenEndpointAsync(client)).Address);
        using var key = PrivateKey.Generate();
        network.Pool.Capacity = 1;
        for (var nonce = 0UL; nonce < 3; nonce++) Assert.Null(await RefusalAsync(node, Transfer(key, nonce)));
        await network.MineAsync();
        Assert.Equal(kept, network.History.Head.Transactions.Count);
    }

    [Theory]
    [InlineData(NodeClient.Besu, "eth_getRawTransactionByHash", -32601)]
    [InlineData(NodeClient.Besu, "debug_traceTransaction", -32604)]
    [InlineData(NodeClient.GoQuorum, "eth_getBlockReceipts", -32601)]
    [InlineData(NodeClient.GoQuorum, "evm_mine", -32601)]
    [InlineData(NodeClient.Anvil, "no_such", -32601)]
    public async Task What_a_client_has_not_is_missing(NodeClient client, string method, int code)
    {
        await using var network = await ScriptedNetwork.StartAsync();
        await using var node = new ChainNode((await network.OpenEndpointAsync(client)).Address);
        Assert.Equal(code, (await node.AskAsync(method, []))["error"]!["code"]!.GetValue<int>());
    }

    [Fact]
    public async Task Limits_and_http_are_the_clients()
    {
        await using var network = await ScriptedNetwork.StartAsync();
        var (besu, quorum) = (await network.OpenEndpointAsync(NodeClient.Besu), await network.OpenEndpointAsync(NodeClient.GoQuorum));
        using var http = new HttpClient();
        var call = """{"jsonrpc":"2.0","id":1,"method":"eth_chainId","params":[]}""";
        var batch = $"[{string.Join(',', Enumerable.Repeat(call, 1025))}]";
        Assert.Equal(-32005, (await PostAsync(http, besu, batch))!["error"]!["code"]!.GetValue<int>());
        Assert.Equal(1025, (await PostAsync(http, quorum, batch))!.AsArray().Count);

        using var text = new StringContent(call, Encoding.UTF8, "text/plain");
        using var refused = await http.PostAsync(quorum.Address, text, TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.UnsupportedMediaType, refused.StatusCode);
        Assert.Equal("", await http.GetStringAsync(quorum.Address, TestContext.Current.CancellationToken));
        await using var node = new ChainNode(besu.Address);
        var range = new JsonObject { ["fromBlock"] = "0x0", ["toBlock"] = "0x2000" };
        Assert.Equal(-32005, (await node.AskAsync("eth_getLogs", [range]))["error"]!["code"]!.GetValue<int>());
    }

    static async Task<JsonNode?> PostAsync(HttpClient http, ScriptedEndpoint endpoint, string body)
    {
        using var content = new StringContent(body, Encoding.UTF8, "application/json");
        return JsonNode.Parse(await (await http.PostAsync(endpoint.Address, content)).Content.ReadAsStringAsync());
    }

    static async Task<string?> RefusalAsync(ChainNode node, byte[] raw) =>
        (await node.AskAsync("eth_sendRawTransaction", [Hex.Encode(raw)]))["error"]?["message"]!.GetValue<string>();

    static byte[] Transfer(PrivateKey key, ulong nonce, ulong gas = 21_000, ulong chainId = ChainId) =>
        new LegacyTransaction(nonce, 0, gas, Address.OfContract(key.Address, 1_000), 0, default).Sign(key, chainId).Raw;
}
