using System.Diagnostics;
using HealthLedger.EndToEnd.Support;

namespace HealthLedger.Postgres.Replicas;

/// <summary>Both replicas serve, and either knows what the other has accepted and confirmed.</summary>
public sealed class PairTests(PairTests.World world) : IClassFixture<PairTests.World>
{
    public sealed class World() : Ward(71_002);

    [Fact]
    public async Task What_one_has_confirmed_the_other_shows_when_the_answer_leaves()
    {
        var (leader, follower) = await world.UpAsync();
        foreach (var (written, read) in ((GatewayProcess, GatewayProcess)[])[(leader, follower), (follower, leader)])
        {
            var (here, there) = (await ReplicaPair.AtAsync(written, world.Patient), await ReplicaPair.AtAsync(read, world.Patient));
            var shortest = TimeSpan.MaxValue;
            for (var i = 0; i < 5; i++)
            {
                var clock = Stopwatch.StartNew();
                var consent = (await world.WriteAsync(here)).Expect(201);
                if (clock.Elapsed < shortest) shortest = clock.Elapsed;
                var shown = await there.AllAsync($"/v1/patients/{there.Identifier}/consents");
                Assert.Contains(consent.Id, shown.Select(item => item["id"]!.GetValue<string>()));
            }
            // Whoever hears of no decision looks after five seconds.
            Assert.True(shortest < TimeSpan.FromSeconds(4), $"None was confirmed within {shortest.TotalSeconds:0.0} s.\n{written.Output}");
        }
    }

    [Fact]
    public async Task A_revocation_that_one_has_accepted_counts_on_the_other_at_once_and_so_does_a_suspension()
    {
        var (leader, follower) = await world.UpAsync();
        var consent = (await world.WriteAsync(world.Patient)).Expect(201).Id;
        var consents = $"/v1/patients/{world.Patient.Identifier}/consents";
        foreach (var other in (await world.Patient.AllAsync(consents)).Select(item => item["id"]!.GetValue<string>()).Where(id => id != consent))
            await world.Patient.DeleteAsync($"{consents}/{other}");
        var (patient, regulator) = (await ReplicaPair.AtAsync(leader, world.Patient), await ReplicaPair.AtAsync(leader, world.Regulator));
        var physician = await ReplicaPair.AtAsync(follower, world.Physician);
        var records = $"/v1/patients/{world.Patient.Identifier}/records";
        (await physician.GetAsync(records)).Expect(200);

        // No block decides anything meanwhile.
        await world.Pair.Node.CallAsync("evm_setAutomine", false);
        try
        {
            (await patient.SendAsync(HttpMethod.Delete, $"{consents}/{consent}", null, prefer: "respond-async")).Expect(202);
            (await physician.GetAsync(records)).Expect(404);
            (await physician.GetAsync("/v1/me/consents")).Expect(200);
            (await regulator.PostAsync($"/v1/entities/{physician.Identifier}/suspension", new { reason = "An inspection." }, prefer: "respond-async")).Expect(202);
            (await physician.GetAsync("/v1/me/consents")).Expect(403, "entity-suspended");
        }
        finally
        {
            await world.Pair.Node.CallAsync("evm_setAutomine", true);
            await world.Pair.Node.CallAsync("evm_mine");
        }
        (await regulator.DeleteAsync($"/v1/entities/{physician.Identifier}/suspension")).Expect(200);
        (await physician.GetAsync("/v1/me/consents")).Expect(200);
    }

    [Fact]
    public async Task The_same_key_on_both_at_once_is_one_operation_with_equal_answers()
    {
        var (leader, follower) = await world.UpAsync();
        var (one, two) = (await ReplicaPair.AtAsync(leader, world.Patient), await ReplicaPair.AtAsync(follower, world.Patient));
        var body = Ledger.Consent(world.Physician, "treatment", "records:read");
        for (var i = 0; i < 10; i++)
        {
            var key = $"twice-{i}";
            var answers = await Task.WhenAll(((Account[])[one, two, one, two]).Select(
                account => account.PostAsync($"/v1/patients/{account.Identifier}/consents", body, key)));
            Assert.All(answers, answer => Assert.Equal(answers[0].Text, answer.Expect(201).Text));
            Assert.Equal(1, await Database.CountAsync(leader, $"""SELECT count(*) FROM "Operations" WHERE "IdempotencyKey" = '{key}'"""));
        }
        await world.ExecutedOnceAsync();
    }

    [Fact]
    public async Task The_same_key_on_both_at_once_prints_one_sheet_and_asks_the_patient_once()
    {
        var (leader, follower) = await world.UpAsync();
        var patients = new[] { await ReplicaPair.AtAsync(leader, world.Patient), await ReplicaPair.AtAsync(follower, world.Patient) };
        var physicians = new[] { await ReplicaPair.AtAsync(leader, world.Physician), await ReplicaPair.AtAsync(follower, world.Physician) };
        var asking = new { scopes = new[] { "records:read" }, purpose = "treatment", validUntil = "2099-12-31" };
        for (var i = 0; i < 4; i++)
        {
            var key = $"counter-{i}";
            var sheets = await Task.WhenAll(patients.Concat(patients).Select(
                account => account.PostAsync($"/v1/patients/{account.Identifier}/consent-codes", new { count = 2 }, key)));
            var asked = await Task.WhenAll(physicians.Concat(physicians).Select(
                account => account.PostAsync($"/v1/patients/{world.Patient.Identifier}/consent-requests", asking, key)));
            foreach (var answers in new[] { sheets, asked })
                Assert.All(answers, answer => Assert.Equal(answers[0].Text, answer.Expect(201).Text));
        }
        Assert.Equal(8, await Database.CountAsync(leader, """SELECT count(*) FROM "ConsentCodes" """));
        Assert.Equal(4, await Database.CountAsync(leader, """SELECT count(*) FROM "ConsentRequests" """));
    }
}
