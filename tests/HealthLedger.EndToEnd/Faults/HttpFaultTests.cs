using System.Text.RegularExpressions;
using HealthLedger.EndToEnd.Support;

namespace HealthLedger.EndToEnd.Faults;

/// <summary>Bytes that no honest client sends: they forge no log line, hide no second request and hold nobody else up.</summary>
public sealed partial class HttpFaultTests(SharedGateway shared)
{
    const string Marker = "forged5d1c";
    const string Registration = """{"class":"hospitalStaff","name":"Lia"}""";
    const string Second = "GET /health/live HTTP/1.1\r\nHost: gateway\r\nConnection: close\r\n\r\n";
    readonly Ledger ledger = shared.Ledger;

    [Fact]
    public async Task Fault_12_line_ends_and_terminal_escapes_forge_neither_a_log_line_nor_a_header()
    {
        await using var gateway = await new GatewayProcess(new Dictionary<string, string>
        {
            ["Serilog__MinimumLevel__Default"] = "Verbose", ["Serilog__MinimumLevel__Override__Microsoft"] = "Verbose",
        }).StartAsync();
        var own = await Ledger.OpenAsync(gateway);
        var answers = new List<string>();
        foreach (var end in (string[])["%0d%0a", "%0a", "%0d", "%0b", "%0c", "%1b%5b2K", "%c2%85", "%e2%80%a8", "%e2%80%a9", "%e2%80%ae"])
            foreach (var path in (string[])["POST /v1/", "GET /v1/entities/", "POST /v1/operations/", "DELETE /v1/patients/"])
                answers.Add(await AskAsync($"{path}{end}99:99:99%20INF%20{Marker}%20{end}X-Injected:%20yes HTTP/1.1", ""));
        foreach (var end in (string[])["\r", "\n", "\n ", "\u0000", "\u000b"])
            foreach (var name in (string[])["Idempotency-Key", "Prefer", "User-Agent", "X-Forwarded-For", "traceparent"])
                answers.Add(await AskAsync("POST /v1/entities HTTP/1.1", $"{name}: a{end}{Marker}: X-Injected{end}X-Injected: yes\r\n"));
        answers.Add(await AskAsync("POST /v1/entities HTTP/1.1", $"Idempotency-Key: a%0d%0aX-Injected:%20{Marker}\r\nPrefer: respond-async\r\n"));
        var hostile = $"\r\n99:99:99 INF {Marker}\r\nX-Injected: yes\u001b[2K";
        Assert.Equal(400, (await new Account(gateway.Http, hostile, hostile).SignInAsync()).Status);
        (await own.Regulator.PostAsync("/v1/entities", new { @class = hostile, name = hostile })).Expect(400);
        (await own.Regulator.PostAsync("/v1/entities", new { @class = "hospitalStaff", name = $"Lia\r\n99:99:99 INF {Marker}" })).Expect(201);
        (await own.Regulator.GetAsync($"/v1/entities?q={Uri.EscapeDataString(hostile)}&cursor={Uri.EscapeDataString(hostile)}")).Expect(400);
        await gateway.StopAsync();

        Assert.DoesNotContain(answers, answer => answer.Contains("\r\nX-Injected", StringComparison.OrdinalIgnoreCase));
        var lines = gateway.Output.Split('\n');
        Assert.DoesNotContain(lines, line => line.Any(symbol => char.IsControl(symbol) || symbol is '\u2028' or '\u2029' or '\u202e'));
        var marked = lines.Where(line => line.Contains(Marker, StringComparison.Ordinal)).ToList();
        Assert.NotEmpty(marked);
        Assert.All(marked, line => Assert.Matches(OwnLine(), line));

        Task<string> AskAsync(string request, string headers) => RawHttp.AskAsync(gateway,
            $"{request}\r\nHost: gateway\r\nConnection: close\r\nAuthorization: Bearer {own.Regulator.Token}\r\nContent-Type: application/json\r\n"
            + $"{headers}Content-Length: {Registration.Length}\r\n\r\n{Registration}");
    }

