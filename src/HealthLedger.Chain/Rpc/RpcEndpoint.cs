using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;

namespace HealthLedger.Chain.Rpc;

/// <summary>
/// JSON-RPC over one HTTP address. Whatever goes wrong comes out as an <see cref="RpcException"/>; only a caller's own cancellation
/// stays an <see cref="OperationCanceledException"/>. Safe for concurrent use; one for the life of the process.
/// </summary>
internal sealed class RpcEndpoint : IDisposable
{
    readonly HttpClient http;
    readonly Uri address;
    readonly RpcOptions options;
    long lastId;

    public RpcEndpoint(Uri address, RpcOptions? options = null, HttpMessageHandler? handler = null)
    {
        this.address = address;
        this.options = options ?? new RpcOptions();
        http = new HttpClient(handler ?? new SocketsHttpHandler
        {
            MaxConnectionsPerServer = this.options.MaxConnections,
            PooledConnectionLifetime = TimeSpan.FromMinutes(5), // follows DNS without leaking sockets
            ConnectTimeout = TimeSpan.FromSeconds(5),
            AutomaticDecompression = DecompressionMethods.All,
        })
        {
            Timeout = System.Threading.Timeout.InfiniteTimeSpan, // ours is per call and covers the body too
        };
    }

    /// <summary>Host and port, for logs and health: what else the address holds may be secret.</summary>
    public string Name => address.Authority;

    /// <summary>The dialect by which errors are read; <see cref="ClientKind.Other"/> until the client was asked.</summary>
    public ClientKind Client { get; set; }

    /// <summary>The result of one call; JSON null where the node answered null.</summary>
    /// <exception cref="RpcException">There is none.</exception>
    public async Task<JsonElement> CallAsync(string method, CancellationToken cancellation, params object?[] parameters)
    {
        var call = new RpcCall(Interlocked.Increment(ref lastId), method, parameters);
        var answer = await PostAsync(call, cancellation);
        return RpcAnswer.Read(answer, call, Client).Value;
    }

    /// <summary>The answers to many calls, in their order; each may be a fault of its own.</summary>
    /// <exception cref="RpcException">The requests as a whole were not answered.</exception>
    public async Task<IReadOnlyList<RpcAnswer>> CallManyAsync(
        IEnumerable<(string Method, object?[] Parameters)> calls, CancellationToken cancellation)
    {
        var answers = new List<RpcAnswer>();
        foreach (var chunk in calls.Chunk(options.MaxBatch))
        {
            var batch = chunk.Select(call => new RpcCall(Interlocked.Increment(ref lastId), call.Method, call.Parameters)).ToArray();
            answers.AddRange(RpcAnswer.ReadMany(await PostAsync(batch, cancellation), batch, Client));
        }

        return answers;
    }

    public void Dispose() => http.Dispose();

    async Task<JsonElement> PostAsync(object body, CancellationToken cancellation)
    {
        using var timeout = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        timeout.CancelAfter(options.Timeout);
        try
        {
            using var content = new ByteArrayContent(JsonSerializer.SerializeToUtf8Bytes(body));
            content.Headers.ContentType = new MediaTypeHeaderValue("application/json"); // GoQuorum answers 415 to anything else
            using var request = new HttpRequestMessage(HttpMethod.Post, address) { Content = content };
            using var response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, timeout.Token);
            return RpcAnswer.Parse(response.StatusCode, await ReadAsync(response.Content, timeout.Token));
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            throw new RpcException(RpcFault.TimedOut, $"No answer within {options.Timeout.TotalSeconds:0.###} s.");
        }
        catch (HttpRequestException unreachable)
        {
            throw new RpcException(RpcFault.Unreachable, unreachable.Message, inner: unreachable);
        }
        catch (IOException cut)
        {
            throw new RpcException(RpcFault.Garbage, "The answer broke off.", inner: cut);
        }
    }

    async Task<ReadOnlyMemory<byte>> ReadAsync(HttpContent content, CancellationToken cancellation)
    {
        await using var stream = await content.ReadAsStreamAsync(cancellation);
        var expected = Math.Min(content.Headers.ContentLength ?? 4096, options.MaxAnswerLength);
        var buffer = new byte[expected + 1]; // one more, to meet the end, or what is beyond the bound
        var length = 0;
        while (true)
        {
            var read = await stream.ReadAsync(buffer.AsMemory(length), cancellation);
            length += read;
            if (read == 0) return buffer.AsMemory(0, length);
            if (length > options.MaxAnswerLength) throw new RpcException(RpcFault.Garbage, "The answer is longer than what is read.");
            if (length == buffer.Length) Array.Resize(ref buffer, (int)Math.Min(2L * length, options.MaxAnswerLength + 1L));
        }
    }
}
