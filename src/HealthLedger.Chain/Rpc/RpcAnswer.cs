using System.Net;
using System.Text.Json;
using HealthLedger.Chain.Ethereum;

namespace HealthLedger.Chain.Rpc;

/// <summary>What came back to one question: a result or a fault.</summary>
internal sealed class RpcAnswer
{
    static readonly JsonDocumentOptions Strict = new() { AllowDuplicateProperties = false };

    readonly JsonElement value;

    RpcAnswer(JsonElement value, RpcException? fault) => (this.value, Fault) = (value, fault);

    public RpcException? Fault { get; }

    /// <exception cref="RpcException">The answer is a fault.</exception>
    public JsonElement Value => Fault is null ? value : throw Fault;

    /// <summary>The JSON of an HTTP answer. A status other than success still counts where JSON-RPC's own error came with it.</summary>
    /// <exception cref="RpcException">There is none.</exception>
    public static JsonElement Parse(HttpStatusCode status, ReadOnlyMemory<byte> body)
    {
        var ok = (int)status is >= 200 and < 300;
        try
        {
            var json = JsonElement.Parse(body.Span, Strict);
            if (ok || HasError(json)) return json;
        }
        catch (JsonException) when (!ok)
        {
            // the status says more than the body
        }
        catch (JsonException malformed)
        {
            throw new RpcException(RpcFault.Garbage, body.IsEmpty ? "An empty answer." : "The answer is not JSON.", inner: malformed);
        }

        throw new RpcException(
            status switch
            {
                HttpStatusCode.RequestEntityTooLarge => RpcFault.Oversized,
                HttpStatusCode.RequestTimeout or HttpStatusCode.GatewayTimeout => RpcFault.TimedOut,
                _ => RpcFault.HttpStatus,
            },
            $"HTTP status {(int)status}.",
            (long)status);
    }

    public static RpcAnswer Read(JsonElement answer, RpcCall call, ClientKind client)
    {
        if (answer.ValueKind != JsonValueKind.Object) throw Garbage("The answer is no object.");

        // A node that could not read the question answers with an error and no id.
        var failed = HasError(answer);
        var id = answer.TryGetProperty("id", out var member) ? member : default;
        var ours = id.ValueKind == JsonValueKind.Number && id.TryGetInt64(out var number) && number == call.Id;
        if (!ours && !(failed && id.ValueKind is JsonValueKind.Null or JsonValueKind.Undefined)) throw Garbage("The answer is to another question.");

        if (failed) return new RpcAnswer(default, ReadError(answer.GetProperty("error"), call, client));
        return answer.TryGetProperty("result", out var result)
            ? new RpcAnswer(result, null)
            : throw Garbage("Neither result nor error.");
    }

    /// <summary>The answers to a batch, which may come in any order, in the order of the questions.</summary>
    public static IEnumerable<RpcAnswer> ReadMany(JsonElement answer, RpcCall[] batch, ClientKind client)
    {
        // A batch refused as a whole is answered by one error.
        if (answer.ValueKind == JsonValueKind.Object && HasError(answer)) throw ReadError(answer.GetProperty("error"), batch[0], client);
        if (answer.ValueKind != JsonValueKind.Array || answer.GetArrayLength() != batch.Length) throw Garbage("Not an answer to each question.");

        var byId = new Dictionary<long, JsonElement>();
        foreach (var item in answer.EnumerateArray())
            if (item.ValueKind == JsonValueKind.Object && item.TryGetProperty("id", out var id) && id.ValueKind == JsonValueKind.Number)
                byId[id.GetInt64()] = item;
        return batch.Select(call => byId.TryGetValue(call.Id, out var item) ? Read(item, call, client) : throw Garbage("A question was not answered."))
            .ToArray();
    }

    static bool HasError(JsonElement answer) =>
        answer.ValueKind == JsonValueKind.Object && answer.TryGetProperty("error", out var error) && error.ValueKind == JsonValueKind.Object;

    static RpcException ReadError(JsonElement error, RpcCall call, ClientKind client)
    {
        var code = error.TryGetProperty("code", out var number) && number.ValueKind == JsonValueKind.Number && number.TryGetInt64(out var value) ? value : 0;
        var message = error.TryGetProperty("message", out var text) && text.ValueKind == JsonValueKind.String ? text.GetString()! : "";
        var fault = FaultTable.Classify(client, call.Method, code, message);
        return new RpcException(fault, message, code, fault == RpcFault.Reverted ? RevertData(error) : null);
    }

    static byte[] RevertData(JsonElement error)
    {
        var data = error.TryGetProperty("data", out var member) && member.ValueKind == JsonValueKind.String ? member.GetString()! : "";
        try
        {
            return Hex.Decode(data);
        }
        catch (FormatException)
        {
            return []; // no data, or words instead
        }
    }

    static RpcException Garbage(string message) => new(RpcFault.Garbage, message);
}
