using System.Text.Json;
using HealthLedger.Chain.Ethereum;

namespace HealthLedger.Chain.Rpc;

/// <summary>Reads a JSON-RPC error. Whatever is missing or of another form in it counts as absent: it is an error all the same.</summary>
internal static class RpcError
{
    public static RpcException Read(JsonElement error, string method, ClientKind client)
    {
        var code = error.TryGetProperty("code", out var number) && number.ValueKind == JsonValueKind.Number
            && number.TryGetInt64(out var value) ? value : 0;
        var message = Text(error, "message");
        var fault = FaultTable.Classify(client, method, code, message);
        return new RpcException(fault, message, code, fault == RpcFault.Reverted ? RevertData(error) : null);
    }

    static byte[] RevertData(JsonElement error)
    {
        try
        {
            return Hex.Decode(Text(error, "data"));
        }
        catch (FormatException)
        {
            return []; // none, or words instead
        }
    }

    static string Text(JsonElement error, string name)
    {
        try
        {
            return error.TryGetProperty(name, out var text) && text.ValueKind == JsonValueKind.String ? text.GetString()! : "";
        }
        catch (InvalidOperationException)
        {
            return ""; // escapes that are no Unicode
        }
    }
}
