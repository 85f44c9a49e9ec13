using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;
using HealthLedger.Chain.Rpc;
using HealthLedger.Tests.Ethereum;

namespace HealthLedger.Tests.Rpc;

/// <summary>Every answer recorded from a real GoQuorum network, given again.</summary>
public sealed class GoQuorumReplayTests
{
    [Fact]
    public Task Sends_are_read_as_recorded() => AssertReplaysAsync("sends.json", GoQuorumFaults.Sends);

    [Fact]
    public Task Calls_are_read_as_recorded() => AssertReplaysAsync("calls.json", GoQuorumFaults.Calls);

    [Fact]
    public Task Methods_are_read_as_recorded() => AssertReplaysAsync("methods.json", GoQuorumFaults.Methods);

    [Fact]
    public Task Receipts_blocks_and_logs_are_read_as_recorded() => AssertReplaysAsync("receipts-and-logs.json", GoQuorumFaults.Receipts);

    [Fact]
    public async Task Http_answers_are_read_as_recorded()
    {
        foreach (var recorded in Cases("http.json"))
        {
            var node = new ScriptedNode(_ => ScriptedNode.Text(
                recorded.Text("body"),
                recorded.Text("contentType")?.Split(';')[0] ?? "text/plain",
                (HttpStatusCode)recorded.GetProperty("status").GetInt32()));
            RpcFault? expected = GoQuorumFaults.Http.TryGetValue(recorded.Text("case"), out var fault) ? fault : null;
            Assert.Equal((recorded.Text("case"), expected), (recorded.Text("case"), await FaultOfAsync(node, "eth_chainId")));
        }
    }

    [Fact]
    public async Task State_that_is_no_longer_kept_is_told_apart()
    {
        var old = Cases("faults.json").Single(recorded => recorded.Text("case") == "state older than 128 blocks");
        foreach (var question in new[] { "call", "balance", "proof" })
            Assert.Equal(RpcFault.MissingState, await FaultOfAsync(Replay(old.GetProperty(question)), "eth_call"));
    }

    [Fact]
    public void Faults_in_pools_and_power_cuts_are_read_as_recorded()
    {
        var recorded = Cases("faults.json").Concat(Cases("pool.json")).SelectMany(Errors)
            .Select(error => FaultTable.Classify(ClientKind.GoQuorum, "", error.GetProperty("code").GetInt64(), error.Text("message")));
        Assert.Equal([RpcFault.AlreadyKnown, RpcFault.MissingState, RpcFault.MissingState, RpcFault.MissingState], recorded);
    }

    static async Task AssertReplaysAsync(string file, Dictionary<string, RpcFault> expected)
    {
        foreach (var recorded in Cases(file).Where(recorded => recorded.TryGetProperty("response", out _)))
        {
            var (name, response) = (recorded.Text("case"), recorded.GetProperty("response"));
            if (response.TryGetProperty("last", out var last)) response = last; // of many sent, the last is recorded
            var method = recorded.TryGetProperty("request", out var request) ? request.Text("method") : "eth_sendRawTransaction";
            using var endpoint = Replay(response).Endpoint();
            endpoint.Client = ClientKind.GoQuorum;
            try
            {
                var result = await endpoint.CallAsync(method, TestContext.Current.CancellationToken);
                Assert.True(JsonElement.DeepEquals(response.GetProperty("result"), result));
                Assert.False(expected.ContainsKey(name), $"{name} was expected to fail.");
            }
            catch (RpcException fault)
            {
                Assert.Equal((name, expected.GetValueOrDefault(name)), (name, fault.Fault));
                Assert.Equal(response.GetProperty("error").GetProperty("code").GetInt64(), fault.Code);
                Assert.False(fault.Transport);
                if (response.GetProperty("error").TryGetProperty("data", out var data))
                    Assert.Equal(data.GetString(), HealthLedger.Chain.Ethereum.Hex.Encode(fault.RevertData));
            }
        }
    }

    /// <summary>Null where a result came.</summary>
    static async Task<RpcFault?> FaultOfAsync(ScriptedNode node, string method)
    {
        using var endpoint = node.Endpoint();
        endpoint.Client = ClientKind.GoQuorum;
        try
        {
            await endpoint.CallAsync(method, TestContext.Current.CancellationToken);
            return null;
        }
        catch (RpcException fault)
        {
            return fault.Fault;
        }
    }

    static ScriptedNode Replay(JsonElement response) => new(request =>
    {
        var body = JsonNode.Parse(response.GetRawText())!;
        body["id"] = request["id"]!.DeepClone();
        return ScriptedNode.Json(body);
    });

    static IEnumerable<JsonElement> Errors(JsonElement recorded) => recorded.ValueKind switch
    {
        JsonValueKind.Array => recorded.EnumerateArray().SelectMany(Errors),
        JsonValueKind.Object when recorded.TryGetProperty("error", out var error) => [error],
        JsonValueKind.Object => recorded.EnumerateObject().SelectMany(member => Errors(member.Value)),
        _ => [],
    };

    internal static IEnumerable<JsonElement> Cases(string file)
    {
        var path = Path.Combine(Vectors.RepositoryRoot, "tests", "HealthLedger.Tests", "Rpc", "goquorum", file);
        return JsonElement.Parse(File.ReadAllBytes(path)).EnumerateArray().ToArray();
    }
}
