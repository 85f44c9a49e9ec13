using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;
using HealthLedger.Chain.Custody;
using HealthLedger.Core.Vault;
using HealthLedger.EndToEnd.Support;

namespace HealthLedger.Benchmarks.Writes;

/// <summary>What a run of the benchmark does.</summary>
sealed record WriteOptions
{
    public int Patients { get; init; } = 10_000;
    public int Runs { get; init; } = 5;
    public int Seconds { get; init; } = 10;

    /// <summary>Seconds of load before the first run: a process is slow until what it does is compiled.</summary>
    public int Warm { get; init; } = 40;

    /// <summary>Connections of the load.</summary>
    public int Width { get; init; } = 2000;
    public IReadOnlyList<string> Blocks { get; init; } = ["1s", "instant"];
    public IReadOnlyList<bool> Items { get; init; } = [false, true];
    public IReadOnlyList<string> Parts { get; init; } = ["gateway", "rebuild", "plain", "ceiling"];
}

/// <summary>
/// Sustained confirmed consultations: the gateway, a gateway as tutorials write it, and what the node executes when it is fed by nothing but a
/// loop; one node, one machine, one run, the load included.
/// </summary>
sealed class WriteBenchmark(WriteOptions options)
{
    const long BlockGasLimit = 1_000_000_000;

    public async Task<int> RunAsync()
    {
        Console.WriteLine($"{Environment.ProcessorCount} cores, {options.Patients} patients, {options.Runs} runs of {options.Seconds} s; medians (least to most)");
        foreach (var blocks in options.Blocks) await RunAsync(blocks);
        return 0;
    }

    async Task RunAsync(string blocks)
    {
        Row.Print($"{blocks} blocks", "confirmed a second", "median ms", "95 % ms", "99 % ms", "CPU ms an operation", "failed");
        Row.Print("---", "---", "---", "---", "---", "---", "---");
        if (options.Parts.Contains("gateway")) await OnFreshNodeAsync(blocks, GatewayAsync);
        if (options.Parts.Contains("ceiling")) await OnFreshNodeAsync(blocks, CeilingAsync);
        if (options.Parts.Contains("plain")) await OnFreshNodeAsync(blocks, PlainAsync);
    }

    // A node becomes slower with what it holds, and keeps what a peer had under way: each peer has one that holds no more than the patients.
    async Task OnFreshNodeAsync(string blocks, Func<OwnNetwork, Cast, Task> part)
    {
        await using var network = await OwnNetwork.StartAsync(
            8545, blocks == "instant" ? "--order fifo --no-request-size-limit" : "--block-time 1 --order fifo --no-request-size-limit", BlockGasLimit, listening: true);
        await network.Gateway.StopAsync();
        var cast = await Casting.RunAsync(
            network.Gateway.DataDirectory, network.Node.Address.ToString(), network.ContractAddress, options.Patients, new Bar("registering"));
        await part(network, cast);
    }

    async Task GatewayAsync(OwnNetwork network, Cast cast)
    {
        var gateway = network.Gateway;
        await gateway.StartAsync();
        var tokens = new List<string>();
        foreach (var physician in cast.Physicians)
        {
            var account = new Account(gateway.Http, physician.Identifier, Cast.Password);
            (await account.SignInAsync()).Expect(200);
            tokens.Add(account.Token);
        }
        foreach (var items in options.Items)
        {
            var name = items ? "gateway, 2 prescriptions and 2 exams" : "gateway, no items";
            var rate = await MeasureAsync(
                name, gateway.Address, gateway.Id, Requests.ToGateway(cast, items ? "full-items" : "full", tokens, items), options.Width, null, options.Warm);
            if (rate == 0) throw new InvalidOperationException($"{name}: nothing was confirmed.");
            await MeasureAsync(
                $"{name}, at 80 % load", gateway.Address, gateway.Id, Requests.ToGateway(cast, items ? "part-items" : "part", tokens, items), options.Width, 0.8 * rate);
        }
        await gateway.StopAsync();
        if (options.Parts.Contains("rebuild")) await RebuildAsync(gateway);
    }

    // The whole process, from its begin to its end.
    async Task RebuildAsync(GatewayProcess gateway)
    {
        var rates = new List<double>();
        while (rates.Count < options.Runs)
        {
            var clock = Stopwatch.StartNew();
            if (await gateway.RunToEndAsync("--rebuild") != 0) throw new InvalidOperationException(gateway.Errors);
            var operations = long.Parse(Regex.Matches(gateway.Output, @"blocks with (\d+) operations")[^1].Groups[1].Value, CultureInfo.InvariantCulture);
            rates.Add(operations / clock.Elapsed.TotalSeconds);
            if (rates.Count == options.Runs) Row.Print($"rebuild of the read model, {operations} operations", Statistics.Spread(rates), "", "", "", "", "");
        }
    }

