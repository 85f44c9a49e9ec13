using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace HealthLedger.EndToEnd.Support;

/// <summary>A node, asked directly: what the chain itself says, past the gateway.</summary>
public sealed class ChainNode(Uri address) : IAsyncDisposable
{
    readonly HttpClient http = new() { BaseAddress = address };

    public Uri Address => address;

    /// <summary>The gateway's embedded node.</summary>
    public static async Task<ChainNode> OfAsync(GatewayProcess gateway)
    {
        using var file = JsonDocument.Parse(await File.ReadAllTextAsync(Path.Combine(gateway.DataDirectory, "node.json")));
        return new ChainNode(new Uri($"http://127.0.0.1:{file.RootElement.GetProperty("port").GetInt32()}"));
    }

    /// <summary>The result; null where the node has none.</summary>
    public async Task<JsonNode?> CallAsync(string method, params object[] parameters)
    {
        var answer = await AskAsync(method, JsonSerializer.SerializeToNode(parameters)!.AsArray());
        return answer["error"] is { } error ? throw new InvalidOperationException(error.ToJsonString()) : answer["result"];
    }

    /// <summary>The answer as it came, with its result or its error.</summary>
    public async Task<JsonObject> AskAsync(string method, JsonArray parameters)
    {
        var request = JsonSerializer.Serialize(new { jsonrpc = "2.0", id = 1, method, @params = parameters });
        using var content = new StringContent(request, Encoding.UTF8, "application/json");
        using var response = await http.PostAsync(new Uri("/", UriKind.Relative), content);
        return JsonNode.Parse(await response.Content.ReadAsStringAsync())!.AsObject();
    }

    public async Task<long> HeadAsync() => Number((await CallAsync("eth_blockNumber"))!);

    /// <summary>The hashes of the blocks from the genesis to this one, or to the head.</summary>
    public async Task<IReadOnlyList<string>> BlockHashesAsync(long? last = null)
    {
        var hashes = new List<string>();
        for (var (number, end) = (0L, last ?? await HeadAsync()); number <= end; number++)
            hashes.Add((await BlockAsync(number))?["hash"]!.GetValue<string>() ?? "none");
        return hashes;
    }

    public Task<JsonNode?> BlockAsync(long number) =>
        CallAsync("eth_getBlockByNumber", $"0x{number.ToString("x", CultureInfo.InvariantCulture)}", false);

    /// <summary>The block in which a transaction succeeded.</summary>
    public async Task<long> BlockOfAsync(string transaction)
    {
        var receipt = await CallAsync("eth_getTransactionReceipt", transaction);
        Assert.True(receipt is not null, $"The node knows no transaction {transaction}.");
        Assert.Equal("0x1", receipt["status"]!.GetValue<string>());
        return Number(receipt["blockNumber"]!);
    }

    /// <summary>The contract that a transaction called.</summary>
    public async Task<string> CalledByAsync(string transaction) =>
        (await CallAsync("eth_getTransactionByHash", transaction))?["to"]!.GetValue<string>() ?? "none";

    /// <summary>Every decision of the relay contract, in the order of the chain.</summary>
    public async Task<IReadOnlyList<Execution>> ExecutionsAsync()
    {
        var topic = (await CallAsync("web3_sha3", $"0x{Convert.ToHexString("Executed(bytes32,bytes32,uint8,bytes)"u8)}"))!.GetValue<string>();
        var logs = await CallAsync("eth_getLogs", new { fromBlock = "0x0", toBlock = "latest", topics = new[] { topic } });
        return [.. logs!.AsArray().Select(log => Execution.Of(log!))];
    }

    /// <summary>Entity and request id of every operation that the relay contract has decided, as often as it decided them.</summary>
    public async Task<IReadOnlyList<string>> ExecutedAsync() =>
        [.. (await ExecutionsAsync()).Select(execution => $"{execution.Entity} {execution.RequestId}")];

    public ValueTask DisposeAsync()
    {
        http.Dispose();
        return ValueTask.CompletedTask;
    }

    internal static long Number(JsonNode hex) => Convert.ToInt64(hex.GetValue<string>(), 16);
}
