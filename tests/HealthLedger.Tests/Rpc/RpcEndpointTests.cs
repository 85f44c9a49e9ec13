using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;
using HealthLedger.Chain.Rpc;

namespace HealthLedger.Tests.Rpc;

public sealed class RpcEndpointTests
{
    static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("<html><body>502 Bad Gateway</body></html>")]
    [InlineData("")]
    [InlineData("{\"jsonrpc\":\"2.0\",\"id\":1,\"result\":\"0x5")]
    [InlineData("{\"jsonrpc\":\"2.0\",\"id\":2,\"result\":\"0x539\"}")]
    [InlineData("{\"jsonrpc\":\"2.0\",\"id\":\"1\",\"result\":\"0x539\"}")]
    [InlineData("{\"jsonrpc\":\"2.0\",\"result\":\"0x539\"}")]
    [InlineData("{\"jsonrpc\":\"2.0\",\"id\":1}")]
    [InlineData("{\"jsonrpc\":\"2.0\",\"id\":1,\"error\":null}")]
    [InlineData("{\"jsonrpc\":\"2.0\",\"id\":2,\"error\":{\"code\":-32000,\"message\":\"nonce too low\"}}")]
    [InlineData("{\"id\":1,\"result\":\"0x1\",\"result\":\"0x2\"}")]
    [InlineData("[]")]
    [InlineData("null")]
    [InlineData("{\"id\":1.5,\"result\":\"0x1\"}")]
    [InlineData("{\"id\":1,\"result\":\"0x1\"}{}")]
    public async Task What_is_no_answer_to_the_question_is_garbage(string body)
    {
        using var endpoint = new ScriptedNode(_ => ScriptedNode.Text(body)).Endpoint();
        var fault = await Assert.ThrowsAsync<RpcException>(() => endpoint.CallAsync("eth_chainId", Cancellation));
        Assert.Equal(RpcFault.Garbage, fault.Fault);
        Assert.True(fault is { Transport: true, Retriable: true });
    }

    [Theory]
    [InlineData(HttpStatusCode.BadGateway, RpcFault.HttpStatus)]
    [InlineData(HttpStatusCode.Unauthorized, RpcFault.HttpStatus)]
    [InlineData(HttpStatusCode.GatewayTimeout, RpcFault.TimedOut)]
    [InlineData(HttpStatusCode.RequestEntityTooLarge, RpcFault.Oversized)]
    public async Task A_status_without_an_answer_is_a_fault(HttpStatusCode status, object fault)
    {
        using var endpoint = new ScriptedNode(_ => ScriptedNode.Text("<html>", "text/html", status)).Endpoint();
        var thrown = await Assert.ThrowsAsync<RpcException>(() => endpoint.CallAsync("eth_chainId", Cancellation));
        Assert.Equal(fault, thrown.Fault);
        Assert.Equal((long)status, thrown.Code);
    }

    [Fact]
    public async Task An_error_counts_whatever_its_status()
    {
        using var endpoint = new ScriptedNode(_ => ScriptedNode.Text(
            "{\"id\":1,\"error\":{\"code\":-32601,\"message\":\"x\"}}", status: HttpStatusCode.BadRequest)).Endpoint();
        Assert.Equal(RpcFault.MethodMissing, (await Assert.ThrowsAsync<RpcException>(() => endpoint.CallAsync("x", Cancellation))).Fault);
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("{\"code\":\"a\",\"message\":5,\"data\":[]}")]
    [InlineData("{\"code\":1e99,\"message\":\"\\ud800\"}")]
    public async Task An_error_of_whatever_form_is_an_error(string error)
    {
        using var endpoint = new ScriptedNode(_ => ScriptedNode.Text($"{{\"id\":1,\"error\":{error}}}")).Endpoint();
        Assert.Equal(RpcFault.Unknown, (await Assert.ThrowsAsync<RpcException>(() => endpoint.CallAsync("x", Cancellation))).Fault);
    }

    [Fact]
    public async Task A_null_result_is_a_result()
    {
        using var endpoint = new ScriptedNode(_ => ScriptedNode.Text("{\"id\":1,\"result\":null}")).Endpoint();
        Assert.Equal(JsonValueKind.Null, (await endpoint.CallAsync("eth_getTransactionReceipt", Cancellation)).ValueKind);
    }

    [Fact]
    public async Task An_oversized_answer_is_not_read_to_its_end()
    {
        var endless = new EndlessStream();
        using var endpoint = new ScriptedNode(_ => new HttpResponseMessage { Content = new StreamContent(endless) })
            .Endpoint(options: new RpcOptions { MaxAnswerLength = 100_000 });
        Assert.Equal(RpcFault.Garbage, (await Assert.ThrowsAsync<RpcException>(() => endpoint.CallAsync("x", Cancellation))).Fault);
        Assert.InRange(endless.Given, 100_001, 300_000);
    }

    [Fact]
    public async Task An_answer_of_just_the_bound_is_read()
    {
        var body = "{\"id\":1,\"result\":\"" + new string('a', 10_000) + "\"}";
        var bound = new RpcOptions { MaxAnswerLength = body.Length };
        using var endpoint = new ScriptedNode(_ => ScriptedNode.Text(body)).Endpoint(options: bound);
        Assert.Equal(10_000, (await endpoint.CallAsync("x", Cancellation)).GetString()!.Length);
    }

    [Fact]
    public async Task Messages_are_fit_for_a_log()
    {
        var message = "bad\r\n\u001b[31mINFO forged line\0 " + new string('x', 5000);
        using var endpoint = new ScriptedNode(_ => ScriptedNode.Json(
            new JsonObject { ["id"] = 1, ["error"] = new JsonObject { ["code"] = -32000, ["message"] = message } })).Endpoint();
        var fault = await Assert.ThrowsAsync<RpcException>(() => endpoint.CallAsync("x", Cancellation));
        Assert.StartsWith("bad[31mINFO", fault.Message, StringComparison.Ordinal);
        Assert.InRange(fault.Message.Length, 1, 300);
        Assert.DoesNotContain(fault.Message, char.IsControl);
    }

    [Fact]
    public async Task Batches_come_back_in_the_order_of_the_questions()
    {
        static JsonObject Answer(JsonNode call) => (string)call["method"]! == "no"
            ? new JsonObject { ["id"] = call["id"]!.DeepClone(), ["error"] = new JsonObject { ["code"] = -32601, ["message"] = "no" } }
            : new JsonObject { ["id"] = call["id"]!.DeepClone(), ["result"] = call["params"]![0]!.DeepClone() };

        var node = new ScriptedNode(request => ScriptedNode.Json(
            new JsonArray([.. ((JsonArray)request).Reverse().Select(call => Answer(call!))])));
        using var endpoint = node.Endpoint(options: new RpcOptions { MaxBatch = 2 });

        var answers = await endpoint.CallManyAsync([("a", [1]), ("no", []), ("b", [2])], Cancellation);
        Assert.Equal(1, answers[0].Value.GetInt32());
        Assert.Equal(RpcFault.MethodMissing, answers[1].Fault?.Fault);
        Assert.Equal(2, answers[2].Value.GetInt32());
    }

    [Theory]
    [InlineData("{\"id\":null,\"error\":{\"code\":-32600,\"message\":\"batch limit\"}}", RpcFault.Malformed)]
    [InlineData("[{\"id\":1,\"result\":1},{\"id\":1,\"result\":1}]", RpcFault.Garbage)]
    [InlineData("[{\"id\":1,\"result\":1}]", RpcFault.Garbage)]
    [InlineData("[1,2]", RpcFault.Garbage)]
    [InlineData("[{\"id\":1.5,\"result\":1},{\"id\":2,\"result\":1}]", RpcFault.Garbage)]
    public async Task A_batch_that_is_not_answered_fails_as_a_whole(string body, object fault)
    {
        using var endpoint = new ScriptedNode(_ => ScriptedNode.Text(body)).Endpoint();
        var thrown = await Assert.ThrowsAsync<RpcException>(() => endpoint.CallManyAsync([("a", []), ("b", [])], Cancellation));
        Assert.Equal(fault, thrown.Fault);
    }

    [Fact]
    public async Task The_callers_own_cancellation_stays_one()
    {
        using var cancelled = new CancellationTokenSource();
        using var endpoint = new ScriptedNode(_ => new HttpResponseMessage { Content = new StreamContent(new StalledStream()) }).Endpoint();
        var call = endpoint.CallAsync("x", cancelled.Token);
        await cancelled.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => call);
    }
}
