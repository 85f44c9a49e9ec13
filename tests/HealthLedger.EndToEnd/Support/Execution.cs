using System.Text.Json.Nodes;
using HealthLedger.Core.Ledger;

namespace HealthLedger.EndToEnd.Support;

/// <summary>One decision of the relay contract, as its event on the chain has it.</summary>
/// <param name="Operation">The id under which the gateway tells of it.</param>
public sealed record Execution(string Operation, string Entity, string RequestId, bool Succeeded, string Transaction, long Block, string BlockHash)
{
    /// <param name="log">An Executed event: entity and request id are its topics, the outcome its first word.</param>
    public static Execution Of(JsonNode log)
    {
        var request = Text(log["topics"]![2]!);
        return new Execution(
            new LedgerId(Convert.FromHexString(request.AsSpan(2))).ToString(), Text(log["topics"]![1]!), request,
            Text(log["data"]!).Substring(2, 64).TrimStart('0') == "1", Text(log["transactionHash"]!), ChainNode.Number(log["blockNumber"]!),
            Text(log["blockHash"]!));
    }

    static string Text(JsonNode node) => node.GetValue<string>();
}
