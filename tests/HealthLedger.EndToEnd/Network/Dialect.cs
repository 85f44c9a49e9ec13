using System.Globalization;
using System.Text.Json.Nodes;

namespace HealthLedger.EndToEnd.Network;

/// <summary>Whose words a scripted endpoint speaks; for test data.</summary>
public enum NodeClient
{
    Besu,
    GoQuorum,
    Anvil,
}

/// <summary>How one client answers where clients differ.</summary>
sealed record Dialect
{
    public required NodeClient Client { get; init; }
    public required string ClientVersion { get; init; }
    public required IReadOnlyDictionary<SendRefusal, RpcFailure> Refusals { get; init; }

    /// <summary>What the client has not, though anvil has it.</summary>
    public IReadOnlyCollection<string> Missing { get; init; } = [];

    /// <summary>The same by namespace: there, but switched off.</summary>
    public IReadOnlyCollection<string> SwitchedOff { get; init; } = [];

    public required Func<string, RpcFailure> NoSuchMethod { get; init; }
    public RpcFailure NotEnabled { get; init; } = new(-32604, "Method not enabled");

    /// <summary>A question about state at a height that the node lacks.</summary>
    public required Func<long, long, RpcFailure> NoSuchHeight { get; init; }

    /// <summary>The same by hash.</summary>
    public required RpcFailure NoSuchHash { get; init; }

    /// <summary>Logs of a block, named by hash, that the node lacks; null: an empty list, as if there were none.</summary>
    public RpcFailure? NoLogsOfThat { get; init; }

    /// <summary>Logs in a range beyond the head; null: an empty list.</summary>
    public Func<long, long, RpcFailure>? NoLogsBeyond { get; init; }

    /// <summary>State older than what the client keeps; null: it keeps all.</summary>
    public RpcFailure? StateGone { get; init; }
    public required RpcFailure NoFinality { get; init; }
    public RpcFailure RangeTooLong { get; init; } = new(-32005, "Requested range exceeds maximum RPC range limit");
    public RpcFailure BatchTooLong { get; init; } = new(-32005, "Number of requests exceeds max batch size");

    /// <summary>How a revert is said; its data comes along.</summary>
    public required Func<string?, RpcFailure> Reverted { get; init; }

    public int MostBytes { get; init; } = int.MaxValue;
    public int MostAhead { get; init; } = int.MaxValue;
    public int MostCalls { get; init; } = int.MaxValue;
    public long MostBlocks { get; init; } = long.MaxValue;

    /// <summary>At price 0 another transaction on a nonce takes the former one's place without a word.</summary>
    public bool ReplacesSilently { get; init; }
    public bool DropsWhenFull { get; init; } = true;
    public bool TakesOtherPrices { get; init; } = true;

    /// <summary>Of a call only "data" counts.</summary>
    public bool IgnoresInput { get; init; }

    /// <summary>To a transaction that the node does not know.</summary>
    public string? RawOfUnknown { get; init; }

    public int StatusOfGet { get; init; } = 405;
    public bool MindsContentType { get; init; }

    public bool Has(string method) =>
        Client == NodeClient.Anvil
        || !(method.StartsWith("anvil_", StringComparison.Ordinal) || method.StartsWith("evm_", StringComparison.Ordinal)
            || method.StartsWith("hardhat_", StringComparison.Ordinal) || Missing.Contains(method));

    public bool IsOff(string method) => SwitchedOff.Contains(method.Split('_')[0]);

    public static JsonObject Error(RpcFailure failure)
    {
        var error = new JsonObject { ["code"] = failure.Code, ["message"] = failure.Message };
        if (failure.Data is not null) error["data"] = failure.Data;
        return new JsonObject { ["error"] = error };
    }

    public static JsonObject Result(JsonNode? result) => new() { ["result"] = result };

    public static string Quantity(long value) => string.Create(CultureInfo.InvariantCulture, $"0x{value:x}");

    public static long Number(JsonNode? quantity) => Convert.ToInt64(quantity!.GetValue<string>(), 16);
}
