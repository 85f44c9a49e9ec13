using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using HealthLedger.EndToEnd.Support;

namespace HealthLedger.EndToEnd.Flows;

/// <summary>Documents of exams: sent by the center, bound by the result that cites them, read by whoever may.</summary>
public sealed class AttachmentTests(SharedGateway shared)
{
    const int Most = 20 * 1024 * 1024;

    readonly Ledger ledger = shared.Ledger;

    [Fact]
    public async Task Twenty_mebibytes_go_in_and_come_out_as_they_were_and_one_byte_more_does_not()
    {
        var scene = await ExamScene.OpenAsync(ledger);
        var bytes = Bodies.PdfBytes(Most + 1);
        foreach (var content in (HttpContent[])[Bodies.File(bytes, "application/pdf"), new ChunkedContent(bytes, "application/pdf")])
            (await scene.Center.PostAsync(scene.Attachments, content)).Expect(413, "body-too-large");

        var whole = bytes[..Most];
        foreach (var content in (HttpContent[])[Bodies.File(whole, "application/pdf"), new ChunkedContent(whole, "application/pdf")])
        {
            var sent = (await scene.Center.PostAsync(scene.Attachments + "&name=hemogram.pdf", content)).Expect(201);
            Assert.Equal((Most, Sha256(whole)), (sent["size"]!.GetValue<int>(), sent["sha256"]!.GetValue<string>()));
            var (status, read, headers) = await scene.Patient.DownloadAsync($"/v1/attachments/{sent.Id}");
            Assert.Equal(200, status);
            Assert.True(whole.AsSpan().SequenceEqual(read));
            Assert.Equal(("application/pdf", Most, "attachment", "hemogram.pdf"), (
                headers.ContentType!.MediaType, headers.ContentLength, headers.ContentDisposition!.DispositionType, headers.ContentDisposition.FileName));
        }
    }

    [Fact]
    public async Task Only_what_it_says_it_is_and_only_three_types_are_taken()
    {
        var scene = await ExamScene.OpenAsync(ledger);
        byte[] png = [0x89, (byte)'P', (byte)'N', (byte)'G', 13, 10, 26, 10, 1, 2, 3], jpeg = [0xFF, 0xD8, 0xFF, 0xE0, 1];
        foreach (var (bytes, type) in ((byte[], string)[])[(png, "image/png"), (jpeg, "image/jpeg"), (Bodies.PdfBytes(5), "application/pdf; version=1.7")])
            (await scene.Center.PostAsync(scene.Attachments, Sent(bytes, type))).Expect(201);
        foreach (var (bytes, type) in ((byte[], string)[])[(png, "application/pdf"), (Bodies.PdfBytes(9), "image/jpeg"), ([], "image/png"), (png[..4], "image/png")])
            (await scene.Center.PostAsync(scene.Attachments, Sent(bytes, type))).Expect(422, "rule-broken");
        foreach (var type in (string[])["text/plain", "application/json", "image/svg+xml", "image/gif"])
            (await scene.Center.PostAsync(scene.Attachments, Sent(png, type))).Expect(415, "media-type-unsupported");
        (await scene.Center.PostAsync("/v1/attachments", Sent(png, "image/png"))).Expect(400, "validation-failed");
        (await scene.Center.PostAsync("/v1/attachments?examRequest=nonsense", Sent(png, "image/png"))).Expect(400, "identifier-invalid");
        (await scene.Center.PostAsync(scene.Attachments + "&name=a%0Ab", Sent(png, "image/png"))).Expect(400, "validation-failed");
    }

    [Fact]
    public async Task Nobody_but_the_center_that_accepted_the_exam_sends_anything_to_it()
    {
        var scene = await ExamScene.OpenAsync(ledger);
        var stranger = await ledger.CenterAsync();
        var other = await ledger.CenterAsync();
        await Ledger.ConsentAsync(scene.Patient, other, "diagnosis", "exams:serve");
        foreach (var account in (Account[])[scene.Patient, scene.Physician, ledger.Regulator, await ledger.PharmacyAsync()])
            (await account.PostAsync(scene.Attachments, Bodies.Pdf(10))).Expect(403, "forbidden");
        foreach (var account in (Account[])[stranger, other]) (await account.PostAsync(scene.Attachments, Bodies.Pdf(10))).Expect(404, "not-found");
        (await scene.Center.PostAsync($"/v1/attachments?examRequest={scene.OtherExam}", Bodies.Pdf(10))).Expect(404, "not-found");

        (await scene.Patient.DeleteAsync($"/v1/patients/{scene.Patient.Identifier}/consents/{scene.Consent}")).Expect(200);
        (await scene.Center.PostAsync(scene.Attachments, Bodies.Pdf(10))).Expect(404, "not-found");
        var log = await scene.Patient.AllAsync($"/v1/patients/{scene.Patient.Identifier}/access-log");
        Assert.Equal(4, log.Count(entry => (entry["action"]!.GetValue<string>(), entry["outcome"]!.GetValue<string>()) == ("attachment.add", "refused")));
    }

