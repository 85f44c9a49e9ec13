using System.Text;
using System.Text.Json.Nodes;
using HealthLedger.Chain.Ethereum;
using Microsoft.AspNetCore.Http;
using static HealthLedger.EndToEnd.Network.Wire;

namespace HealthLedger.EndToEnd.Network;

/// <summary>How each misbehaviour looks on the wire.</summary>
static class Misbehaving
{
    const string Html = "<!DOCTYPE html><html><body><h1>Sign in to continue</h1></body></html>";

    /// <param name="kind">Null: it behaves.</param>
    /// <param name="ask">Does what was asked.</param>
    /// <param name="call">The question.</param>
    public static async Task AnswerAsync(HttpContext http, Misbehaviour? kind, Func<Task<JsonObject>> ask, JsonObject call)
    {
        var id = call["id"];
        switch (kind)
        {
            case Misbehaviour.AnswersBadGateway:
                await WriteAsync(http, "<html><body>502 Bad Gateway</body></html>", "text/html", 502);
                return;
            case Misbehaviour.ForgetsTheTransaction:
                await WriteAsync(http, Answer(id, Dialect.Result(HashOf(call))).ToJsonString());
                return;
        }
        var answer = Answer(id, await ask());
        switch (kind)
        {
            case Misbehaviour.DropsTheSocket:
                http.Abort();
                break;
            case Misbehaviour.AnswersGarbage:
                await WriteAsync(http, "{\"jsonrpc\":\"2.0\",\"id\":1,\"resu\u0000lt\"");
                break;
            case Misbehaviour.AnswersHtml:
                await WriteAsync(http, Html, "text/html");
                break;
            case Misbehaviour.AnswersHalf:
                await HalfAsync(http, Encoding.UTF8.GetBytes(answer.ToJsonString()));
                break;
            case Misbehaviour.StaysSilent:
                await Task.Delay(Timeout.Infinite, http.RequestAborted).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                break;
            case Misbehaviour.AnswersAnotherId:
                answer["id"] = id!.GetValue<long>() + 1;
                await WriteAsync(http, answer.ToJsonString());
                break;
            case Misbehaviour.AnswersAnotherHash when answer["result"] is not null:
                answer["result"] = Keccak.HashText(HashOf(call)).ToString();
                await WriteAsync(http, answer.ToJsonString());
                break;
            default:
                await WriteAsync(http, answer.ToJsonString());
                break;
        }
    }

    static string HashOf(JsonObject call) => Keccak.Hash(Hex.Decode(call["params"]![0]!.GetValue<string>())).ToString();

    static async Task HalfAsync(HttpContext http, byte[] body)
    {
        (http.Response.ContentType, http.Response.ContentLength) = ("application/json", body.Length);
        await http.Response.Body.WriteAsync(body.AsMemory(0, body.Length / 2));
        await http.Response.Body.FlushAsync();
        http.Abort();
    }
}
