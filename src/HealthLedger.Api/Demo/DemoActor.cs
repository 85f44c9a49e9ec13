using System.Net.Http.Headers;
using System.Text.Json.Nodes;

namespace HealthLedger.Api.Demo;

/// <summary>One entity of the demo, speaking plain HTTP with its own token, as any integrator would.</summary>
sealed class DemoActor(HttpClient http, string identifier, string role)
{
    string token = "";

    public string Identifier => identifier;

    public string Role => role;

    public string Password { get; private set; } = "";

    /// <summary>Signs in with the temporary password, changes it, and signs in again.</summary>
    public async Task EnterAsync(string temporaryPassword, string password)
    {
        await SignInAsync(temporaryPassword);
        await SendAsync(HttpMethod.Put, "/v1/me/password", new { currentPassword = temporaryPassword, newPassword = password });
        await SignInAsync(password);
    }

    public Task<JsonNode> GetAsync(string path) => SendAsync(HttpMethod.Get, path, null);

    public Task<JsonNode> PostAsync(string path, object body) => SendAsync(HttpMethod.Post, path, body);

    async Task SignInAsync(string password)
    {
        using var form = new FormUrlEncodedContent(new Dictionary<string, string>
        {
            ["grant_type"] = "password", ["username"] = identifier, ["password"] = password,
        });
        using var answer = await http.PostAsync(new Uri("/connect/token", UriKind.Relative), form);
        var body = await ReadAsync(answer);
        token = body["access_token"]?.GetValue<string>() ?? throw new DemoException($"{identifier} could not sign in.", body);
        Password = password;
    }

    async Task<JsonNode> SendAsync(HttpMethod method, string path, object? body)
    {
        using var request = new HttpRequestMessage(method, new Uri(path, UriKind.Relative));
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        if (body is not null) request.Content = JsonContent.Create(body);
        using var answer = await http.SendAsync(request);
        var content = await ReadAsync(answer);
        return answer.IsSuccessStatusCode ? content : throw new DemoException($"{method} {path} was answered {(int)answer.StatusCode}.", content);
    }

    static async Task<JsonNode> ReadAsync(HttpResponseMessage answer)
    {
        var text = await answer.Content.ReadAsStringAsync();
        return text.Length == 0 ? new JsonObject() : JsonNode.Parse(text)!;
    }
}

/// <summary>A step was answered with a problem: expected in one place of the story, the end of it everywhere else.</summary>
sealed class DemoException(string what, JsonNode problem) : Exception($"{what} {problem["detail"] ?? problem["error_description"]}")
{
    public string Code => problem["code"]?.GetValue<string>() ?? "";
}
