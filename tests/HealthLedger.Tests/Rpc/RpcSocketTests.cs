using System.Net;
using System.Net.Sockets;
using System.Text;
using HealthLedger.Chain.Rpc;

namespace HealthLedger.Tests.Rpc;

/// <summary>What only real sockets do.</summary>
public sealed class RpcSocketTests
{
    static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_closed_port_is_unreachable()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var port = ((IPEndPoint)listener.LocalEndpoint).Port;
        listener.Stop();
        Assert.Equal(RpcFault.Unreachable, await FaultOnSocketAsync(port));
    }

    [Theory]
    [InlineData("", RpcFault.Unreachable)] // takes the question, then drops the socket
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{\"id\":1,", RpcFault.Garbage)]
    [InlineData(null, RpcFault.TimedOut)] // never answers
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{\"id\":1,…", RpcFault.TimedOut)] // stops in the middle
    public async Task Sockets_that_break_or_stall_are_told_apart(string? answer, object fault)
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        using var stop = new CancellationTokenSource();
        var serving = ServeAsync(listener, answer?.TrimEnd('…'), stalls: answer is null || answer.EndsWith('…'), stop.Token);

        Assert.Equal(fault, await FaultOnSocketAsync(((IPEndPoint)listener.LocalEndpoint).Port));
        await stop.CancelAsync();
        await serving;
    }

    [Fact]
    public async Task However_much_is_asked_at_once_no_more_connections_are_opened_than_the_cap()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        using var endpoint = new RpcEndpoint(new Uri($"http://127.0.0.1:{((IPEndPoint)listener.LocalEndpoint).Port}"));
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        var asking = Enumerable.Range(0, 200).Select(_ => endpoint.CallAsync("eth_chainId", stop.Token)).ToArray();
        var connections = new List<TcpClient>();
        try
        {
            while (connections.Count < new RpcOptions().MaxConnections) connections.Add(await listener.AcceptTcpClientAsync(Cancellation));
            // Each waits for its answer. Whatever else wanted to connect would be here before one of them is answered.
            Assert.All(connections, connection => Assert.NotEqual(0, connection.GetStream().ReadByte()));
            Assert.False(listener.Pending());
        }
        finally
        {
            await stop.CancelAsync();
            foreach (var connection in connections) connection.Dispose();
            await Task.WhenAll(asking.Select(one => one.ContinueWith(_ => { }, TaskScheduler.Default)));
        }
    }

    static async Task<RpcFault> FaultOnSocketAsync(int port)
    {
        var impatient = new RpcOptions { Timeout = TimeSpan.FromMilliseconds(500) };
        using var endpoint = new RpcEndpoint(new Uri($"http://127.0.0.1:{port}"), impatient);
        return (await Assert.ThrowsAsync<RpcException>(() => endpoint.CallAsync("eth_chainId", Cancellation))).Fault;
    }

    static async Task ServeAsync(TcpListener listener, string? answer, bool stalls, CancellationToken stop)
    {
        using var client = await listener.AcceptTcpClientAsync(Cancellation);
        var stream = client.GetStream();
        _ = await stream.ReadAsync(new byte[4096], Cancellation);
        if (answer is not null) await stream.WriteAsync(Encoding.ASCII.GetBytes(answer), Cancellation);
        if (stalls) await Task.Delay(Timeout.Infinite, stop).ContinueWith(_ => { }, TaskScheduler.Default);
    }
}
