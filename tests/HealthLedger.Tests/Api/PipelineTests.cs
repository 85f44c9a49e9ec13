using System.Text.RegularExpressions;
using HealthLedger.Api.Identity;
using HealthLedger.Core.Ledger;
using HealthLedger.Core.Operations;
using HealthLedger.Core.Regulation;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace HealthLedger.Tests.Api;

public sealed class PipelineTests(TestGateway gateway) : IClassFixture<TestGateway>
{
    static readonly object physician = new { @class = "physician", name = "Rui Tavares", crm = new { number = "123456", uf = "SP" } };
    static readonly (string, string) later = ("Prefer", "respond-async");

    [Fact]
    public async Task Every_failure_is_a_problem_with_a_code()
    {
        var (identifier, _, _) = await gateway.AddEntityAsync(EntityClass.Regulator);
        var token = await gateway.TokenAsync(identifier);
        await Is(404, "not-found", token, "GET", "/v1/nowhere");
        await Is(404, "not-found", "", "GET", "/nowhere");
        await Is(401, "unauthorized", "", "GET", "/v1/me");
        await Is(401, "unauthorized", "", "POST", "/v1/entities", "{");
        await Is(405, "method-not-allowed", token, "DELETE", "/v1/me");
        await Is(400, "validation-failed", token, "POST", "/v1/entities", "{");
        await Is(400, "validation-failed", token, "POST", "/v1/entities", "");
        await Is(400, "validation-failed", token, "POST", "/v1/entities", "[]");
        await Is(400, "validation-failed", token, "POST", "/v1/entities", string.Concat(Enumerable.Repeat("""{"crm":""", 40)));
        await Is(413, "body-too-large", token, "POST", "/v1/entities", $$"""{"name":"{{new string('a', 1 << 20)}}"}""");
        await Is(413, "body-too-large", token, "POST", "/v1/entities", $$"""{"name":"{{new string('a', 1 << 20)}}"}""", ("Idempotency-Key", "large"));
        await Is(400, "validation-failed", token, "GET", "/v1/entities?limit=201");
        await Is(400, "cursor-invalid", token, "GET", "/v1/entities?cursor=abc");
        await Is(400, "validation-failed", token, "POST", "/v1/entities", physician, ("Idempotency-Key", "with space"));
    }

    [Fact]
    public async Task Another_media_type_is_415()
    {
        var (identifier, _, _) = await gateway.AddEntityAsync(EntityClass.Regulator);
        using var request = new HttpRequestMessage(HttpMethod.Post, "/v1/entities") { Content = new StringContent("name=x") };
        request.Headers.Authorization = new("Bearer", await gateway.TokenAsync(identifier));
        using var answer = await gateway.Http.SendAsync(request, TestGateway.Cancellation);
        Assert.Equal((415, "application/problem+json"), ((int)answer.StatusCode, answer.Content.Headers.ContentType?.MediaType));
    }

    [Theory]
    [InlineData("""{"class":"patient","name":"A","owner":"me"}""", "owner")]
    [InlineData("""{"class":"patient","name":"A","crm":{"number":"1","state":"SP"}}""", "crm.state")]
    [InlineData("""{"class":"patient","name":"A","name":"B"}""", "name")]
    [InlineData("""{"class":"patient","name":7}""", "name")]
    [InlineData("""{"class":"patient","name":"A","crm":{"number":5}}""", "crm.number")]
    [InlineData("""{"class":"patient","name":"A","birthDate":"yesterday"}""", "birthDate")]
    [InlineData("""{"class":"dragon","name":"A"}""", "class")]
    public async Task A_wrong_field_is_named(string body, string field)
    {
        var (identifier, _, _) = await gateway.AddEntityAsync(EntityClass.Regulator);
        var (status, problem, _) = await gateway.SendAsync(await gateway.TokenAsync(identifier), "POST", "/v1/entities", body);
        Assert.Equal((400, "validation-failed"), (status, (string?)problem["code"]));
        Assert.Contains(field, problem["errors"]!.AsObject().Select(error => error.Key));
    }

