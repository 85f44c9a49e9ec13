using System.Buffers.Text;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;

namespace HealthLedger.EndToEnd.Support;

/// <summary>Somebody with a token of their own making.</summary>
sealed class ForgedAccount(HttpClient http)
{
    public async Task<Answer> GetAsync(string path, string token)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(path, UriKind.Relative));
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        using var response = await http.SendAsync(request);
        var text = await response.Content.ReadAsStringAsync();
        return new Answer((int)response.StatusCode, text.Length == 0 ? new JsonObject() : JsonNode.Parse(text)!, response.Headers, text);
    }

    /// <summary>The token's claims under "alg": "none" and without a signature.</summary>
    public static string WithoutAlgorithm(string token) =>
        Base64Url.EncodeToString(Encoding.UTF8.GetBytes("""{"alg":"none","typ":"at+jwt"}""")) + "." + token.Split('.')[1] + ".";
}
