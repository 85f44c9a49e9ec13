using System.Globalization;
using System.Net.Sockets;
using System.Text;
using System.Text.RegularExpressions;

namespace HealthLedger.EndToEnd.Support;

/// <summary>HTTP as bytes on a socket: for what no client's library sends.</summary>
sealed partial class RawHttp : IAsyncDisposable
{
    readonly TcpClient client = new();
    NetworkStream stream = null!;

    public static async Task<RawHttp> ConnectAsync(GatewayProcess gateway)
    {
        var raw = new RawHttp();
        await raw.client.ConnectAsync(gateway.Address.Host, gateway.Address.Port);
        raw.stream = raw.client.GetStream();
        return raw;
    }

    /// <summary>All of it on a connection of its own, and what came back until the gateway closed.</summary>
    public static async Task<string> AskAsync(GatewayProcess gateway, string bytes)
    {
        await using var raw = await ConnectAsync(gateway);
        await raw.TrySendAsync(bytes);
        return await raw.ReadToEndAsync();
    }

    /// <summary>The statuses in what came back, one an answer.</summary>
    public static IReadOnlyList<int> StatusesIn(string answers) =>
        [.. StatusLine().Matches(answers).Select(line => int.Parse(line.Groups[1].ValueSpan, CultureInfo.InvariantCulture))];

    /// <summary>False where the gateway takes no more.</summary>
    public async Task<bool> TrySendAsync(string bytes)
    {
        try
        {
            await stream.WriteAsync(Encoding.Latin1.GetBytes(bytes));
            return true;
        }
        catch (IOException)
        {
            return false;
        }
    }

    /// <summary>Everything up to the gateway's close, however it closes.</summary>
    public async Task<string> ReadToEndAsync()
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(90));
        var answer = new StringBuilder();
        var part = new byte[16 * 1024];
        try
        {
            for (int read; (read = await stream.ReadAsync(part, limit.Token)) > 0;) answer.Append(Encoding.Latin1.GetString(part, 0, read));
        }
        catch (IOException)
        {
            // Reset: the gateway had not read all of it.
        }
        return answer.ToString();
    }

    public async ValueTask DisposeAsync()
    {
        await stream.DisposeAsync();
        client.Dispose();
    }

    [GeneratedRegex(@"^HTTP/1\.1 (\d{3}) ", RegexOptions.Multiline)]
    private static partial Regex StatusLine();
}
