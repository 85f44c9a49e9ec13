using System.Text.Json;
using HealthLedger.Core;
using HealthLedger.Core.Store;
using HealthLedger.EndToEnd.Support;
using HealthLedger.Tests;

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
            var sample = Path.Combine(Path.GetDirectoryName(Repository.ApiAssembly)!, "Samples", "cid-10.csv");
            Assert.True(await first.RunToEndAsync("--import", sample) == 0, first.Output);
            await using var gateway = await new GatewayProcess(settings, first.DataDirectory).StartAsync();
            await PlayAsync(await Ledger.OpenAsync(gateway));
            var heard = File.ReadLines(file).Select(line => JsonSerializer.Deserialize<string[]>(line)!).Select(line => (Database: line[0], Sql: line[1])).ToList();
            foreach (var table in (string[])["Operations", "Records", "Consents", "Entries", "CodeEntries"])
                Assert.Contains(heard, one => one.Sql.Contains($"FROM \"{table}\"", StringComparison.Ordinal) || one.Sql.Contains($".\"{table}\"", StringComparison.Ordinal));
            Assert.Empty(await Explained.FaultsAsync(gateway.DataDirectory, heard));
        }
        finally
        {
            File.Delete(file);
        }
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
        var options = new CoreOptions { DataDirectory = data, KeysDirectory = data, PostgresConnection = StoreUnderTest.ConnectionOf(data) };
        using (var place = StorePlace.Of(options))
        await using (LedgerStore.Open(data, place)) Assert.Single(await Explained.FaultsAsync(data, [("ledger.db", sql)]));
        StoreUnderTest.Forget(data);
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
        var attachment = (await center.PostAsync($"/v1/attachments?examRequest={exam}", Bodies.Pdf(100_000), key: "once")).Expect(201);
        (await center.PostAsync($"/v1/exam-requests/{exam}/result", Bodies.Result(attachments: [attachment.Id]))).Expect(201);
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
        var network = await Network.PlayAsync(ledger, patient, physician);
        var ids = new Dictionary<string, string[]>(network.Ids)
        {
            ["patients"] = [patient.Identifier], ["entities"] = [physician.Identifier, center.Identifier, network.Staff.Identifier, network.Insurer.Identifier],
            ["record"] = [consultation.Id, exam, prescription], ["prescriptions"] = [prescription], ["operation"] = [operation], ["operations"] = [operation],
            ["system"] = ["cid-10"], ["code"] = ["J45"], ["attachments"] = [attachment.Id],
        };
        ids["exam-requests"] = [exam, .. network.Ids["exam-requests"]];
        await Database.ChangeAsync(ledger.Gateway, $"""UPDATE "Operations" SET "State" = 4, "ProblemCode" = 'needs-operator' WHERE "Id" = '{operation}'""");
        await new Tour(ledger.Gateway, ids, [patient, physician, center, pharmacy, ledger.Regulator, network.Staff, network.Insurer, network.Institute]).TravelAsync();
    }
}
