using HealthLedger.Api.Swagger;

namespace HealthLedger.Tests.Api;

public sealed class OpenApiTests(TestGateway gateway) : IClassFixture<TestGateway>
{
    [Fact]
    public void The_document_is_the_same_whenever_it_is_written()
    {
        var first = OpenApiDocumentWriter.Describe(gateway.Compose());
        Assert.Equal(first, OpenApiDocumentWriter.Describe(gateway.Compose()));
        Assert.StartsWith("openapi: '3.1", first, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Every_operation_says_what_it_does_and_how_it_fails()
    {
        var (status, document, _) = await gateway.SendAsync("", "GET", "/openapi/v1.json");
        Assert.Equal(200, status);
        foreach (var (path, item) in document["paths"]!.AsObject())
            foreach (var (method, operation) in item!.AsObject())
            {
                var name = $"{method} {path}";
                Assert.True(((string?)operation!["summary"])?.Length > 0 && ((string?)operation["description"])?.Length > 0, name);
                Assert.True(operation["responses"]!.AsObject().Any(response => response.Key.StartsWith('2')), name);
                if (!path.StartsWith("/v1", StringComparison.Ordinal)) continue;
                Assert.NotNull(operation["responses"]!["401"]);
                Assert.NotNull(operation["security"]);
                if (operation["requestBody"] is { } required && (bool?)required["required"] is true && required["content"]!["application/json"] is { } body)
                    Assert.True(body["example"] is not null, name);
                if (method != "get")
                    Assert.Contains(operation["parameters"]!.AsArray(), parameter => (string?)parameter!["name"] == "Idempotency-Key");
            }
    }
}
