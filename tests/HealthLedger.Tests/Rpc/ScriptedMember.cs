using System.Text.Json.Nodes;
using HealthLedger.Chain.Ethereum;
using HealthLedger.Chain.Rpc;

namespace HealthLedger.Tests.Rpc;

/// <summary>One node of a network, as the test wants it just now.</summary>
sealed class ScriptedMember
{
    public ScriptedMember() => Script = new ScriptedNode(Answer);

    public static readonly byte[] Raw = [1, 2, 3];

    public string Name { get; init; } = "a";

    public string ChainId { get; init; } = "0x539";

    public byte Genesis { get; init; } = 1;

    public string Block { get; init; } = "0x9";

    public string Code { get; set; } = "0x6001";

    public string? Refusal { get; init; }

    public int RefusalCode { get; init; } = -32000;

    public bool Dead { get; set; }

    /// <summary>It takes a transaction and never says so.</summary>
    public bool Silent { get; init; }

    public ScriptedNode Script { get; }

    public Node Node => Script.Node(Name);

    public static Bytes32 Word(byte last) => new([.. new byte[31], last]);

    HttpResponseMessage? Answer(JsonNode request)
    {
        if (Dead) throw new HttpRequestException("refused");
        var answer = new JsonObject { ["id"] = request["id"]!.DeepClone() };
        var method = (string)request["method"]!;
        if (Silent && method == "eth_sendRawTransaction") return null;
        if (Refusal is not null && (method is "eth_blockNumber" or "eth_sendRawTransaction"))
            answer["error"] = new JsonObject { ["code"] = RefusalCode, ["message"] = Refusal };
        else
            answer["result"] = method switch
            {
                "web3_clientVersion" => "Geth/v1.10.3-stable(quorum-v24.4.1)/linux-amd64/go1.26.8",
                "eth_chainId" => ChainId,
                "eth_blockNumber" => Block,
                "eth_getCode" => Code,
                "eth_sendRawTransaction" => Keccak.Hash(Raw).ToString(),
                _ => new JsonObject
                {
                    ["number"] = "0x0", ["hash"] = Word(Genesis).ToString(), ["parentHash"] = Word(0).ToString(),
                    ["timestamp"] = "0x0", ["gasLimit"] = "0x1",
                    ["logsBloom"] = "0x" + new string('0', 512), ["transactions"] = new JsonArray(),
                },
            };
        return ScriptedNode.Json(answer);
    }
}

/// <summary>Time that passes when the test says so.</summary>
sealed class ManualClock : TimeProvider
{
    DateTimeOffset now = DateTimeOffset.UnixEpoch;

    public void Advance(TimeSpan time) => now += time;

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override DateTimeOffset GetUtcNow() => now;

    public override long GetTimestamp() => now.Ticks;
}
