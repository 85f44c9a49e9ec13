using HealthLedger.EndToEnd.Support;
using HealthLedger.Tests;

namespace HealthLedger.EndToEnd.Restart;

/// <summary>The read model derived again from chain and vault is the old one, row by row.</summary>
public sealed class RebuildTests
{
    [Fact]
    public async Task A_rebuild_leaves_every_table_as_it_was_and_says_what_it_did()
    {
        await using var gateway = await new GatewayProcess().StartAsync();
        var ledger = await Ledger.OpenAsync(gateway);
        var day = await Day.BeginAsync(ledger);
        using var backup = await Backup.TakeAsync(gateway);
        await day.PlayAsync();
        // On yesterday's database: what was executed since is unknown to it, and stands in a table of its own.
        await backup.PutBackAsync();
        var consultation = await Ledger.ConsultAsync(day.Patient, day.Physician);
        await gateway.StopAsync();
        var before = await Database.DumpAsync(gateway);
        string[] derived = ["Entities", "Consents", "Records", "ExamRequests", "Prescriptions", "Dispensations", "UnclaimedExecutions", "Blocks"];
        Assert.All(derived, table => Assert.NotEmpty(before[table]));

        Assert.True(await gateway.RunToEndAsync("--rebuild") == 0, gateway.Output);

        var after = await Database.DumpAsync(gateway);
        Assert.Equal(before.Keys, after.Keys);
        AssertEqual(before, after, except: []);
        Assert.Matches(@"The read model was derived again from \d+ blocks with \d+ operations in \d+\.\d s\.", gateway.Output);
        Assert.Matches(@"\d+ of \d+ blocks, \d+ operations a second, \d+ s left", gateway.Output);
        await gateway.StartAsync();
        Assert.True((await day.Patient.GetAsync($"/v1/records/{consultation.Id}/verification")).Expect(200)["matches"]!.GetValue<bool>());
    }

    [Fact]
    public async Task A_rebuild_that_is_killed_is_completed_by_the_next_start_before_it_serves()
    {
        var hook = Path.Combine(AppContext.BaseDirectory, "HealthLedger.Crashes.dll");
        var settings = new Dictionary<string, string> { ["DOTNET_STARTUP_HOOKS"] = hook };
        await using var gateway = new GatewayProcess(settings);
        var plan = settings["HEALTHLEDGER_CRASH_PLAN"] = Path.Combine(gateway.DataDirectory, "crash.plan");
        await gateway.StartAsync();
        var ledger = await Ledger.OpenAsync(gateway);
        var day = await Day.BeginAsync(ledger);
        await day.PlayAsync();
        await gateway.StopAsync();
        var before = await Database.DumpAsync(gateway);

        // After the second transaction that decided something, and the node with it.
        await File.WriteAllTextAsync(plan, "Projected:2:Both:0", TestContext.Current.CancellationToken);
        Assert.True(await gateway.RunToEndAsync("--rebuild") != 0, gateway.Output);
        var half = await Database.DumpAsync(gateway);
        Assert.InRange(half["Blocks"].Count, 1, before["Blocks"].Count - 1);
        Assert.Equal(before["Journal"], half["Journal"]);
        await gateway.StartAsync();

        Assert.Equal(day.Consultations, (await day.Patient.GetAsync($"/v1/patients/{day.Patient.Identifier}/records?limit=200")).Expect(200).Items
            .Count(record => record!["kind"]!.GetValue<string>() == "consultation"));
        await gateway.StopAsync();
        var after = await Database.DumpAsync(gateway);
        AssertEqual(before, after, except: ["PendingAccess"]);
    }

    [Fact]
    public async Task A_commitment_whose_payload_is_gone_shows_as_unavailable_also_after_a_rebuild()
    {
        await using var gateway = await new GatewayProcess().StartAsync();
        var ledger = await Ledger.OpenAsync(gateway);
        var patient = await ledger.PatientAsync();
        var consultation = await Ledger.ConsultAsync(patient, await ledger.PhysicianAsync());
        await gateway.StopAsync();
        Assert.Equal(1, await Database.ChangeAsync(gateway, $"""DELETE FROM "Payloads" WHERE "Id" = '{consultation.Id}'"""));

        Assert.True(await gateway.RunToEndAsync("--rebuild") == 0, gateway.Output);
        await gateway.StartAsync();

        var record = (await patient.GetAsync($"/v1/patients/{patient.Identifier}/records/{consultation.Id}")).Expect(200);
        Assert.Equal((false, null), (record["available"]!.GetValue<bool>(), record["content"]));
        (await patient.GetAsync($"/v1/records/{consultation.Id}/verification")).Expect(404, "not-found");
    }

    [Fact]
    public async Task Nothing_is_rebuilt_under_a_running_gateway_or_where_there_is_no_ledger()
    {
        await using var gateway = await new GatewayProcess().StartAsync();
        await using var second = new GatewayProcess(dataDirectory: gateway.DataDirectory);
        Assert.Equal(1, await second.RunToEndAsync("--rebuild"));
        Assert.Contains("Another gateway uses the data directory", Assert.Single(second.Errors.Split('\n')), StringComparison.Ordinal);

        await using var nowhere = new GatewayProcess();
        StoreUnderTest.Empty(nowhere.DataDirectory);
        Assert.Equal(1, await nowhere.RunToEndAsync("--rebuild"));
        Assert.Contains("There is no ledger in", Assert.Single(nowhere.Errors.Split('\n')), StringComparison.Ordinal);
    }

    // Beside who leads, and how far names are indexed, which goes on by itself.
    static void AssertEqual(SortedDictionary<string, IReadOnlyList<string>> before, SortedDictionary<string, IReadOnlyList<string>> after, string[] except)
    {
        foreach (var table in before.Keys.Except(["Leader", "NameTokens", .. except]))
            Assert.Equal(before[table].Where(IsLasting), after[table].Where(IsLasting));

        static bool IsLasting(string row) => !row.StartsWith("names.indexed", StringComparison.Ordinal);
    }
}
