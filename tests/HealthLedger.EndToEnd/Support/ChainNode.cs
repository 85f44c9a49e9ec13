using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace HealthLedger.EndToEnd.Support;

/// <summary>The embedded node, asked directly: what the chain itself says, past the gateway.</summary>
public sealed class ChainNode : IAsyncDisposable
{
    readonly HttpClient http;

    ChainNode(int port) => http = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{port}") };

    public static async Task<ChainNode> OfAsync(GatewayProcess gateway)
    {
        using var file = JsonDocument.Parse(await File.ReadAllTextAsync(Path.Combine(gateway.DataDirectory, "node.json")));
        return new ChainNode(file.RootElement.GetProperty("port").GetInt32());
    }

    public async Task<JsonNode?> CallAsync(string method, params object[] parameters)
    {
        var request = JsonSerializer.Serialize(new { jsonrpc = "2.0", id = 1, method, @params = parameters });
        using var content = new StringContent(request, Encoding.UTF8, "application/json");
        using var response = await http.PostAsync(new Uri("/", UriKind.Relative), content);
        var answer = JsonNode.Parse(await response.Content.ReadAsStringAsync())!;
        return answer["error"] is { } error ? throw new InvalidOperationException(error.ToJsonString()) : answer["result"];
    }

    public async Task<long> HeadAsync() => Convert.ToInt64((await CallAsync("eth_blockNumber"))!.GetValue<string>(), 16);

    public ValueTask DisposeAsync()
    {
        http.Dispose();
        return ValueTask.CompletedTask;
    }
}
