using System.Net;
using System.Text.Json;

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
        var anonymous = !answer.TryGetProperty("id", out var id) || id.ValueKind == JsonValueKind.Null;
        if (IdOf(answer) != call.Id && !(failed && anonymous)) throw Garbage("The answer is to another question.");

        if (failed) return new RpcAnswer(default, RpcError.Read(answer.GetProperty("error"), call.Method, client));
        return answer.TryGetProperty("result", out var result)
            ? new RpcAnswer(result, null)
            : throw Garbage("Neither result nor error.");
    }

    /// <summary>The answers to a batch, which may come in any order, in the order of the questions.</summary>
    public static IReadOnlyList<RpcAnswer> ReadMany(JsonElement answer, RpcCall[] batch, ClientKind client)
    {
        // A batch refused as a whole is answered by one error.
        if (HasError(answer)) throw RpcError.Read(answer.GetProperty("error"), batch[0].Method, client);
        if (answer.ValueKind != JsonValueKind.Array) throw Garbage("A batch was not answered by a list.");

        var byId = new Dictionary<long, JsonElement>();
        foreach (var item in answer.EnumerateArray())
            if (IdOf(item) is { } id)
                byId[id] = item;
        return [.. batch.Select(call => byId.TryGetValue(call.Id, out var item)
            ? Read(item, call, client)
            : throw Garbage("A question of a batch was not answered."))];
    }

    static long? IdOf(JsonElement answer) =>
        answer.ValueKind == JsonValueKind.Object
        && answer.TryGetProperty("id", out var id)
        && id.ValueKind == JsonValueKind.Number
        && id.TryGetInt64(out var number) ? number : null;

    static bool HasError(JsonElement answer) =>
        answer.ValueKind == JsonValueKind.Object
        && answer.TryGetProperty("error", out var error)
        && error.ValueKind == JsonValueKind.Object;

    static RpcException Garbage(string message) => new(RpcFault.Garbage, message);
}
