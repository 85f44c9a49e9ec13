using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text.Json;
using HealthLedger.Chain.Indexer;
using HealthLedger.Chain.Relay;
using HealthLedger.Core;
using HealthLedger.Core.Store;
using HealthLedger.Crashes;
using HealthLedger.EndToEnd.Chain;
using HealthLedger.EndToEnd.Faults;
using HealthLedger.EndToEnd.Support;

namespace HealthLedger.EndToEnd.Plans;

/// <summary>However much a store holds, nothing that is asked of it goes through a table that grows: by the database's own plans, not by time.</summary>
public sealed class PlanTests
{
    [Fact]
    public async Task Whatever_a_gateway_asks_of_its_databases_is_found_by_an_index()
    {
        var file = Path.Combine(Path.GetTempPath(), "hl-statements-" + Guid.NewGuid().ToString("N"));
        var settings = new Dictionary<string, string>
        {
            ["DOTNET_STARTUP_HOOKS"] = Path.Combine(AppContext.BaseDirectory, "HealthLedger.Crashes.dll"),
            ["HEALTHLEDGER_STATEMENTS"] = file,
        };
        try
        {
            // Once before: a migration goes through whole tables, and only once.
            await using var first = await new GatewayProcess().StartAsync();
            await first.StopAsync();
            await using var gateway = await new GatewayProcess(settings, first.DataDirectory).StartAsync();
            await PlayAsync(await Ledger.OpenAsync(gateway));
            var heard = File.ReadLines(file).Select(line => JsonSerializer.Deserialize<string[]>(line)!).ToLookup(line => line[0], line => line[1]);
            Assert.Equal(["access.db", "ledger.db"], heard.Select(one => one.Key).Order());
            foreach (var database in heard)
                Assert.Empty(await Explained.FaultsAsync(Path.Combine(gateway.DataDirectory, database.Key), database));
        }
        finally
        {
            File.Delete(file);
        }
    }

    [Fact]
    public async Task What_a_fork_or_a_lost_batch_asks_of_the_store_is_found_by_an_index()
    {
        var heard = new ConcurrentDictionary<string, bool>();
        await using var world = await ChainWorld.StartAsync();
        await world.CloseAsync();
        // From the second start on: EF looks only now and then whether anybody listens.
        using var listening = DiagnosticListener.AllListeners.Subscribe(new StatementLog((_, sql) => heard.TryAdd(sql, true)));
        await world.OpenAsync();
        await ForkStory.TellAsync(world);
        await world.HoldRelayAsync();
        var outbox = world.Get<Outbox>();
        await outbox.RevertedAsync(ChainWorld.Cancellation);
        await outbox.ReleaseOrphansAsync(ChainWorld.Cancellation);
        await outbox.LoseAsync((await outbox.HighestNonceAsync(ChainWorld.Cancellation))!.Value, 1, ChainWorld.Cancellation);
        await outbox.ReleaseAsync(1, ChainWorld.Cancellation);
        await world.Store.WriteAsync((db, token) => Rewinding.RewindAsync(db, 2, DateTimeOffset.UtcNow, token), ChainWorld.Cancellation);
        Assert.Contains(heard.Keys, sql => sql.Contains("\"Block\" > @common", StringComparison.Ordinal));
        Assert.Empty(await Explained.FaultsAsync(Path.Combine(world.Data, "ledger.db"), heard.Keys.Where(sql => !sql.Contains("\"Entries\"", StringComparison.Ordinal))));
    }

    [Theory]
    [InlineData("""SELECT "r"."Id" FROM "Records" AS "r" WHERE "r"."Author" = @author""")]
    [InlineData("""SELECT "r"."Id" FROM "Records" AS "r" ORDER BY "r"."Commitment" LIMIT 50""")]
    [InlineData("""SELECT "o"."Id" FROM "Operations" AS "o" WHERE "o"."Actor" = @one OR "o"."Path" = @path LIMIT 1""")]
    [InlineData("""SELECT COUNT(*) FROM "Entities" AS "e" WHERE NOT EXISTS (SELECT 1 FROM "EntityKeys" AS "k" WHERE "k"."Address" = "e"."Address")""")]
    [InlineData("""UPDATE "Batches" SET "State" = 1 WHERE "Gas" > @gas""")]
    public async Task A_query_without_an_index_is_found_out(string sql)
    {
        var data = Directory.CreateTempSubdirectory("hl-plans-").FullName;
        await using (LedgerStore.Open(data, StorePlace.Of(new CoreOptions { DataDirectory = data, KeysDirectory = data }))) Assert.Single(await Explained.FaultsAsync(Path.Combine(data, "ledger.db"), [sql]));
        Directory.Delete(data, recursive: true);
    }

    // Every kind of write, and everything that can be asked for afterwards; one operation stands on the operator's list.
    static async Task PlayAsync(Ledger ledger)
    {
        var patient = await ledger.PatientAsync("Ana Moreira");
        var physician = await ledger.PhysicianAsync();
        var (center, pharmacy) = (await ledger.CenterAsync(), await ledger.PharmacyAsync());
        var consultation = await Ledger.ConsultAsync(patient, physician);
        await Ledger.ConsentAsync(patient, center, "diagnosis", "exams:serve");
        var consent = await Ledger.ConsentAsync(patient, pharmacy, "dispensing", "prescriptions:serve");
        var exam = consultation["examRequests"]![0]!["id"]!.GetValue<string>();
        var prescription = consultation["prescriptions"]![0]!["id"]!.GetValue<string>();
        (await center.PostAsync($"/v1/exam-requests/{exam}/acceptance", new { })).Expect(200);
        (await center.PostAsync($"/v1/exam-requests/{exam}/result", Bodies.Result())).Expect(201);
        (await center.PostAsync($"/v1/exam-requests/{exam}/result/amendments", Bodies.Result("Borderline."))).Expect(201);
        (await physician.PostAsync(
            $"/v1/patients/{patient.Identifier}/consultations/{consultation.Id}/amendments", new { reason = "New findings.", observations = "None." })).Expect(201);
        var dispensation = (await pharmacy.PostAsync($"/v1/prescriptions/{prescription}/dispensations", new { quantity = 60 }, key: "once")).Expect(201);
        (await pharmacy.PostAsync($"/v1/dispensations/{dispensation.Id}/reversal", new { reason = "Returned." })).Expect(200);
        (await physician.PostAsync($"/v1/prescriptions/{prescription}/cancellation", new { reason = "No longer needed." })).Expect(200);
        (await patient.DeleteAsync($"/v1/patients/{patient.Identifier}/consents/{consent}")).Expect(200);
        (await ledger.Regulator.PostAsync($"/v1/entities/{physician.Identifier}/key-rotation")).Expect(200);
        (await ledger.Regulator.PostAsync($"/v1/entities/{pharmacy.Identifier}/suspension", new { reason = "An inspection." })).Expect(200);
        (await ledger.Regulator.DeleteAsync($"/v1/entities/{pharmacy.Identifier}/suspension")).Expect(200);
        var operation = dispensation["ledger"]!["operationId"]!.GetValue<string>();
        var ids = new Dictionary<string, string>
        {
            ["patient"] = patient.Identifier, ["consultation"] = consultation.Id, ["exam"] = exam, ["prescription"] = prescription, ["operation"] = operation,
        };
        await Database.ChangeAsync(ledger.Gateway, $"UPDATE Operations SET State = 4, ProblemCode = 'needs-operator' WHERE Id = '{operation}'");
        await new Tour(ledger.Gateway, ids, [patient, physician, center, pharmacy, ledger.Regulator]).TravelAsync();
    }
}