    [Fact]
    public async Task A_result_binds_the_attachments_that_it_cites_and_so_do_its_corrections()
    {
        var scene = await ExamScene.OpenAsync(ledger);
        (await scene.Center.PostAsync($"/v1/exam-requests/{scene.OtherExam}/acceptance", new { })).Expect(200);
        var bytes = Bodies.PdfBytes(70_000);
        var cited = (await scene.Center.PostAsync(scene.Attachments, Bodies.File(bytes, "application/pdf"))).Expect(201);
        var foreign = (await scene.Center.PostAsync($"/v1/attachments?examRequest={scene.OtherExam}", Bodies.Pdf(10))).Expect(201);

        var results = $"/v1/exam-requests/{scene.Exam}/result";
        (await scene.Center.PostAsync(results, Bodies.Result(attachments: [foreign.Id]))).Expect(422, "rule-broken");
        (await scene.Center.PostAsync(results, Bodies.Result(attachments: [scene.Exam]))).Expect(422, "rule-broken");
        (await scene.Center.PostAsync(results, Bodies.Result(attachments: [cited.Id, cited.Id]))).Expect(400, "validation-failed");
        (await scene.Center.PostAsync(results, Bodies.Result(attachments: ["nonsense"]))).Expect(400, "identifier-invalid");
        var result = (await scene.Center.PostAsync(results, Bodies.Result(attachments: [cited.Id]))).Expect(201);
        var correction = (await scene.Center.PostAsync(results + "/amendments", Bodies.Result("Borderline.", [cited.Id]))).Expect(201);

        foreach (var record in (string[])[result.Id, correction.Id])
        {
            var proof = (await scene.Patient.GetAsync($"/v1/records/{record}/verification")).Expect(200).Body;
            Assert.True(proof["matches"]!.GetValue<bool>());
            Assert.Equal(proof["onChain"]!["commitment"]!.GetValue<string>(), Proof.CommitmentOf(proof));
            var bound = Assert.Single(JsonNode.Parse(proof["canonical"]!.GetValue<string>())!["attachments"]!.AsArray())!;
            Assert.Equal((cited.Id, "application/pdf", bytes.Length, Sha256(bytes)), (
                bound["id"]!.GetValue<string>(), bound["mediaType"]!.GetValue<string>(), bound["size"]!.GetValue<int>(), bound["sha256"]!.GetValue<string>()));
        }
        var shown = (await scene.Patient.GetAsync($"/v1/exam-requests/{scene.Exam}")).Expect(200)["result"]!["attachments"]!.AsArray();
        Assert.Equal(cited.Id, Assert.Single(shown)!["id"]!.GetValue<string>());
        var kept = await Database.TextAsync(ledger.Gateway, $"""SELECT "ContentHash" FROM "Attachments" WHERE "Id" = '{cited.Id}'""");
        Assert.NotEqual("0x" + Sha256(bytes), kept);
    }

    [Fact]
    public async Task Whoever_reads_the_exam_reads_its_attachments_and_each_look_is_on_the_log()
    {
        var scene = await ExamScene.OpenAsync(ledger);
        var path = $"/v1/attachments/{(await scene.Center.PostAsync(scene.Attachments, Bodies.Pdf(10))).Expect(201).Id}";
        var reader = await ledger.PhysicianAsync();
        await Ledger.ConsentAsync(scene.Patient, reader, "treatment", "exams:read");
        var other = await ledger.CenterAsync();
        await Ledger.ConsentAsync(scene.Patient, other, "diagnosis", "exams:serve");

        foreach (var account in (Account[])[scene.Patient, scene.Physician, reader, scene.Center]) Assert.Equal(200, (await account.DownloadAsync(path)).Status);
        foreach (var account in (Account[])[other, await ledger.PatientAsync(), await ledger.PharmacyAsync()]) (await account.GetAsync(path)).Expect(404, "not-found");
        (await ledger.Regulator.GetAsync(path)).Expect(400, "reason-required");
        Assert.Equal(200, (await ledger.Regulator.DownloadAsync(path + "?reason=An%20inspection.")).Status);
        (await scene.Patient.GetAsync($"/v1/attachments/{scene.Exam}")).Expect(404, "not-found");

        var log = await scene.Patient.AllAsync($"/v1/patients/{scene.Patient.Identifier}/access-log");
        Assert.Equal((5, 3), (Reads("allowed"), Reads("refused")));
        (await scene.Patient.DeleteAsync($"/v1/patients/{scene.Patient.Identifier}/consents/{scene.Consent}")).Expect(200);
        (await scene.Center.GetAsync(path)).Expect(404, "not-found");

        int Reads(string outcome) => log.Count(
            entry => (entry["action"]!.GetValue<string>(), entry["outcome"]!.GetValue<string>()) == ("attachment.read", outcome));
    }

