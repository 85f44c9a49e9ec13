using System.Text.Json.Serialization;

namespace HealthLedger.Chain.Rpc;

/// <summary>A question as it goes over the wire.</summary>
internal sealed record RpcCall(
    [property: JsonPropertyName("id")] long Id,
    [property: JsonPropertyName("method")] string Method,
    [property: JsonPropertyName("params")] object?[] Parameters,
    [property: JsonPropertyName("jsonrpc")] string Version = "2.0");
