using HealthLedger.Benchmarks;

return args switch
{
    ["latency"] => await Latency.RunAsync(200),
    ["latency", var count] when int.TryParse(count, out var writes) && writes is > 0 and <= 10_000 => await Latency.RunAsync(writes),
    _ => Help(),
};

static int Help()
{
    Console.WriteLine("""
        Figures as ratios against named peers, both in one run on one machine.

          dotnet run -c Release --project tests/HealthLedger.Benchmarks -- latency [writes]

          latency   how long a confirmed write takes on the embedded chain (200 consents, one after the other, over HTTP),
                    against the same node asked directly to mine a plain transfer and to give its receipt
        """);
    return 1;
}