    async Task PlainAsync(OwnNetwork network, Cast registered)
    {
        var cast = Path.Combine(network.Gateway.DataDirectory, "cast.json");
        registered.Save(cast);
        foreach (var items in options.Items)
            foreach (var width in (int[])[64, 256, 1024, 3000])
            {
                var address = new Uri($"http://127.0.0.1:{FreePort()}");
                using var plain = Process.Start(new ProcessStartInfo("dotnet", [typeof(PlainGateway).Assembly.Location, "plain-gateway", cast, address.ToString()]) { RedirectStandardOutput = true })!;
                try
                {
                    await AnswersAsync(address);
                    await MeasureAsync(
                        $"plain gateway, {(items ? "2 prescriptions and 2 exams" : "no items")}, {width} at once", address, plain.Id,
                        Requests.ToPlain(Cast.Load(cast), items), width, null, options.Warm);
                }
                finally
                {
                    plain.Kill();
                    await plain.WaitForExitAsync();
                }
            }
    }

    async Task CeilingAsync(OwnNetwork network, Cast cast)
    {
        var keys = Path.Combine(network.Gateway.DataDirectory, "keys");
        using var relayer = RelayerKey.Open(keys, MasterKeys.Open(keys, mayCreate: false), null);
        foreach (var items in options.Items)
        {
            using var ceiling = new Ceiling(cast, relayer, items);
            var what = items ? "2 prescriptions and 2 exams" : "no items";
            foreach (var inFlight in (int[])[8, 24])
                await RepeatAsync($"ceiling, batches of 100, {what}, {inFlight} in flight", () => ceiling.BatchesAsync(options.Seconds * 800, inFlight));
            foreach (var inFlight in (int[])[800, 3000])
                await RepeatAsync($"ceiling, single, {what}, {inFlight} in flight", () => ceiling.SinglesAsync(options.Seconds * 800, inFlight));
        }
    }

    async Task RepeatAsync(string name, Func<Task<double>> run)
    {
        var rates = new List<double>();
        while (rates.Count < options.Runs) rates.Add(await run());
        Row.Print(name, Statistics.Spread(rates), "", "", "", "", "");
    }

    async Task<double> MeasureAsync(string name, Uri address, int process, Func<long, byte[]> request, int width, double? rate, int warm = 5)
    {
        using var load = new Load(address, request, rate);
        load.Begin(width);
        await load.MeasureAsync(TimeSpan.FromSeconds(warm));
        var runs = new List<(Stretch Stretch, double Cpu)>();
        while (runs.Count < options.Runs)
        {
            var before = ProcessTime.SecondsOf(process);
            var stretch = await load.MeasureAsync(TimeSpan.FromSeconds(options.Seconds));
            runs.Add((stretch, (ProcessTime.SecondsOf(process) - before) * 1000 / Math.Max(1, stretch.Confirmed)));
        }
        await load.EndAsync();
        Row.Print(
            name, Statistics.Spread([.. runs.Select(run => run.Stretch.Rate)]), Percentile(0.5), Percentile(0.95), Percentile(0.99),
            Statistics.Spread([.. runs.Select(run => run.Cpu)], "0.00"), runs.Sum(run => run.Stretch.Failed).ToString(CultureInfo.InvariantCulture));
        return runs.Select(run => run.Stretch.Rate).Median();

        string Percentile(double share) => runs.Select(run => run.Stretch.Percentile(share)).Median().ToString("N0", CultureInfo.InvariantCulture);
    }

    static async Task AnswersAsync(Uri address)
    {
        using var http = new HttpClient { BaseAddress = address };
        for (var waited = Stopwatch.StartNew(); waited.Elapsed < TimeSpan.FromSeconds(30); await Task.Delay(50))
            try
            {
                using var answer = await http.GetAsync(new Uri("/", UriKind.Relative));
                return;
            }
            catch (HttpRequestException)
            {
                // Not yet.
            }
        throw new InvalidOperationException("The plain gateway does not answer.");
    }

    static int FreePort()
    {
        using var listener = new System.Net.Sockets.TcpListener(System.Net.IPAddress.Loopback, 0);
        listener.Start();
        return ((System.Net.IPEndPoint)listener.LocalEndpoint).Port;
    }
}