    /// <summary>Every route with an id, as the application has them: none may let a mistyped one through to its endpoint.</summary>
    [Fact]
    public async Task A_mistyped_id_is_the_same_problem_on_every_route()
    {
        var routes = gateway.App.Services.GetRequiredService<EndpointDataSource>().Endpoints
            .OfType<RouteEndpoint>()
            // A code of a published table is no id of ours.
            .Where(route => route.RoutePattern.Parameters.Any(parameter => parameter.Name is not ("system" or "code"))).ToList();
        Assert.NotEmpty(routes);
        var tokens = new Dictionary<EntityClass, string>();
        foreach (var entityClass in EntityClasses.All) tokens[entityClass] = await gateway.TokenAsync((await gateway.AddEntityAsync(entityClass)).Identifier);
        foreach (var route in routes)
        {
            var method = route.Metadata.GetMetadata<HttpMethodMetadata>()!.HttpMethods[0];
            var path = Regex.Replace(route.RoutePattern.RawText!, @"\{[^}]+\}", "PAT-MISTYPED");
            var allowed = route.Metadata.GetMetadata<AllowedClasses>()?.Classes[0] ?? EntityClass.Regulator;
            var (status, problem, _) = await gateway.SendAsync(tokens[allowed], method, path, method == "GET" ? null : "{}");
            Assert.True((400, "identifier-invalid") == (status, (string?)problem["code"]), $"{method} {path}: {status} {problem.ToJsonString()}");
        }
    }

    [Fact]
    public async Task Class_comes_before_the_body_and_suspension_before_the_class()
    {
        var (identifier, entity, _) = await gateway.AddEntityAsync(EntityClass.Patient);
        var token = await gateway.TokenAsync(identifier);
        await Is(403, "forbidden", token, "POST", "/v1/entities", "{");
        await gateway.SuspendAsync(entity);
        await Is(403, "entity-suspended", token, "POST", "/v1/entities", "{");
        await Is(403, "entity-suspended", token, "GET", "/v1/entities");
        Assert.Equal("suspended", (string?)(await gateway.SendAsync(token, "GET", "/v1/me")).Body["status"]);
    }

    [Fact]
    public async Task A_hundred_at_once_under_one_key_are_one_operation()
    {
        var (identifier, _, _) = await gateway.AddEntityAsync(EntityClass.Regulator);
        var token = await gateway.TokenAsync(identifier);
        var key = ("Idempotency-Key", Guid.NewGuid().ToString());
        var answers = await Task.WhenAll(Enumerable.Range(0, 100).Select(_ => gateway.SendAsync(token, "POST", "/v1/entities", Physician("1"), key, later)));
        Assert.All(answers, answer => Assert.Equal(202, answer.Status));
        Assert.Single(answers.Select(answer => answer.Body.ToJsonString()).Distinct());

        var reordered = """{ "name": "Rui 1", "crm": { "uf": "SP", "number": "1" }, "class": "physician" }""";
        Assert.Equal(202, (await gateway.SendAsync(token, "POST", "/v1/entities", reordered, key, later)).Status);
        await Is(422, "idempotency-key-reused", token, "POST", "/v1/entities", Physician("2"), key, later);
        await Is(422, "idempotency-key-reused", token, "POST", "/v1/entities", "{", key, later);

        var (other, _, _) = await gateway.AddEntityAsync(EntityClass.Regulator);
        Assert.Equal(202, (await gateway.SendAsync(await gateway.TokenAsync(other), "POST", "/v1/entities", Physician("3"), key, later)).Status);
    }

