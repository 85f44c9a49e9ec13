using System.Diagnostics;
using HealthLedger.EndToEnd.Support;

namespace HealthLedger.Benchmarks;

/// <summary>How long a confirmed write takes, against what the node itself takes for the least there is.</summary>
static class Latency
{
    public static async Task<int> RunAsync(int writes)
    {
        await using var gateway = await new GatewayProcess().StartAsync();
        var ledger = await Ledger.OpenAsync(gateway);
        var patient = await ledger.PatientAsync();
        var physician = await ledger.PhysicianAsync();
        var ours = await MeasureAsync(writes, () => Ledger.ConsentAsync(patient, physician, "treatment", "records:read"));

        await using var node = await ChainNode.OfAsync(gateway);
        const string Sender = "0x00000000000000000000000000000000000000aa";
        await node.CallAsync("anvil_impersonateAccount", Sender);
        var peer = await MeasureAsync(writes, async () =>
        {
            var hash = (await node.CallAsync("eth_sendTransaction", new { from = Sender, to = Sender, gas = "0x5208", gasPrice = "0x0" }))!.GetValue<string>();
            while (await node.CallAsync("eth_getTransactionReceipt", hash) is null) await Task.Yield();
        });

        Console.WriteLine($"{writes} writes, one after the other");
        Print("gateway, consent over HTTP to confirmed", ours);
        Print("node alone, transfer to receipt", peer);
        Console.WriteLine($"ratio of the medians {ours[ours.Count / 2] / peer[peer.Count / 2]:0.0}");
        return 0;
    }

    static async Task<List<double>> MeasureAsync(int count, Func<Task> act)
    {
        for (var i = 0; i < Math.Min(20, count); i++) await act();
        var times = new List<double>(count);
        for (var i = 0; i < count; i++)
        {
            var start = Stopwatch.GetTimestamp();
            await act();
            times.Add(Stopwatch.GetElapsedTime(start).TotalMilliseconds);
        }
        times.Sort();
        return times;
    }

    static void Print(string what, List<double> sorted) =>
        Console.WriteLine($"{what,-42} median {sorted[sorted.Count / 2],7:0.0} ms   95 % {sorted[sorted.Count * 95 / 100],7:0.0} ms");
}
