using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using HealthLedger.Chain.Ethereum;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using static HealthLedger.EndToEnd.Network.Wire;

namespace HealthLedger.EndToEnd.Network;

/// <summary>One node's JSON-RPC over HTTP: a client's dialect, a view of a network, and misbehaviour on order.</summary>
sealed class ScriptedEndpoint : IAsyncDisposable
{
    readonly WebApplication app;
    readonly Dialect dialect;
    readonly Orders orders = new();
    readonly ConcurrentDictionary<string, int> asked = new();
    NodeView[] views;
    Random? balance;
    int turn;

    ScriptedEndpoint(WebApplication app, Dialect dialect, NodeView view) => (this.app, this.dialect, views) = (app, dialect, [view]);

    public Uri Address { get; private set; } = null!;

    /// <summary>It accepts no conversation at all, as a node that was killed.</summary>
    public bool Down { get; set; }

    /// <summary>What it says instead of the network's; null: the truth.</summary>
    public ulong? ChainId { get; set; }
    public string? Genesis { get; set; }

    public static async Task<ScriptedEndpoint> StartAsync(Dialect dialect, NodeView view)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0").ConfigureKestrel(server => server.Limits.MaxRequestBodySize = 5 * 1024 * 1024);
        var endpoint = new ScriptedEndpoint(builder.Build(), dialect, view);
        endpoint.app.Run(endpoint.ServeAsync);
        await endpoint.app.StartAsync();
        endpoint.Address = new Uri(endpoint.app.Urls.Single());
        return endpoint;
    }

    /// <summary>What the node has from now on; of several, each question meets the next one, as behind a balancer.</summary>
    public void Show(params NodeView[] shown) => (views, balance) = (shown, null);

    /// <summary>Each question meets any of them, as behind a balancer that serves others, too.</summary>
    public void ShowAnyOf(params NodeView[] shown) => (views, balance) = (shown, new Random(22));

    /// <inheritdoc cref="Orders.Give"/>
    public void Misbehave(Misbehaviour misbehaviour, string method = "eth_sendRawTransaction", int times = 1) =>
        orders.Give(misbehaviour, method, times);

    public void Refuse(RpcFailure error, string method = "eth_sendRawTransaction", int times = 1) =>
        orders.Give(Misbehaviour.Refuses, method, times, error);

    /// <summary>Refuses transactions in its dialect.</summary>
    public void Refuse(SendRefusal refusal, int times = 1) => Refuse(dialect.Refusals[refusal], times: times);

    public void Behave() => orders.Withdraw();

    /// <summary>How often it was asked this, outside batches.</summary>
    public int Asked(string method) => asked.GetValueOrDefault(method);

    public async ValueTask DisposeAsync()
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(1));
        await app.StopAsync(patience.Token);
        await app.DisposeAsync();
    }

    async Task ServeAsync(HttpContext http)
    {
        if (Down)
        {
            http.Abort();
            return;
        }
        if (http.Request.Method != HttpMethods.Post)
        {
            http.Response.StatusCode = http.Request.Method == HttpMethods.Get ? dialect.StatusOfGet : 405;
            return;
        }
        if (dialect.MindsContentType && http.Request.ContentType?.Split(';')[0] != "application/json")
        {
            await WriteAsync(http, "invalid content type, only application/json is supported\n", "text/plain", 415);
            return;
        }
        switch (await ParseAsync(http))
        {
            case JsonObject call:
                await AnswerAsync(http, call);
                break;
            case JsonArray batch when batch.Count <= dialect.MostCalls:
                var answers = new JsonArray();
                foreach (var one in batch) answers.Add(Answer(one!["id"], await AskAsync(one.AsObject())));
                await WriteAsync(http, answers.ToJsonString());
                break;
            case JsonArray:
                await WriteAsync(http, Answer(null, Dialect.Error(dialect.BatchTooLong)).ToJsonString());
                break;
            default:
                await WriteAsync(http, Answer(null, Dialect.Error(new RpcFailure(-32700, "parse error"))).ToJsonString());
                break;
        }
    }

    async Task AnswerAsync(HttpContext http, JsonObject call)
    {
        var method = call["method"]!.GetValue<string>();
        asked.AddOrUpdate(method, 1, (_, times) => times + 1);
        var order = orders.Next(method);
        await Misbehaving.AnswerAsync(http, order?.Kind, async () => order?.Error ?? await AskAsync(call), call);
    }

    Task<JsonObject> AskAsync(JsonObject call)
    {
        var (method, parameters) = (call["method"]!.GetValue<string>(), call["params"]?.AsArray() ?? []);
        if (method == "eth_chainId" && ChainId is { } chainId) return Task.FromResult(Dialect.Result(Hex.Quantity(chainId)));
        var shown = views;
        var view = shown[Next(shown.Length)];
        return method == "eth_getBlockByNumber" && parameters[0]!.GetValue<string>() == "0x0" && Genesis is not null
            ? OtherGenesisAsync(view.AskAsync(method, parameters, dialect)) : view.AskAsync(method, parameters, dialect);
    }

    int Next(int count)
    {
        if (balance is not { } any) return Interlocked.Increment(ref turn) % count;
        lock (any) return any.Next(count);
    }

    async Task<JsonObject> OtherGenesisAsync(Task<JsonObject> asking)
    {
        var answer = await asking;
        answer["result"]!["hash"] = Genesis;
        return answer;
    }
}
