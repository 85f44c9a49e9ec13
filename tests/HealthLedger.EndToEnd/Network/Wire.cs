using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;

namespace HealthLedger.EndToEnd.Network;

/// <summary>JSON-RPC as it goes out.</summary>
static class Wire
{
    public static JsonObject Answer(JsonNode? id, JsonObject answer)
    {
        (answer["jsonrpc"], answer["id"]) = ("2.0", id?.DeepClone());
        return answer;
    }

    public static Task WriteAsync(HttpContext http, string body, string contentType = "application/json", int status = 200)
    {
        (http.Response.ContentType, http.Response.StatusCode) = (contentType, status);
        return http.Response.WriteAsync(body);
    }
}