    [Fact]
    public async Task Fault_13_a_request_that_can_be_read_in_two_ways_is_refused_and_nothing_behind_it_is_read()
    {
        var regulator = await ledger.RegisterAsync(new { @class = "regulator", name = "Second Regulator" });
        var chunks = $"{Registration.Length:x}\r\n{Registration}\r\n0\r\n\r\n";
        var length = $"Content-Length: {Registration.Length}\r\n";
        const string chunked = "Transfer-Encoding: chunked\r\n";
        (string Headers, string Body)[] ambiguous =
        [
            (length + chunked, chunks), (chunked + length, chunks), ("Content-Length: 0\r\n" + chunked, chunks),
            (length + "Content-Length: 0\r\n", Registration), ("Content-Length: 0\r\n" + length, Registration), (length + length, Registration),
            ($"Content-Length: {Registration.Length}, 0\r\n", Registration),
            ($"Content-Length: 0x{Registration.Length:x}\r\n", Registration), ($"Content-Length: -{Registration.Length}\r\n", Registration),
            ("Content-Length: 99999999999999999999\r\n", Registration), ($"Content-Length : {Registration.Length}\r\n", Registration),
            ("Content-Length\r\n", Registration), (" Content-Length: 0\r\n" + length, Registration),
            ($"Content-Length: 0\r\n {Registration.Length}\r\n", Registration),
            ("Transfer-Encoding: chunked, identity\r\n", chunks), ("Transfer-Encoding: identity, chunked\r\n", chunks), (chunked + chunked, chunks),
            ("Transfer-Encoding: xchunked\r\n", chunks), ("Transfer-Encoding: \u000bchunked\r\n", chunks),
            ("Transfer-Encoding : chunked\r\n", chunks),
            ("X: a\r\n b\r\n" + length, Registration), ("X : a\r\n" + length, Registration), ("X: a\nY: b\r\n" + length, Registration),
            ("X: a\rY: b\r\n" + length, Registration), ("X: a\u0000b\r\n" + length, Registration), ("Host: other\r\n" + length, Registration),
            (chunked, $"{Registration.Length:x};\n{Registration}\r\n0\r\n\r\n"),
            (chunked, $"{Registration.Length:x};a\rb\r\n{Registration}\r\n0\r\n\r\n"),
            (chunked, $"{Registration.Length:x}\n{Registration}\n0\n\n"), (chunked, $"-{Registration.Length:x}\r\n{Registration}\r\n0\r\n\r\n"),
            (chunked, $"0x{Registration.Length:x}\r\n{Registration}\r\n0\r\n\r\n"), (chunked, $"ffffffffffffffff\r\n{Registration}\r\n0\r\n\r\n"),
            (chunked, $"1\r\n{Registration}\r\n0\r\n\r\n"), (chunked, $";a=b\r\n{Registration}\r\n0\r\n\r\n"),
        ];
        foreach (var (headers, body) in ambiguous)
            Assert.True(RawHttp.StatusesIn(await AskAsync(headers, body)) is [400], $"Not refused alone: {headers}{body}");
        Assert.Equal(0, await Database.OperationsOfAsync(ledger.Gateway, regulator));

        // What is plain is read, and so is what comes behind it.
        Assert.Equal([201, 200], RawHttp.StatusesIn(await AskAsync(length, Registration)));
        Assert.Equal([201, 200], RawHttp.StatusesIn(await AskAsync(chunked, chunks)));

        Task<string> AskAsync(string headers, string body) => RawHttp.AskAsync(ledger.Gateway,
            $"POST /v1/entities HTTP/1.1\r\nHost: gateway\r\nAuthorization: Bearer {regulator.Token}\r\nContent-Type: application/json\r\n"
            + $"{headers}\r\n{body}{Second}");
    }

    [Fact]
    public async Task Fault_13_who_sends_drop_by_drop_is_cut_off_while_the_others_are_served()
    {
        var head = $"POST /v1/entities HTTP/1.1\r\nHost: gateway\r\nAuthorization: Bearer {ledger.Regulator.Token}\r\n";
        var body = $"{head}Content-Type: application/json\r\nContent-Length: 1000\r\n\r\n";
        var slow = Enumerable.Range(0, 60).Select(number => number % 3 == 0 ? DropAsync(body, " ") : DropAsync(head, "X: a\r\n")).ToList();

        (await ledger.Regulator.GetAsync("/v1/me")).Expect(200);
        await ledger.PatientAsync();
        foreach (var one in await Task.WhenAll(slow)) Assert.Equal([408], RawHttp.StatusesIn(one));
        (await ledger.Regulator.GetAsync("/v1/me")).Expect(200);

        async Task<string> DropAsync(string beginning, string drop)
        {
            await using var raw = await RawHttp.ConnectAsync(ledger.Gateway);
            await raw.TrySendAsync(beginning);
            var answer = raw.ReadToEndAsync();
            while (!answer.IsCompleted && await raw.TrySendAsync(drop)) await Task.WhenAny(answer, Task.Delay(TimeSpan.FromSeconds(1)));
            return await answer;
        }
    }

    [GeneratedRegex("^[0-2][0-9]:[0-5][0-9]:[0-5][0-9] (VRB|DBG|INF|WRN|ERR|FTL) ")]
    private static partial Regex OwnLine();
}
