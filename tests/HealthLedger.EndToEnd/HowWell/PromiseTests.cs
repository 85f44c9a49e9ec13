using System.Diagnostics;
using HealthLedger.EndToEnd.Support;

namespace HealthLedger.EndToEnd.HowWell;

/// <summary>Tests that look at the clock run with no other beside them.</summary>
[CollectionDefinition(nameof(Alone), DisableParallelization = true)]
public sealed class Alone;

/// <summary>What is promised of time. The best of a few tries counts: whatever else this machine does is not the gateway's.</summary>
[Collection(nameof(Alone))]
public sealed class PromiseTests
{
    const int Tries = 3;

    [Fact]
    public async Task An_existing_data_directory_is_served_in_under_ten_seconds()
    {
        await using var gateway = await new GatewayProcess().StartAsync();
        var ledger = await Ledger.OpenAsync(gateway);
        await Ledger.ConsultAsync(await ledger.PatientAsync(), await ledger.PhysicianAsync());

        await KeptAsync(TimeSpan.FromSeconds(10), async () =>
        {
            await gateway.StopAsync();
            var started = Stopwatch.StartNew();
            await gateway.StartAsync();
            return started.Elapsed;
        });
    }

    [Fact]
    public async Task A_confirmed_write_on_the_embedded_chain_takes_under_150_milliseconds_at_the_median()
    {
        await using var gateway = await new GatewayProcess().StartAsync();
        var ledger = await Ledger.OpenAsync(gateway);
        var patient = await ledger.PatientAsync();
        var physician = await ledger.PhysicianAsync();

        await KeptAsync(TimeSpan.FromMilliseconds(150), async () =>
        {
            var times = new List<TimeSpan>();
            while (times.Count < 50)
            {
                var asked = Stopwatch.StartNew();
                await Ledger.ConsentAsync(patient, physician, "treatment", "records:read");
                times.Add(asked.Elapsed);
            }
            return times.Order().ElementAt(times.Count / 2);
        });
    }

    static async Task KeptAsync(TimeSpan promise, Func<Task<TimeSpan>> measure)
    {
        var best = TimeSpan.MaxValue;
        for (var tried = 0; tried < Tries && best >= promise; tried++)
            if (await measure() is var time && time < best) best = time;
        Assert.True(best < promise, $"{best.TotalMilliseconds:0} ms, not under {promise.TotalMilliseconds:0} ms.");
    }
}
