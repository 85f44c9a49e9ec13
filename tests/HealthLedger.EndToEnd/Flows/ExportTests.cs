using System.IO.Compression;
using System.Security.Cryptography;
using System.Text.Json.Nodes;
using HealthLedger.EndToEnd.Support;

namespace HealthLedger.EndToEnd.Flows;

/// <summary>What a patient takes away: everything, as the API says it, with its proofs.</summary>
public sealed class ExportTests(SharedGateway shared)
{
    readonly Ledger ledger = shared.Ledger;

    [Fact]
    public async Task The_archive_holds_all_that_the_lists_say_and_every_proof_in_it_holds_without_the_gateway()
    {
        var (scene, attachment, file) = await LiveAsync();
        var patient = $"/v1/patients/{scene.Patient.Identifier}";
        var (status, bytes, headers) = await scene.Patient.DownloadAsync(patient + "/export");
        Assert.Equal((200, "application/zip", "attachment"), (status, headers.ContentType!.MediaType, headers.ContentDisposition!.DispositionType));
        using var archive = new ZipArchive(new MemoryStream(bytes));
        Assert.Equal(
            [
                "README.txt", "profile.json", "records.json", "exam-requests.json", "prescriptions.json", "dispensations.json", "consents.json",
                "consent-requests.json", "appointments.json", "attachments.json", "access-log.json", "proofs.ndjson", $"attachments/{attachment}.pdf",
            ],
            archive.Entries.Select(entry => entry.FullName));

        foreach (var (name, path) in ((string, string)[])
            [("records.json", "/records"), ("exam-requests.json", "/exam-requests"), ("prescriptions.json", "/prescriptions"), ("consents.json", "/consents")])
        {
            var listed = await scene.Patient.AllAsync(patient + path);
            Assert.NotEmpty(listed);
            Assert.Equal(listed.Select(item => item.ToJsonString()), ItemsOf(archive, name).Select(item => item!.ToJsonString()));
        }
        Assert.Equal("Ana Beatriz Moreira", JsonNode.Parse(Read(archive, "profile.json"))!["profile"]!["name"]!.GetValue<string>());
        Assert.Equal(60, Assert.Single(ItemsOf(archive, "dispensations.json"))!["quantity"]!.GetValue<decimal>());
        Assert.Empty(ItemsOf(archive, "appointments.json"));
        var accesses = ItemsOf(archive, "access-log.json").Select(entry => entry!["action"]!.GetValue<string>()).ToList();
        Assert.Superset(new HashSet<string> { "export", "attachment.add", "exam.result.add", "prescription.dispense" }, accesses.ToHashSet());
        Assert.Equal(attachment, Assert.Single(ItemsOf(archive, "attachments.json"))!["id"]!.GetValue<string>());
        Assert.Equal(SHA256.HashData(file), SHA256.HashData(BytesOf(archive, $"attachments/{attachment}.pdf")));
        Assert.Contains("keccak256", Read(archive, "README.txt"), StringComparison.Ordinal);

        var proofs = Read(archive, "proofs.ndjson").Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonNode.Parse(line)!).ToList();
        var provable = ((string[])["records.json", "exam-requests.json", "prescriptions.json"])
            .SelectMany(name => ItemsOf(archive, name)).Select(item => item!["id"]!.GetValue<string>());
        Assert.Equal(provable, proofs.Select(proof => proof["record"]!.GetValue<string>()));
        Assert.All(proofs, proof =>
        {
            Assert.True(proof["matches"]!.GetValue<bool>());
            Assert.Equal(proof["onChain"]!["commitment"]!.GetValue<string>(), Proof.CommitmentOf(proof));
        });
    }

    [Fact]
    public async Task Nobody_but_the_patient_takes_anything_away_and_the_tries_are_on_its_log()
    {
        var patient = await ledger.PatientAsync();
        var physician = await ledger.PhysicianAsync();
        await Ledger.ConsentAsync(patient, physician, "treatment", "records:read", "exams:read", "prescriptions:read");
        var path = $"/v1/patients/{patient.Identifier}/export";
        (await physician.GetAsync(path)).Expect(403, "forbidden");
        (await ledger.Regulator.GetAsync(path + "?reason=An%20inspection.")).Expect(403, "forbidden");
        (await (await ledger.PatientAsync()).GetAsync(path)).Expect(404, "not-found");
        Assert.Equal(200, (await patient.DownloadAsync(path)).Status);
        var log = await patient.AllAsync($"/v1/patients/{patient.Identifier}/access-log");
        Assert.Equal(["allowed", "refused"], log.Where(entry => entry["action"]!.GetValue<string>() == "export").Select(entry => entry["outcome"]!.GetValue<string>()));
    }

    [Fact]
    public async Task An_archive_that_breaks_off_is_no_archive()
    {
        var (scene, attachment, _) = await LiveAsync();
        var body = await Database.TextAsync(ledger.Gateway, $"""SELECT "Body" FROM "Attachments" WHERE "Id" = '{attachment}'""");
        await Database.ChangeAsync(ledger.Gateway, $"""DELETE FROM "AttachmentChunks" WHERE "Body" = '{body}' AND "Index" = 2""");

        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri($"/v1/patients/{scene.Patient.Identifier}/export", UriKind.Relative));
        request.Headers.Authorization = new("Bearer", scene.Patient.Token);
        using var response = await ledger.Gateway.Http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, TestContext.Current.CancellationToken);
        await using var stream = await response.Content.ReadAsStreamAsync(TestContext.Current.CancellationToken);
        using var got = new MemoryStream();
        await Assert.ThrowsAnyAsync<IOException>(() => stream.CopyToAsync(got, TestContext.Current.CancellationToken));
        Assert.Throws<InvalidDataException>(() => new ZipArchive(got));
    }

    async Task<(ExamScene Scene, string Attachment, byte[] File)> LiveAsync()
    {
        var scene = await ExamScene.OpenAsync(ledger);
        var pharmacy = await ledger.PharmacyAsync();
        await Ledger.ConsentAsync(scene.Patient, pharmacy, "dispensing", "prescriptions:serve");
        var file = Bodies.PdfBytes(300_000);
        var attachment = (await scene.Center.PostAsync(scene.Attachments, Bodies.File(file, "application/pdf"))).Expect(201).Id;
        (await scene.Center.PostAsync($"/v1/exam-requests/{scene.Exam}/result", Bodies.Result(attachments: [attachment]))).Expect(201);
        (await scene.Center.PostAsync($"/v1/exam-requests/{scene.Exam}/result/amendments", Bodies.Result("Borderline."))).Expect(201);
        (await pharmacy.PostAsync($"/v1/prescriptions/{scene.Consultation["prescriptions"]![0]!["id"]}/dispensations", new { quantity = 60 })).Expect(201);
        return (scene, attachment, file);
    }

    static JsonArray ItemsOf(ZipArchive archive, string name) => JsonNode.Parse(Read(archive, name))!["items"]!.AsArray();

    static string Read(ZipArchive archive, string name) => System.Text.Encoding.UTF8.GetString(BytesOf(archive, name));

    static byte[] BytesOf(ZipArchive archive, string name)
    {
        using var content = new MemoryStream();
        using var entry = archive.GetEntry(name)!.Open();
        entry.CopyTo(content);
        return content.ToArray();
    }
}
