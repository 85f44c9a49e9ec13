using System.Net.Http.Headers;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace HealthLedger.EndToEnd.Support;

/// <summary>An answer as a client sees it.</summary>
public sealed record Answer(int Status, JsonNode Body, HttpResponseHeaders Headers, string Text)
{
    /// <summary>The problem's code; empty for a success.</summary>
    public string Code => Body is JsonObject body ? body["code"]?.GetValue<string>() ?? "" : "";

    public string Id => Body["id"]!.GetValue<string>();

    public JsonNode? this[string name] => Body[name];

    public JsonArray Items => Body["items"]!.AsArray();

    /// <summary>Fails with the whole answer when it is another status.</summary>
    public Answer Expect(int status, string? code = null)
    {
        Assert.True(Status == status && (code is null || code == Code), $"Expected {status} {code}, got {Status}: {Text}");
        return this;
    }
}

/// <summary>An entity that signs in for real and speaks HTTP with its own token.</summary>
public sealed class Account(HttpClient http, string identifier, string password)
{
    public const string NewPassword = "a long and private sentence";

    public string Identifier => identifier;

    public string Password { get; private set; } = password;

    public string Token { get; private set; } = "";

    public string RefreshToken { get; private set; } = "";

    /// <summary>Signs in; the answer of the token endpoint.</summary>
    public async Task<Answer> SignInAsync(string? with = null)
    {
        using var form = new FormUrlEncodedContent(new Dictionary<string, string>
        {
            ["grant_type"] = "password", ["username"] = Identifier, ["password"] = with ?? Password, ["scope"] = "offline_access",
        });
        using var response = await http.PostAsync(new Uri("/connect/token", UriKind.Relative), form);
        var answer = await ReadAsync(response);
        if (answer.Status != 200) return answer;
        Token = answer["access_token"]!.GetValue<string>();
        RefreshToken = answer["refresh_token"]?.GetValue<string>() ?? "";
        return answer;
    }

    /// <summary>Signs in with the temporary password, changes it and signs in with the new one.</summary>
    public async Task<Account> EnterAsync()
    {
        (await SignInAsync()).Expect(200);
        (await PutAsync("/v1/me/password", new { currentPassword = Password, newPassword = NewPassword })).Expect(204);
        Password = NewPassword;
        (await SignInAsync()).Expect(200);
        return this;
    }

    public Task<Answer> GetAsync(string path) => SendAsync(HttpMethod.Get, path, null);

    /// <summary>All items of a list, page after page.</summary>
    public async Task<IReadOnlyList<JsonNode>> AllAsync(string path)
    {
        var all = new List<JsonNode>();
        for (string? next = ""; next is not null;)
        {
            var page = (await GetAsync($"{path}{(path.Contains('?') ? '&' : '?')}limit=200{(next.Length > 0 ? $"&cursor={next}" : "")}")).Expect(200);
            all.AddRange(page.Items.Select(item => item!));
            next = page["next"]?.GetValue<string>();
        }
        return all;
    }

    public Task<Answer> PostAsync(string path, object? body = null, string? key = null, string? prefer = null) =>
        SendAsync(HttpMethod.Post, path, body, key, prefer);

    public Task<Answer> PutAsync(string path, object body) => SendAsync(HttpMethod.Put, path, body);

    public Task<Answer> DeleteAsync(string path, string? key = null) => SendAsync(HttpMethod.Delete, path, null, key);

    /// <param name="body">An object, sent as JSON; or HttpContent, sent as it is.</param>
    public async Task<Answer> SendAsync(HttpMethod method, string path, object? body, string? key = null, string? prefer = null)
    {
        using var request = new HttpRequestMessage(method, new Uri(path, UriKind.Relative));
        // A large body may be refused unread, and the connection closed while the client still writes: ask first.
        request.Headers.ExpectContinue = body is not null;
        if (Token.Length > 0) request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", Token);
        if (key is not null) request.Headers.Add("Idempotency-Key", key);
        if (prefer is not null) request.Headers.Add("Prefer", prefer);
        request.Content = body switch
        {
            null => null,
            HttpContent content => content,
            _ => new StringContent(JsonSerializer.Serialize(body), System.Text.Encoding.UTF8, "application/json"),
        };
        using var response = await http.SendAsync(request);
        return await ReadAsync(response);
    }

    /// <summary>An answer that is a file.</summary>
    public async Task<(int Status, byte[] Bytes, HttpContentHeaders Headers)> DownloadAsync(string path, string? accept = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(path, UriKind.Relative));
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", Token);
        if (accept is not null) request.Headers.Add("Accept", accept);
        using var response = await http.SendAsync(request);
        return ((int)response.StatusCode, await response.Content.ReadAsByteArrayAsync(), response.Content.Headers);
    }

    static async Task<Answer> ReadAsync(HttpResponseMessage response)
    {
        var text = await response.Content.ReadAsStringAsync();
        JsonNode body = new JsonObject();
        if (text.Length > 0)
            try { body = JsonNode.Parse(text) ?? body; }
            catch (JsonException) { /* not JSON: the text tells */ }
        return new Answer((int)response.StatusCode, body, response.Headers, text);
    }
}
