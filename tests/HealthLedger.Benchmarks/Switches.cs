using System.Globalization;

namespace HealthLedger.Benchmarks;

/// <summary>The switches of a command line: `--name value`.</summary>
sealed class Switches(IReadOnlyDictionary<string, string> given)
{
    public static Switches Of(string[] args) =>
        new(args.Zip(args.Skip(1)).Where(pair => pair.First.StartsWith("--", StringComparison.Ordinal)).ToDictionary(pair => pair.First[2..], pair => pair.Second));

    public int Number(string name, int otherwise) => given.TryGetValue(name, out var text) ? int.Parse(text, CultureInfo.InvariantCulture) : otherwise;

    public string Text(string name, string otherwise) => given.GetValueOrDefault(name, otherwise);
}
