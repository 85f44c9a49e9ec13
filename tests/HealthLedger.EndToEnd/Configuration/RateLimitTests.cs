using System.Net;
using HealthLedger.EndToEnd.Support;

namespace HealthLedger.EndToEnd.Configuration;

public sealed class RateLimitTests
{
    [Fact]
    public async Task A_client_beyond_its_rate_is_told_how_long_to_wait_and_is_let_in_again()
    {
        await using var gateway = await new GatewayProcess(new Dictionary<string, string> { ["HealthLedger__RateLimit"] = "1" }).StartAsync();
        var client = new Account(gateway.Http, "PAT-7K3M9QX2TD4-A", "");

        var answers = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => client.GetAsync("/v1/me")));
        Assert.InRange(answers.Count(answer => answer.Status == 401), 5, 19);
        foreach (var answer in answers.Where(answer => answer.Status != 401))
        {
            answer.Expect(429, "too-many-requests");
            Assert.True(answer.Headers.RetryAfter?.Delta >= TimeSpan.FromSeconds(1), $"Retry-After: {answer.Headers.RetryAfter}");
        }

        // Whether it lives is asked by others than clients, however often.
        using var health = await gateway.Http.GetAsync(new Uri("/health/ready", UriKind.Relative), TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.OK, health.StatusCode);
        await Eventually.IsTrueAsync(async () => (await client.GetAsync("/v1/me")).Status == 401, () => "Still refused.");
    }
}
