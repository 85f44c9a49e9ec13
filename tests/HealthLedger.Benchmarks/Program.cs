using HealthLedger.Benchmarks;
using HealthLedger.Benchmarks.Million;
using HealthLedger.Benchmarks.Writes;

var switches = Switches.Of(args);
return args switch
{
    ["latency"] => await Latency.RunAsync(200),
    ["latency", var count] when int.TryParse(count, out var writes) && writes is > 0 and <= 10_000 => await Latency.RunAsync(writes),
    ["writes", .. var rest] when WriteArguments.Read(rest) is { } options => await new WriteBenchmark(options).RunAsync(),
    ["plain-gateway", var cast, var url] => await PlainGateway.RunAsync(cast, url),
    ["fill", ..] => await Filling.RunAsync(switches.Number("patients", 200_000), switches.Number("records", 1_000_000), switches.Text("data", "filled")),
    ["reads", ..] => await Reads.RunAsync(switches.Text("data", "filled"), switches.Number("runs", 5), switches.Number("seconds", 5)),
    ["start", ..] => await Start.RunAsync(switches.Text("data", "filled"), switches.Number("runs", 5)),
    ["host", .. var rest] => BareEndpoint.Host(rest),
    _ => Help(),
};

static int Help()
{
    Console.WriteLine("""
        Figures as ratios against named peers, both in one run on one machine.

          dotnet run -c Release --project tests/HealthLedger.Benchmarks -- COMMAND

          latency [writes]  how long a confirmed write takes on the embedded chain (200 consents, one after the other, over HTTP),
                            against the same node asked directly to mine a plain transfer and to give its receipt
          writes            sustained confirmed consultations, on anvil with 1 s blocks and with instant ones: the gateway, a gateway as
                            tutorials write it (one transaction a request, in-memory nonce, wait for the receipt), and the node fed by a loop;
                            and how fast the read model is derived again from what was written
              --patients N      10000    --runs N     5        --seconds N  10 a run       --width N  2000 connections
              --blocks 1s,instant        --items no,yes        --warm N     40 s before    --parts gateway,rebuild,plain,ceiling
          fill              makes a data directory with that many patients and records, which a gateway then serves; off the chain
              --patients N     200000    --records N  1000000  --data DIR   filled
          reads             record reads on such a directory, by signed-in physicians, against an endpoint that only authenticates
              --data DIR   filled       --runs N     5        --seconds N  5 a run
          start             from the process's begin to ready on such a directory, and the memory it then has
              --data DIR   filled       --runs N     5
        """);
    return 1;
}
