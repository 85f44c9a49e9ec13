using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using HealthLedger.Chain.Rpc;

namespace HealthLedger.Tests.Rpc;

/// <summary>Stands where a node would: answers what the test says, null for never, and remembers what it was asked.</summary>
sealed class ScriptedNode(Func<JsonNode, HttpResponseMessage?> answer) : HttpMessageHandler
{
    public List<string> Asked { get; } = [];

    /// <summary>A node that answers each method with a result, or with nothing known about it.</summary>
    public static ScriptedNode Of(Func<string, JsonNode, JsonNode?> result) =>
        new(request => Json(new JsonObject
        {
            ["jsonrpc"] = "2.0",
            ["id"] = request["id"]!.DeepClone(),
            ["result"] = result((string)request["method"]!, request["params"]!),
        }));

    public static HttpResponseMessage Json(JsonNode body, HttpStatusCode status = HttpStatusCode.OK) =>
        Text(body.ToJsonString(), "application/json", status);

    public static HttpResponseMessage Text(
        string body, string contentType = "application/json", HttpStatusCode status = HttpStatusCode.OK) =>
        new(status) { Content = new StringContent(body, Encoding.UTF8, contentType) };

    public RpcEndpoint Endpoint(string name = "node.example", RpcOptions? options = null) =>
        new(new Uri($"http://{name}:8545"), options, this);

    public Node Node(string name = "node.example") => new(Endpoint(name));

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        Assert.Equal("application/json", request.Content!.Headers.ContentType!.ToString());
        var body = JsonNode.Parse(await request.Content.ReadAsStringAsync(cancellationToken))!;
        lock (Asked)
            Asked.AddRange((body as JsonArray ?? [body.DeepClone()]).Select(call => (string)call!["method"]!));
        if (answer(body) is { } answered) return answered;
        await Task.Delay(Timeout.Infinite, cancellationToken);
        throw new OperationCanceledException(cancellationToken);
    }
}
