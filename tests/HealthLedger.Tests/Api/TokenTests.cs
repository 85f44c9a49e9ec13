using System.Text.Json.Nodes;
using HealthLedger.Api.Identity;
using HealthLedger.Core.Regulation;
using Microsoft.IdentityModel.JsonWebTokens;

namespace HealthLedger.Tests.Api;

public sealed class TokenTests(TestGateway gateway) : IClassFixture<TestGateway>
{
    [Fact]
    public async Task A_password_gives_a_signed_access_token_and_a_sealed_refresh_token()
    {
        var (identifier, entity, _) = await gateway.AddEntityAsync(EntityClass.Physician);
        using var answer = await gateway.SignInAsync(identifier, TestGateway.Password);
        var body = await TestGateway.JsonAsync(answer);
        Assert.Equal(200, (int)answer.StatusCode);
        var token = new JsonWebToken((string?)body["access_token"]);
        Assert.Equal(("ES256", "at+jwt", Bearer.Issuer), (token.Alg, token.Typ, token.Issuer));
        Assert.Equal([Bearer.Audience], token.Audiences);
        Assert.Equal((entity.ToString(), identifier, "physician", "1"),
            (token.Subject, token.GetClaim("name").Value, token.GetClaim("class").Value, token.GetClaim("cv").Value));
        Assert.InRange(token.ValidTo - token.IssuedAt, TimeSpan.FromMinutes(15), TimeSpan.FromMinutes(60));
        Assert.Equal(5, ((string?)body["refresh_token"])!.Split('.').Length);
        Assert.Equal("no-store", answer.Headers.CacheControl?.ToString());
        var (status, me, _) = await gateway.SendAsync((string)body["access_token"]!, "GET", "/v1/me");
        Assert.Equal((200, identifier, "physician", "Ana Lima", "active"),
            (status, (string?)me["identifier"], (string?)me["class"], (string?)me["name"], (string?)me["status"]));
    }

    [Fact]
    public async Task A_refresh_token_goes_on_with_the_session_until_the_password_changes()
    {
        var (identifier, _, _) = await gateway.AddEntityAsync(EntityClass.Pharmacy);
        using var first = await gateway.SignInAsync(identifier, TestGateway.Password);
        var tokens = await TestGateway.JsonAsync(first);
        using var second = await gateway.PostFormAsync("/connect/token", ("grant_type", "refresh_token"), ("refresh_token", (string)tokens["refresh_token"]!));
        Assert.Equal(200, (int)second.StatusCode);
        var access = (string)(await TestGateway.JsonAsync(second))["access_token"]!;

        var change = new { currentPassword = TestGateway.Password, newPassword = "another good password" };
        Assert.Equal(204, (await gateway.SendAsync(access, "PUT", "/v1/me/password", change)).Status);
        Assert.Equal(401, (await gateway.SendAsync(access, "GET", "/v1/me")).Status);
        using var third = await gateway.PostFormAsync("/connect/token", ("grant_type", "refresh_token"), ("refresh_token", (string)tokens["refresh_token"]!));
        Assert.Equal((400, "invalid_grant"), ((int)third.StatusCode, (string?)(await TestGateway.JsonAsync(third))["error"]));
        Assert.Equal(200, (await gateway.SendAsync(await gateway.TokenAsync(identifier, "another good password"), "GET", "/v1/me")).Status);
    }

    [Theory]
    [InlineData("REG-AAAAAAAAAAA-A", "whatever it is")]
    [InlineData("nobody", "")]
    [InlineData(null, "wrong password here")]
    public async Task Who_does_not_sign_in_is_not_told_why(string? username, string password)
    {
        username ??= (await gateway.AddEntityAsync(EntityClass.Patient)).Identifier;
        using var answer = await gateway.SignInAsync(username, password);
        var body = await TestGateway.JsonAsync(answer);
        Assert.Equal(400, (int)answer.StatusCode);
        Assert.Contains((string?)body["error"], new[] { "invalid_grant", "invalid_request" });
    }

    [Fact]
    public async Task Guessing_locks_the_right_password_out_with_the_same_answer()
    {
        var (identifier, _, _) = await gateway.AddEntityAsync(EntityClass.Patient);
        string? wrong = null;
        for (var i = 0; i < 5; i++)
        {
            using var answer = await gateway.SignInAsync(identifier, $"guess number {i}");
            wrong = await answer.Content.ReadAsStringAsync(TestGateway.Cancellation);
        }
        using var right = await gateway.SignInAsync(identifier, TestGateway.Password);
        Assert.Equal((400, wrong), ((int)right.StatusCode, await right.Content.ReadAsStringAsync(TestGateway.Cancellation)));
    }

    [Fact]
    public async Task Another_grant_is_an_oauth_error()
    {
        using var answer = await gateway.PostFormAsync("/connect/token", ("grant_type", "client_credentials"));
        Assert.Equal((400, "unsupported_grant_type"), ((int)answer.StatusCode, (string?)(await TestGateway.JsonAsync(answer))["error"]));
    }

    [Fact]
    public async Task Swagger_may_send_its_empty_client()
    {
        var (identifier, _, _) = await gateway.AddEntityAsync(EntityClass.Patient);
        using var request = new HttpRequestMessage(HttpMethod.Post, "/connect/token");
        request.Headers.TryAddWithoutValidation("Authorization", "Basic Og==");
        request.Content = new FormUrlEncodedContent(new Dictionary<string, string>
        {
            ["grant_type"] = "password", ["username"] = identifier, ["password"] = TestGateway.Password, ["scope"] = "",
        });
        using var answer = await gateway.Http.SendAsync(request, TestGateway.Cancellation);
        Assert.Equal(200, (int)answer.StatusCode);
    }

    [Fact]
    public async Task A_temporary_password_opens_its_change_and_nothing_else()
    {
        var (identifier, _, temporary) = await gateway.AddEntityAsync(EntityClass.Regulator, temporary: true);
        var token = await gateway.TokenAsync(identifier, temporary!);
        foreach (var path in new[] { "/v1/me", "/v1/entities", "/v1/entities/REG-AAAAAAAAAAA-A" })
        {
            var (status, problem, _) = await gateway.SendAsync(token, "GET", path);
            Assert.Equal((403, "password-change-required"), (status, (string?)problem["code"]));
        }
        Assert.Equal("password-wrong", (string?)(await Change("wrong", "a fine new password")).Body["code"]);
        Assert.Equal("validation-failed", (string?)(await Change(temporary!, "short")).Body["code"]);
        Assert.Equal(400, (await Change(temporary!, temporary!)).Status);
        Assert.Equal(400, (await Change(temporary!, identifier.ToLowerInvariant())).Status);
        Assert.Equal(204, (await Change(temporary!, "a fine new password")).Status);

        Task<(int Status, JsonObject Body, System.Net.Http.Headers.HttpResponseHeaders)> Change(string current, string next) =>
            gateway.SendAsync(token, "PUT", "/v1/me/password", new { currentPassword = current, newPassword = next });
    }
}
