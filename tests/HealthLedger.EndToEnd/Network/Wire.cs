using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;

namespace HealthLedger.EndToEnd.Network;

/// <summary>JSON-RPC as it comes in and goes out.</summary>
static class Wire
{
    /// <summary>Null: no JSON.</summary>
    public static async Task<JsonNode?> ParseAsync(HttpContext http)
    {
        try
        {
            return await JsonNode.ParseAsync(http.Request.Body);
        }
        catch (JsonException)
        {
            return null;
        }
    }

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
