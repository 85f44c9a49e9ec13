using HealthLedger.Core.Regulation;

namespace HealthLedger.Tests.Api;

public sealed class LookupLimitTests
{
    [Fact]
    public async Task Patients_are_looked_up_sixty_times_a_minute_and_no_oftener_by_one_client()
    {
        await using var gateway = new TestGateway { RateLimit = 1000 };
        await gateway.InitializeAsync();
        var first = await TokenAsync();
        var answers = new List<int>();
        // Some come back while this goes on, never as many.
        for (var i = 0; i < 240; i++) answers.Add(await LookUpAsync(first));
        Assert.InRange(answers.Count(status => status == 404), 60, 200);
        Assert.All(answers.Take(60), status => Assert.Equal(404, status));
        Assert.Contains(429, answers);
        Assert.Equal(404, await LookUpAsync(await TokenAsync()));

        async Task<string> TokenAsync() => await gateway.TokenAsync((await gateway.AddEntityAsync(EntityClass.Pharmacy)).Identifier);

        async Task<int> LookUpAsync(string token) =>
            (await gateway.SendAsync(token, "POST", "/v1/patients/lookup", new { cpf = "529.982.247-25" })).Status;
    }
}
