using System.Text;
using HealthLedger.Chain.Contracts;
using HealthLedger.EndToEnd.Support;

namespace HealthLedger.EndToEnd.Faults;

/// <summary>Requests that repeat, swell, nest or only look alike: one operation, one plain refusal, and the next caller is served as ever.</summary>
public sealed class RequestFaultTests(SharedGateway shared)
{
    readonly Ledger ledger = shared.Ledger;

    [Fact]
    public async Task Fault_07_a_key_that_comes_back_with_another_body_is_refused_and_the_same_one_gives_the_same_answer()
    {
        var regulator = await ledger.RegisterAsync(new { @class = "regulator", name = "Second Regulator" });
        var key = Guid.NewGuid().ToString();
        var body = Ledger.Patient();
        var first = (await regulator.PostAsync("/v1/entities", body, key)).Expect(201);
        Assert.Equal(first.Text, (await regulator.PostAsync("/v1/entities", body, key)).Expect(201).Text);

        (await regulator.PostAsync("/v1/entities", Ledger.Patient(), key)).Expect(422, "idempotency-key-reused");
        (await regulator.PostAsync("/v1/entities", null, key)).Expect(422, "idempotency-key-reused");
        (await SendAsync(regulator, "{", key)).Expect(422, "idempotency-key-reused");
        Assert.Equal(first.Text, (await regulator.PostAsync("/v1/entities", body, key)).Expect(201).Text);
        Assert.Equal(1, await Database.OperationsOfAsync(ledger.Gateway, regulator));

        // Another path or another actor has keys of its own.
        var patient = first["identifier"]!.GetValue<string>();
        (await regulator.PostAsync($"/v1/entities/{patient}/suspension", new { reason = "x" }, key)).Expect(200);
        (await ledger.Regulator.PostAsync("/v1/entities", Ledger.Patient(), key)).Expect(201);
        Assert.Equal(2, await Database.OperationsOfAsync(ledger.Gateway, regulator));
    }

