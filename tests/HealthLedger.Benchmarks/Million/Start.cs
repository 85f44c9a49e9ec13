using System.Globalization;

namespace HealthLedger.Benchmarks.Million;

/// <summary>How long a gateway on a filled store takes to be ready, and how much memory it then has.</summary>
static class Start
{
    public static async Task<int> RunAsync(string directory, int runs)
    {
        var times = new List<double>();
        for (var run = 0; run < runs; run++)
        {
            await using var filled = await FilledGateway.StartAsync(directory);
            times.Add(filled.Started.TotalSeconds);
            var keys = await filled.CountAsync("EntityKeys");
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"run {run + 1}: ready in {times[^1]:0.0} s with {keys} keys, {filled.Memory()} MB"));
        }
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"median of {runs} runs: {times.Median():0.0} s"));
        return 0;
    }
}
