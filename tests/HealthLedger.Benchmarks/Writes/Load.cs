using System.Buffers.Text;
using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace HealthLedger.Benchmarks.Writes;

/// <summary>What came of a stretch of load.</summary>
/// <param name="Confirmed">Answered 201 within it.</param>
/// <param name="Failed">Answered otherwise.</param>
/// <param name="Latencies">Milliseconds, sorted; from when the request was due.</param>
sealed record Stretch(int Confirmed, int Failed, double Seconds, double[] Latencies)
{
    public double Rate => Confirmed / Seconds;

    public double Percentile(double share) => Latencies.Length == 0 ? double.NaN : Latencies[(int)Math.Min(Latencies.Length - 1, share * Latencies.Length)];
}

/// <summary>
/// Requests over many connections, each waiting for its answer before the next one: bytes that were made beforehand and an answer of which the
/// status is read, so that the load costs little of the machine it shares with what it measures.
/// </summary>
/// <param name="address">The gateway's.</param>
/// <param name="request">The n-th request's bytes.</param>
/// <param name="rate">Requests a second, each due at its time; null: as fast as answers come.</param>
sealed class Load(Uri address, Func<long, byte[]> request, double? rate) : IDisposable
{
    readonly CancellationTokenSource enough = new();
    readonly Lock gate = new();
    readonly List<double> latencies = [];
    readonly List<Task> connections = [];
    readonly Stopwatch clock = Stopwatch.StartNew();
    long next = -1;
    int failed;
    string? complaint;

    public void Begin(int width)
    {
        for (var i = 0; i < width; i++) connections.Add(Task.Run(SpeakAsync));
    }

    /// <summary>Counts for so long.</summary>
    public async Task<Stretch> MeasureAsync(TimeSpan length)
    {
        lock (gate) (failed, _) = (0, latencies.RemoveAll(_ => true));
        var watch = Stopwatch.StartNew();
        await Task.Delay(length);
        lock (gate)
        {
            if (complaint is not null && latencies.Count == 0) throw new InvalidOperationException(complaint);
            double[] sorted = [.. latencies.Order()];
            return new Stretch(sorted.Length, failed, watch.Elapsed.TotalSeconds, sorted);
        }
    }

    public async Task EndAsync()
    {
        await enough.CancelAsync();
        await Task.WhenAll(connections);
    }

    public void Dispose() => enough.Dispose();

    async Task SpeakAsync()
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        var buffer = new byte[8192];
        try
        {
            await socket.ConnectAsync(IPAddress.Loopback, address.Port, enough.Token);
            while (!enough.IsCancellationRequested)
            {
                var number = Interlocked.Increment(ref next);
                var due = rate is { } perSecond ? TimeSpan.FromSeconds(number / perSecond) : clock.Elapsed;
                if (due > clock.Elapsed) await Task.Delay(due - clock.Elapsed, enough.Token);
                await socket.SendAsync(request(number), enough.Token);
                var (status, text) = await AnswerAsync(socket, buffer, enough.Token);
                Note(status, text, (clock.Elapsed - due).TotalMilliseconds);
            }
        }
        catch (OperationCanceledException)
        {
            // Enough.
        }
    }

    void Note(int status, string text, double took)
    {
        lock (gate)
            if (status == 201) latencies.Add(took);
            else (failed, complaint) = (failed + 1, text);
    }

    // Whole: by its length, or by the last chunk.
    static async Task<(int Status, string Text)> AnswerAsync(Socket socket, byte[] buffer, CancellationToken cancellation)
    {
        for (var length = 0; ;)
        {
            var read = await socket.ReceiveAsync(buffer.AsMemory(length), cancellation);
            if (read == 0) throw new InvalidOperationException("The gateway closed a connection.");
            length += read;
            var answer = buffer.AsSpan(0, length);
            if (!IsWhole(answer)) continue;
            var status = Number(answer[9..]);
            return (status, status == 201 ? "" : Encoding.UTF8.GetString(answer));
        }
    }

    static bool IsWhole(ReadOnlySpan<byte> answer)
    {
        var end = answer.IndexOf("\r\n\r\n"u8);
        if (end < 0) return false;
        var at = answer[..end].IndexOf("Content-Length: "u8);
        if (at < 0) return answer.EndsWith("\r\n0\r\n\r\n"u8);
        return answer.Length == end + 4 + Number(answer[(at + 16)..]);
    }

    static int Number(ReadOnlySpan<byte> text) => Utf8Parser.TryParse(text, out int number, out _) ? number : throw new InvalidDataException("Not HTTP.");
}