    [Fact]
    public async Task A_write_answers_when_it_is_decided_and_repeats_its_answer()
    {
        var (identifier, entity, _) = await gateway.AddEntityAsync(EntityClass.Regulator);
        var token = await gateway.TokenAsync(identifier);
        var key = ("Idempotency-Key", Guid.NewGuid().ToString());
        var (status, body, headers) = await gateway.SendAsync(token, "POST", "/v1/entities", Physician("11"), key, later);
        var operation = (string)body["ledger"]!["operationId"]!;
        Assert.Equal((202, $"/v1/operations/{operation}"), (status, headers.Location?.ToString()));
        Assert.Null(body["ledger"]!["transactionHash"]);
        var password = (string?)body["temporaryPassword"];
        Assert.Equal(29, password!.Length);

        var waiting = gateway.SendAsync(token, "POST", "/v1/entities", Physician("11"), key);
        await gateway.DecideAsync(LedgerId.Parse(operation), OperationState.Confirmed);
        var (confirmed, answer, _) = await waiting;
        Assert.Equal((201, 7L, password), (confirmed, (long)answer["ledger"]!["blockNumber"]!, (string?)answer["temporaryPassword"]));

        // Whoever asks again learns what became of it, also when suspended since.
        await gateway.SuspendAsync(entity);
        Assert.Equal(201, (await gateway.SendAsync(token, "POST", "/v1/entities", Physician("11"), key)).Status);
    }

    [Fact]
    public async Task What_the_ledger_refuses_is_its_problem_then_and_later()
    {
        var (identifier, _, _) = await gateway.AddEntityAsync(EntityClass.Regulator);
        var token = await gateway.TokenAsync(identifier);
        var key = ("Idempotency-Key", Guid.NewGuid().ToString());
        var (_, body, _) = await gateway.SendAsync(token, "POST", "/v1/entities", Physician("21"), key, later);
        await gateway.DecideAsync(LedgerId.Parse((string)body["ledger"]!["operationId"]!), OperationState.Failed, "ledger-conflict");
        await Is(409, "ledger-conflict", token, "POST", "/v1/entities", Physician("21"), key);
    }

    [Fact]
    public async Task Nothing_is_accepted_while_the_ledger_is_away()
    {
        var (identifier, _, _) = await gateway.AddEntityAsync(EntityClass.Regulator);
        var token = await gateway.TokenAsync(identifier);
        var health = gateway.Network.Health;
        try
        {
            gateway.Network.Health = health with { State = LedgerState.Unreachable, Accepting = false, Explanation = "No endpoint answers." };
            var (status, problem, headers) = await gateway.SendAsync(token, "POST", "/v1/entities", Physician("31"));
            Assert.Equal((503, "ledger-unavailable"), (status, (string?)problem["code"]));
            Assert.NotNull(headers.RetryAfter);
            var (ready, answer, _) = await gateway.SendAsync("", "GET", "/health/ready");
            Assert.Equal((503, "No endpoint answers."), (ready, (string?)answer["explanation"]));
        }
        finally
        {
            gateway.Network.Health = health;
        }
        Assert.Equal(200, (await gateway.SendAsync("", "GET", "/health/ready")).Status);
    }

    [Fact]
    public async Task Answers_carry_the_headers_that_browsers_need()
    {
        using var api = await gateway.GetAsync("/v1/me");
        Assert.Equal("no-store", api.Headers.CacheControl?.ToString());
        Assert.Equal(["nosniff"], api.Headers.GetValues("X-Content-Type-Options"));
        Assert.Equal(["default-src 'none'; frame-ancestors 'none'"], api.Headers.GetValues("Content-Security-Policy"));
        Assert.False(api.Headers.Contains("Server"));
        Assert.NotNull(api.Headers.WwwAuthenticate.SingleOrDefault());
        using var page = await gateway.GetAsync("/swagger/index.html");
        Assert.Equal(200, (int)page.StatusCode);
        Assert.DoesNotContain("<script>", await page.Content.ReadAsStringAsync(TestGateway.Cancellation), StringComparison.Ordinal);
    }

    static object Physician(string number) => new { @class = "physician", name = $"Rui {number}", crm = new { number, uf = "SP" } };

    async Task Is(int status, string code, string token, string method, string path, object? body = null, params (string, string)[] headers)
    {
        var (actual, problem, _) = await gateway.SendAsync(token, method, path, body, headers);
        Assert.True((status, code) == (actual, (string?)problem["code"]), $"{method} {path}: {actual} {problem.ToJsonString()}");
    }
}