    [Fact]
    public async Task Sent_again_under_its_key_it_is_the_same_and_other_bytes_under_it_are_refused()
    {
        var scene = await ExamScene.OpenAsync(ledger);
        var bytes = Bodies.PdfBytes(200_000);
        var first = (await scene.Center.PostAsync(scene.Attachments, Bodies.File(bytes, "application/pdf"), key: "scan")).Expect(201);
        var second = (await scene.Center.PostAsync(scene.Attachments, new ChunkedContent(bytes, "application/pdf"), key: "scan")).Expect(201);
        Assert.Equal(first.Text, second.Text);
        (await scene.Center.PostAsync(scene.Attachments, Bodies.Pdf(200_000), key: "scan")).Expect(422, "idempotency-key-reused");
        (await scene.Center.PostAsync(scene.Attachments + "&name=x", Bodies.File(bytes, "application/pdf"), key: "scan")).Expect(422, "idempotency-key-reused");
        Assert.NotEqual(first.Id, (await scene.Center.PostAsync(scene.Attachments, Bodies.File(bytes, "application/pdf"))).Expect(201).Id);
        Assert.Equal(2, await CountAsync(scene));
    }

    [Fact]
    public async Task Of_whoever_hangs_up_in_the_middle_nothing_is_to_be_seen_and_the_key_serves_again()
    {
        var scene = await ExamScene.OpenAsync(ledger);
        var bytes = Bodies.PdfBytes(1_000_000);
        var uploads = await Database.CountAsync(ledger.Gateway, """SELECT count(*) FROM "AttachmentUploads" """);
        await using (var raw = await RawHttp.ConnectAsync(ledger.Gateway))
        {
            var head = string.Create(CultureInfo.InvariantCulture, $"POST {scene.Attachments} HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer {scene.Center.Token}\r\n")
                + $"Idempotency-Key: broken\r\nContent-Type: application/pdf\r\nContent-Length: {bytes.Length}\r\n\r\n";
            Assert.True(await raw.TrySendAsync(head + Encoding.Latin1.GetString(bytes, 0, 600_000)));
            await Eventually.IsTrueAsync(
                async () => await Database.CountAsync(ledger.Gateway, """SELECT count(*) FROM "AttachmentUploads" """) > uploads, () => "Chunks are stored as they come.");
            Assert.Equal(0, await CountAsync(scene));
        }
        var sent = (await scene.Center.PostAsync(scene.Attachments, Bodies.File(bytes, "application/pdf"), key: "broken")).Expect(201);
        Assert.Equal(1, await CountAsync(scene));
        Assert.True((await scene.Center.DownloadAsync($"/v1/attachments/{sent.Id}")).Bytes.AsSpan().SequenceEqual(bytes));
    }

    [Fact]
    public async Task What_was_changed_in_the_store_is_not_served_as_if_it_were_whole()
    {
        var scene = await ExamScene.OpenAsync(ledger);
        var sent = (await scene.Center.PostAsync(scene.Attachments, Bodies.Pdf(200_000))).Expect(201);
        var body = await Database.TextAsync(ledger.Gateway, $"""SELECT "Body" FROM "Attachments" WHERE "Id" = '{sent.Id}'""");
        await Database.ChangeAsync(ledger.Gateway, $"""DELETE FROM "AttachmentChunks" WHERE "Body" = '{body}' AND "Index" = 3""");
        await Assert.ThrowsAnyAsync<HttpRequestException>(() => scene.Patient.DownloadAsync($"/v1/attachments/{sent.Id}"));
        await Database.ChangeAsync(ledger.Gateway, $"""DELETE FROM "AttachmentChunks" WHERE "Body" = '{body}'""");
        (await scene.Patient.GetAsync($"/v1/attachments/{sent.Id}")).Expect(500, "unexpected");
    }

    Task<long> CountAsync(ExamScene scene) =>
        Database.CountAsync(ledger.Gateway, $"""SELECT count(*) FROM "Attachments" WHERE "ExamRequest" = '{scene.Exam}'""");

    static ByteArrayContent Sent(byte[] bytes, string type)
    {
        var content = new ByteArrayContent(bytes);
        content.Headers.TryAddWithoutValidation("Content-Type", type);
        return content;
    }

    static string Sha256(byte[] bytes) => Convert.ToHexStringLower(SHA256.HashData(bytes));
}
