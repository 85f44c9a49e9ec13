using System.Text;
using System.Text.Json.Nodes;
using HealthLedger.Core.Ledger;
using HealthLedger.EndToEnd.Support;

namespace HealthLedger.EndToEnd.Flows;

/// <summary>What regulators see of everybody's operations, and of what an entity leaves undone.</summary>
public sealed class MonitoringTests(SharedGateway shared)
{
    readonly Ledger ledger = shared.Ledger;

    [Fact]
    public async Task Operations_are_filtered_by_entity_kind_state_and_time()
    {
        var before = JsonTime.Print(DateTimeOffset.UtcNow);
        var scene = await ExamScene.OpenAsync(ledger);
        (await scene.Center.PostAsync($"/v1/exam-requests/{scene.Exam}/acceptance", new { })).Expect(409);
        var after = JsonTime.Print(DateTimeOffset.UtcNow.AddSeconds(1));
        var mine = $"entity={scene.Center.Identifier}";

        Assert.Equal(["acceptExam", "acceptExam", "registerEntity"], await KindsAsync(mine));
        Assert.Equal(["acceptExam", "acceptExam"], await KindsAsync($"{mine}&kind=acceptExam"));
        Assert.Equal(["acceptExam"], await KindsAsync($"{mine}&kind=acceptExam&state=failed"));
        Assert.Equal(["acceptExam", "registerEntity"], await KindsAsync($"{mine}&state=confirmed&from={before}&until={after}"));
        Assert.Empty(await KindsAsync($"{mine}&until={before}"));
        Assert.Empty(await KindsAsync($"{mine}&from={after}"));
        Assert.Contains("grantConsent", await KindsAsync($"kind=grantConsent&from={before}"));

        foreach (var wrong in (string[])["kind=dispensed", "state=done", "from=yesterday", "until=2026-13-01", "format=xml"])
            (await ledger.Regulator.GetAsync($"/v1/ledger/transactions?{wrong}")).Expect(400, "validation-failed");
        (await scene.Physician.GetAsync("/v1/ledger/transactions")).Expect(403, "forbidden");
    }

    [Fact]
    public async Task An_export_holds_all_that_matches_without_pages_in_either_format()
    {
        var scene = await ExamScene.OpenAsync(ledger);
        var list = $"/v1/ledger/transactions?entity={scene.Patient.Identifier}";
        var listed = (await ledger.Regulator.AllAsync(list)).Select(item => item.ToJsonString()).ToList();
        Assert.True(listed.Count >= 4);

        foreach (var (path, accept) in ((string, string?)[])[(list + "&format=ndjson&limit=1", null), (list, "application/x-ndjson"), (list, "text/html, application/x-ndjson;q=0.5")])
        {
            var (status, bytes, headers) = await ledger.Regulator.DownloadAsync(path, accept);
            Assert.Equal((200, "application/x-ndjson"), (status, headers.ContentType!.MediaType));
            Assert.Equal(listed, Encoding.UTF8.GetString(bytes).Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonNode.Parse(line)!.ToJsonString()));
        }

        var (_, csv, kind) = await ledger.Regulator.DownloadAsync(list, "text/csv");
        Assert.Equal(("text/csv", "transactions.csv"), (kind.ContentType!.MediaType, kind.ContentDisposition!.FileName));
        var lines = Encoding.UTF8.GetString(csv).Split("\r\n", StringSplitOptions.RemoveEmptyEntries);
        Assert.StartsWith("id,state,kind,entity,resource,acceptedAt,", lines[0], StringComparison.Ordinal);
        Assert.Equal(listed.Select(item => JsonNode.Parse(item)!["id"]!.GetValue<string>()), lines[1..].Select(line => line.Split(',')[0]));
        (await ledger.Regulator.GetAsync(list)).Expect(200);
    }

    [Fact]
    public async Task What_a_suspended_center_leaves_undone_is_listed_and_released_and_another_one_takes_it()
    {
        var scene = await ExamScene.OpenAsync(ledger);
        var work = $"/v1/entities/{scene.Center.Identifier}/open-work";
        (await scene.Center.GetAsync(work)).Expect(403, "forbidden");
        (await ledger.Regulator.GetAsync("/v1/entities/DGC-9C5N4YJ7VE0-8/open-work")).Expect(404, "not-found");
        (await ledger.Regulator.PostAsync($"/v1/entities/{scene.Center.Identifier}/suspension", new { reason = "An inspection." })).Expect(200);

        var open = Assert.Single((await ledger.Regulator.GetAsync(work)).Expect(200).Items)!;
        Assert.Equal((scene.Exam, "exam", scene.Patient.Identifier), (
            open["id"]!.GetValue<string>(), open["kind"]!.GetValue<string>(), open["patient"]!.GetValue<string>()));
        Assert.Contains("regulator", open["release"]!["by"]!.AsArray().Select(one => one!.GetValue<string>()));
        Assert.Equal("POST", open["release"]!["method"]!.GetValue<string>());
        (await ledger.Regulator.PostAsync(open["release"]!["path"]!.GetValue<string>(), new { reason = "The center is suspended." })).Expect(200);
        Assert.Empty((await ledger.Regulator.GetAsync(work)).Expect(200).Items);

        var other = await ledger.CenterAsync();
        await Ledger.ConsentAsync(scene.Patient, other, "diagnosis", "exams:serve");
        (await other.PostAsync($"/v1/exam-requests/{scene.Exam}/acceptance", new { })).Expect(200);
        var log = await scene.Patient.AllAsync($"/v1/patients/{scene.Patient.Identifier}/access-log");
        Assert.Contains(log, entry => (entry["action"]!.GetValue<string>(), entry["actor"]!.GetValue<string>()) == ("open-work.list", ledger.Regulator.Identifier));
    }

    async Task<IReadOnlyList<string>> KindsAsync(string filter) =>
        [.. (await ledger.Regulator.AllAsync($"/v1/ledger/transactions?{filter}")).Select(item => item["kind"]!.GetValue<string>())];
}
