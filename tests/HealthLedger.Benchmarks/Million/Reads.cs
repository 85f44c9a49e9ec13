using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Headers;

namespace HealthLedger.Benchmarks.Million;

/// <summary>Record reads, judged, opened and logged, against an endpoint of the same host that only authenticates.</summary>
static class Reads
{
    const int Clients = 64;

    public static async Task<int> RunAsync(string directory, int runs, int seconds)
    {
        await using var filled = await FilledGateway.StartAsync(directory, bare: true);
        await filled.NamesIndexedAsync();
        var signedIn = await filled.ReadersAsync(Clients);
        // As many in a small store, where there are few physicians.
        var readers = Enumerable.Range(0, Clients).Select(client => signedIn[client % signedIn.Count]).ToList();
        using var http = new HttpClient(new SocketsHttpHandler { MaxConnectionsPerServer = Clients }) { BaseAddress = filled.Gateway.Address };
        await MeasureAsync(http, readers, bare: false, seconds);
        await MeasureAsync(http, readers, bare: true, seconds);
        var (bare, reads) = (new List<double>(), new List<double>());
        for (var run = 0; run < runs; run++)
        {
            bare.Add(await MeasureAsync(http, readers, bare: true, seconds));
            reads.Add(await MeasureAsync(http, readers, bare: false, seconds));
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"run {run + 1}: bare {bare[^1],7:0}/s   reads {reads[^1],7:0}/s   {reads[^1] / bare[^1]:0.00}"));
        }
        var (records, ratio) = (await filled.CountAsync("Records"), reads.Zip(bare, (read, one) => read / one).Median());
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{records} records, medians of {runs} runs of {seconds} s: bare {bare.Median():0}/s, reads {reads.Median():0}/s, ratio {ratio:0.00}, {filled.Memory()} MB"));
        return 0;
    }

    static async Task<double> MeasureAsync(HttpClient http, IReadOnlyList<(string Token, string[] Paths)> readers, bool bare, int seconds)
    {
        var (clock, done) = (Stopwatch.StartNew(), 0);
        await Task.WhenAll(readers.Select(async (reader, index) =>
        {
            var random = new Random(index);
            while (clock.Elapsed.TotalSeconds < seconds)
            {
                using var request = new HttpRequestMessage(
                    HttpMethod.Get, new Uri(bare ? BareEndpoint.Path : reader.Paths[random.Next(reader.Paths.Length)], UriKind.Relative));
                request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", reader.Token);
                using var answer = await http.SendAsync(request);
                answer.EnsureSuccessStatusCode();
                await answer.Content.ReadAsByteArrayAsync();
                Interlocked.Increment(ref done);
            }
        }));
        return done / clock.Elapsed.TotalSeconds;
    }
}
