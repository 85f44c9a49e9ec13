using HealthLedger.Benchmarks;
using HealthLedger.Benchmarks.Million;

var switches = Switches.Of(args);
return args.FirstOrDefault() switch
{
    "latency" => await Latency.RunAsync(args is [_, var count] && int.TryParse(count, out var writes) && writes is > 0 and <= 10_000 ? writes : 200),
    "fill" => await Filling.RunAsync(switches.Number("patients", 200_000), switches.Number("records", 1_000_000), switches.Text("data", "filled")),
    _ => Help(),
};

static int Help()
{
    Console.WriteLine("""
        Figures as ratios against named peers, both in one run on one machine.

          dotnet run -c Release --project tests/HealthLedger.Benchmarks -- latency [writes]
          dotnet run -c Release --project tests/HealthLedger.Benchmarks -- fill [--patients 200000] [--records 1000000] [--data filled]

          latency   how long a confirmed write takes on the embedded chain (200 consents, one after the other, over HTTP),
                    against the same node asked directly to mine a plain transfer and to give its receipt
          fill      makes a data directory with that many patients and records, which a gateway then serves; off the chain
        """);
    return 1;
}

/// <summary>The switches of a command line: `--name value`.</summary>
sealed class Switches(IReadOnlyDictionary<string, string> given)
{
    public static Switches Of(string[] args) =>
        new(args.Zip(args.Skip(1)).Where(pair => pair.First.StartsWith("--", StringComparison.Ordinal)).ToDictionary(pair => pair.First[2..], pair => pair.Second));

    public int Number(string name, int otherwise) => given.TryGetValue(name, out var text) ? int.Parse(text, System.Globalization.CultureInfo.InvariantCulture) : otherwise;

    public string Text(string name, string otherwise) => given.GetValueOrDefault(name, otherwise);
}