    [Fact]
    public async Task Fault_08_the_same_key_a_hundred_times_at_once_is_one_operation_executed_once()
    {
        var regulator = await ledger.RegisterAsync(new { @class = "regulator", name = "Second Regulator" });
        var (key, body) = (Guid.NewGuid().ToString(), Ledger.Patient());
        var answers = await Task.WhenAll(Enumerable.Range(0, 100).Select(_ => regulator.PostAsync("/v1/entities", body, key, "wait=60")));

        Assert.All(answers, answer => answer.Expect(201));
        Assert.Single(answers.Select(answer => answer.Text).Distinct());
        Assert.Equal(1, await Database.OperationsOfAsync(ledger.Gateway, regulator));
        await using var node = await ChainNode.OfAsync(ledger.Gateway);
        var own = $"{(await Database.EntityOfAsync(ledger.Gateway, regulator)).ToWord()}";
        Assert.Single(await node.ExecutedAsync(), one => one.StartsWith(own, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Fault_09_a_body_of_ten_megabytes_is_refused_before_it_is_read(bool announced)
    {
        await using var raw = await RawHttp.ConnectAsync(ledger.Gateway);
        await raw.TrySendAsync(
            $"POST /v1/entities HTTP/1.1\r\nHost: gateway\r\nAuthorization: Bearer {ledger.Regulator.Token}\r\nContent-Type: application/json\r\n"
            + (announced ? "Content-Length: 10485760\r\n\r\n" : "Transfer-Encoding: chunked\r\n\r\n"));
        var answer = raw.ReadToEndAsync();
        var part = new string(' ', 0x10000);
        for (var sent = 0; sent < 160 && !answer.IsCompleted; sent++)
            if (!await raw.TrySendAsync(announced ? part : $"10000\r\n{part}\r\n")) break;

        Assert.Equal([413], RawHttp.StatusesIn(await answer));
        Assert.Contains("\"body-too-large\"", await answer, StringComparison.Ordinal);
        var name = new string('a', 1_100_000);
        (await ledger.Regulator.PostAsync("/v1/entities", new { @class = "hospitalStaff", name }, "large")).Expect(413, "body-too-large");
        (await ledger.Regulator.GetAsync("/v1/me")).Expect(200);
    }

    [Fact]
    public async Task Fault_10_what_nests_endlessly_stands_twice_or_is_no_number_of_ours_is_refused()
    {
        var patient = await ledger.PatientAsync();
        var (physician, center) = (await ledger.PhysicianAsync(), await ledger.CenterAsync());
        var consultation = await Ledger.ConsultAsync(patient, physician);
        await Ledger.ConsentAsync(patient, center, "diagnosis", "exams:serve");
        var before = await Database.OperationsOfAsync(ledger.Gateway, physician);

        string[] bodies =
        [
            new string('[', 10_000) + new string(']', 10_000), new('[', 10_000), Nested("class", 10_000), Nested("crm", 10_000),
            """{"class":"hospitalStaff","name":"A","crm":""" + Nested("crm", 100) + "}", """{"class":"hospitalStaff","name":"A","name":"B"}""",
            """{"class":"hospitalStaff","class":"regulator","name":"A"}""", """{"class":"hospitalStaff","cl\u0061ss":"regulator","name":"A"}""",
            """{"class":"physician","name":"A","crm":{"number":"1","uf":"SP","uf":"RJ"}}""", """{"class":"hospitalStaff","name":NaN}""",
            """{"class":"hospitalStaff","name":-Infinity}""", """{"class":"hospitalStaff","name":"\ud800"}""", """{"class":"hospitalStaff",}""",
            "\u0000", "", "null", "{}{}",
        ];
        foreach (var body in bodies)
            foreach (var key in (string?[])[null, Guid.NewGuid().ToString()])
                (await SendAsync(ledger.Regulator, body, key)).Expect(400, "validation-failed");

        string[] numbers =
        [
            "1e400", "-1e400", "18446744073709551616", "123456789012345678901234567890", "NaN", "Infinity", "0x10", "1_000", "\"1\"", "1e-30",
        ];
        foreach (var number in numbers)
        {
            await PrescribedAsync($$"""{"value":{{number}},"unit":"tablet"}""", "1");
            await PrescribedAsync("""{"value":1,"unit":"tablet"}""", number);
        }
        Assert.Equal(before, await Database.OperationsOfAsync(ledger.Gateway, physician));

        // A measured value is kept as it was written, or not at all.
        var exam = $"/v1/exam-requests/{consultation["examRequests"]![0]!["id"]}";
        (await center.PostAsync($"{exam}/acceptance", new { })).Expect(200);
        foreach (var number in (string[])["1e400", "9007199254740993", "123456789012345678901234567890", "0.10000000000000000555", "NaN"])
            (await center.SendAsync(HttpMethod.Post, $"{exam}/result", Text(Measured(number)))).Expect(400, "validation-failed");
        (await center.SendAsync(HttpMethod.Post, $"{exam}/result", Text(Measured("6.20")))).Expect(201);

        async Task PrescribedAsync(string quantity, string fills) => (await physician.SendAsync(
            HttpMethod.Post, $"/v1/patients/{patient.Identifier}/consultations", Text($$"""
            {"occurredAt":"2026-01-01T00:00:00Z","diagnoses":[{"system":"cid-10","code":"J45"}],
             "prescriptions":[{"medicine":{"system":"dcb","code":"02543"},"dosage":"One","quantity":{{quantity}},"fills":{{fills}}}]}
            """))).Expect(400, "validation-failed");

        static string Measured(string number) =>
            $$"""{"conclusion":"c","performedAt":"2026-01-01T00:00:00Z","values":[{"name":"n","value":{{number}}}]}""";
        static string Nested(string field, int depth) => string.Concat(Enumerable.Repeat($"{{\"{field}\":", depth)) + "1" + new string('}', depth);
    }

    static StringContent Text(string body) => new(body, Encoding.UTF8, "application/json");

    static Task<Answer> SendAsync(Account account, string body, string? key) => account.SendAsync(HttpMethod.Post, "/v1/entities", Text(body), key);
}
