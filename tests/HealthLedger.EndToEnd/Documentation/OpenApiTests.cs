using System.Net;
using HealthLedger.Core.Operations;
using HealthLedger.EndToEnd.Support;

namespace HealthLedger.EndToEnd.Documentation;

/// <summary>The description that clients are written from: committed, complete, and that of the running gateway.</summary>
public sealed class OpenApiTests(SharedGateway shared)
{
    const string Rewrite = "write it anew with: dotnet run --project src/HealthLedger.Api -- --openapi \"$PWD/openapi.yaml\"";

    /// <summary>The contract: paths are added, never changed.</summary>
    static readonly string[] contract =
    [
        "POST /connect/token", "PUT /v1/me/password", "GET /v1/me", "POST /v1/entities", "GET /v1/entities", "GET /v1/entities/{id}",
        "POST /v1/entities/{id}/suspension", "DELETE /v1/entities/{id}/suspension", "POST /v1/entities/{id}/key-rotation",
        "POST /v1/entities/{id}/credential-reset", "GET /v1/ledger/statistics", "GET /v1/ledger/transactions",
        "POST /v1/patients/{id}/consents", "GET /v1/patients/{id}/consents", "DELETE /v1/patients/{id}/consents/{consent}", "GET /v1/me/consents",
        "POST /v1/patients/{id}/consultations", "POST /v1/patients/{id}/consultations/{record}/amendments", "GET /v1/patients/{id}/records",
        "GET /v1/patients/{id}/records/{record}", "GET /v1/patients/{id}/exam-requests", "GET /v1/exam-requests/{id}", "GET /v1/me/exam-requests",
        "POST /v1/exam-requests/{id}/acceptance", "POST /v1/exam-requests/{id}/release", "POST /v1/exam-requests/{id}/cancellation",
        "POST /v1/exam-requests/{id}/result", "POST /v1/exam-requests/{id}/result/amendments", "GET /v1/patients/{id}/prescriptions",
        "GET /v1/prescriptions/{id}", "GET /v1/prescriptions/{id}/dispensations", "POST /v1/prescriptions/{id}/dispensations",
        "POST /v1/prescriptions/{id}/cancellation", "POST /v1/dispensations/{id}/reversal", "GET /v1/records/{record}/verification",
        "GET /v1/patients/{id}/access-log", "GET /v1/operations/{id}", "GET /health/live", "GET /health/ready",
    ];

    [Fact]
    public async Task The_committed_description_is_the_one_that_the_running_gateway_serves()
    {
        var committed = ApiDescription.LinesOfYaml(File.ReadAllText(Path.Combine(Repository.Root, "openapi.yaml"))).Order(StringComparer.Ordinal);
        var served = (await ApiDescription.OfAsync(shared.Ledger.Gateway)).Lines().Order(StringComparer.Ordinal).ToList();

        var difference = served.Except(committed).Select(line => $"+ {line}").Concat(committed.Except(served).Select(line => $"- {line}")).Take(20).ToList();
        Assert.True(difference.Count == 0, $"openapi.yaml differs from what is served; {Rewrite}\n{string.Join('\n', difference)}");
    }

    [Fact]
    public async Task The_command_that_writes_the_description_writes_the_committed_one()
    {
        await using var writer = new GatewayProcess();
        var path = Path.Combine(writer.DataDirectory, "openapi.yaml");

        Assert.True(await writer.RunToEndAsync("--openapi", path) == 0, writer.Output);
        Assert.True(
            File.ReadAllText(path) == File.ReadAllText(Path.Combine(Repository.Root, "openapi.yaml")).ReplaceLineEndings("\n"), $"openapi.yaml differs; {Rewrite}");
        Assert.Equal([path], Directory.EnumerateFileSystemEntries(writer.DataDirectory));
    }

    [Fact]
    public async Task Every_path_of_the_contract_is_described_with_summary_description_and_example()
    {
        var operations = (await ApiDescription.OfAsync(shared.Ledger.Gateway)).Operations;

        None("not described", contract.Except(operations.Select(operation => operation.ToString())));
        None("without a summary", operations.Where(operation => string.IsNullOrWhiteSpace(operation.Summary)));
        None("without a description", operations.Where(operation => string.IsNullOrWhiteSpace(operation.Description)));
        None("without an example", operations.Where(operation => operation.TakesJson && operation.Example is null));
    }

    [Fact]
    public async Task Every_problem_code_is_listed()
    {
        var text = (await ApiDescription.OfAsync(shared.Ledger.Gateway)).Text;

        Assert.NotEmpty(Problems.All);
        None("not listed", Problems.All.Select(problem => problem.Code).Where(code => !text.Contains($"`{code}`", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Swagger_is_served_in_production()
    {
        using var page = await shared.Ledger.Gateway.Http.GetAsync(new Uri("/swagger", UriKind.Relative), TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.OK, page.StatusCode);
        Assert.Contains("swagger-ui", await page.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
    }

    static void None(string fault, IEnumerable<object> found) => Assert.True(!found.Any(), $"{fault}: {string.Join(", ", found)}");
}
