using System.Text.Json.Nodes;
using HealthLedger.Chain.Ethereum;
using static HealthLedger.EndToEnd.Network.Dialect;

namespace HealthLedger.EndToEnd.Network;

/// <summary>
/// What one node has of a network: all of it, or nothing above a height. Answers come from the network's own EVM, in the client's words.
/// </summary>
/// <param name="Network">Whose chain it is.</param>
/// <param name="Height">Where the node stands; null: at the head.</param>
/// <param name="RecentState">It keeps the state of the last 128 blocks only.</param>
sealed record NodeView(ScriptedNetwork Network, long? Height = null, bool RecentState = false)
{
    const int Kept = 128;

    public long Head => Math.Min(Height ?? long.MaxValue, Network.History.Head.Number);

    public Task<JsonObject> AskAsync(string method, JsonArray parameters, Dialect dialect)
    {
        if (dialect.IsOff(method)) return Task.FromResult(Error(dialect.NotEnabled));
        if (!dialect.Has(method)) return Task.FromResult(Error(dialect.NoSuchMethod(method)));
        return method switch
        {
            "web3_clientVersion" => Task.FromResult(Result(dialect.ClientVersion)),
            "eth_blockNumber" => Task.FromResult(Result(Quantity(Head))),
            "eth_gasPrice" => Task.FromResult(Result(Quantity((long)Network.Pool.GasPrice))),
            "eth_sendRawTransaction" => SendAsync(parameters, dialect),
            "eth_getBlockByNumber" => BlockAsync(parameters, dialect),
            "eth_getBlockByHash" => KnownAsync(method, parameters, "number"),
            "eth_getTransactionByHash" or "eth_getTransactionReceipt" => KnownAsync(method, parameters, "blockNumber"),
            "eth_getRawTransactionByHash" => RawAsync(parameters, dialect),
            "eth_getLogs" => LogsAsync(parameters, dialect),
            "eth_call" or "eth_estimateGas" or "eth_getBalance" or "eth_getCode" => StateAsync(method, parameters, 1, dialect),
            "eth_getTransactionCount" => NonceAsync(parameters, dialect),
            "eth_getStorageAt" or "eth_getProof" => StateAsync(method, parameters, 2, dialect),
            "txpool_status" => Task.FromResult(Result(new JsonObject { ["pending"] = Quantity(Network.Pool.Waiting.Count), ["queued"] = "0x0" })),
            _ => Network.AskAsync(method, parameters),
        };
    }

    async Task<JsonObject> SendAsync(JsonArray parameters, Dialect dialect)
    {
        var raw = Hex.Decode(parameters[0]!.GetValue<string>());
        return await Network.SendAsync(raw, dialect) is { } refusal ? Error(dialect.Refusals[refusal]) : Result(Keccak.Hash(raw).ToString());
    }

    Task<JsonObject> BlockAsync(JsonArray parameters, Dialect dialect)
    {
        if (Named(parameters[0]) is not { } number) return Task.FromResult(Error(dialect.NoFinality));
        return number > Head ? Task.FromResult(Result(null)) : Network.AskAsync("eth_getBlockByNumber", With(parameters, 0, Quantity(number)));
    }

    // By hash: what stands above the view's head is not there.
    async Task<JsonObject> KnownAsync(string method, JsonArray parameters, string height)
    {
        var answer = await Network.AskAsync(method, parameters);
        return answer["result"]?[height] is { } number && Number(number) > Head ? Result(null) : answer;
    }

    async Task<JsonObject> RawAsync(JsonArray parameters, Dialect dialect)
    {
        var known = await KnownAsync("eth_getTransactionByHash", Copy(parameters), "blockNumber");
        return known["result"] is null ? Result(dialect.RawOfUnknown) : await Network.AskAsync("eth_getRawTransactionByHash", parameters);
    }

    async Task<JsonObject> LogsAsync(JsonArray parameters, Dialect dialect)
    {
        var filter = parameters[0]!.AsObject();
        if (filter["blockHash"] is { } hash)
            return await HeightOfAsync(hash) is null
                ? dialect.NoLogsOfThat is { } failure ? Error(failure) : Result(new JsonArray())
                : await Network.AskAsync("eth_getLogs", parameters);

        var (from, to) = (Named(filter["fromBlock"]) ?? Head, Named(filter["toBlock"]) ?? Head);
        if (to - from > dialect.MostBlocks) return Error(dialect.RangeTooLong);
        if (from > Head || from > to) return dialect.NoLogsBeyond is { } beyond && from > Head ? Error(beyond(from, Head)) : Result(new JsonArray());
        var clipped = filter.DeepClone().AsObject();
        (clipped["fromBlock"], clipped["toBlock"]) = (Quantity(from), Quantity(Math.Min(to, Head)));
        return await Network.AskAsync("eth_getLogs", [clipped]);
    }

    async Task<JsonObject> NonceAsync(JsonArray parameters, Dialect dialect)
    {
        var answer = await StateAsync("eth_getTransactionCount", Copy(parameters), 1, dialect);
        var pending = parameters is [_, JsonValue tag, ..] && tag.GetValue<string>() == "pending";
        if (!pending || answer["result"] is not { } latest) return answer;
        return Result(Quantity((long)Network.Pool.PendingNonce(Address.Parse(parameters[0]!.GetValue<string>()), (ulong)Number(latest))));
    }

    async Task<JsonObject> StateAsync(string method, JsonArray parameters, int place, Dialect dialect)
    {
        var named = parameters.Count > place ? parameters[place] : null;
        var byHash = (named as JsonObject)?["blockHash"];
        var height = byHash is not null ? await HeightOfAsync(byHash) : Named(named is JsonObject one ? one["blockNumber"] : named);
        if (height is null) return Error(byHash is null ? dialect.NoFinality : dialect.NoSuchHash);
        if (height > Head) return Error(dialect.NoSuchHeight(height.Value, Head));
        if (RecentState && Head - height >= Kept && dialect.StateGone is { } gone) return Error(gone);

        var asked = With(parameters, place, Quantity(height.Value));
        if (dialect.IgnoresInput && asked[0] is JsonObject call) call.Remove("input");
        var answer = await Network.AskAsync(method, asked);
        return answer["error"] is JsonObject { } error && error["code"]!.GetValue<int>() == 3
            ? Error(dialect.Reverted(error["data"]?.GetValue<string>())) : answer;
    }

    async Task<long?> HeightOfAsync(JsonNode hash) =>
        (await KnownAsync("eth_getBlockByHash", [hash.DeepClone(), false], "number"))["result"] is { } block ? Number(block["number"]) : null;

    // Null: a name that these networks do not have.
    long? Named(JsonNode? block) => block?.GetValue<string>() switch
    {
        null or "latest" or "pending" => Head,
        "earliest" => 0,
        "finalized" or "safe" => null,
        var quantity => Convert.ToInt64(quantity, 16),
    };

    static JsonArray Copy(JsonArray parameters) => parameters.DeepClone().AsArray();

    static JsonArray With(JsonArray parameters, int place, string value)
    {
        var changed = Copy(parameters);
        if (changed.Count > place) changed[place] = value;
        else changed.Add(value);
        return changed;
    }
}
