using HealthLedger.Chain;
using HealthLedger.Chain.Contracts;
using HealthLedger.Chain.Nodes;
using HealthLedger.Chain.Rpc;
using HealthLedger.Core;
using HealthLedger.EndToEnd.Chain;
using Microsoft.EntityFrameworkCore;
using Row = HealthLedger.Core.Operations.Operation;

namespace HealthLedger.EndToEnd.Network;

/// <summary>The gateway's chain services on a scripted network, with the contracts deployed there.</summary>
sealed class NetworkWorld : IAsyncDisposable
{
    NetworkWorld(ScriptedNetwork network, IReadOnlyList<ScriptedEndpoint> endpoints, ChainWorld world) =>
        (Network, Endpoints, World) = (network, endpoints, world);

    public ScriptedNetwork Network { get; }

    /// <summary>In the gateway's order of preference.</summary>
    public IReadOnlyList<ScriptedEndpoint> Endpoints { get; }

    /// <summary>The services: accept, wait, stop and open again on the same data.</summary>
    public ChainWorld World { get; }

    /// <summary>The only endpoint, or the preferred one.</summary>
    public ScriptedEndpoint Endpoint => Endpoints[0];

    /// <param name="chain">What else the gateway is told of the chain; by default it does not wait for a power cut's fork to pass.</param>
    public static async Task<NetworkWorld> StartAsync(
        NodeClient client, NetworkOptions? options = null, int endpoints = 1, Func<CoreOptions, CoreOptions>? core = null,
        Func<ChainOptions, ChainOptions>? chain = null)
    {
        chain ??= told => told;
        var network = await ScriptedNetwork.StartAsync(options);
        try
        {
            var opened = new List<ScriptedEndpoint>();
            while (opened.Count < endpoints) opened.Add(await network.OpenEndpointAsync(client));
            var addresses = opened.Select(one => one.Address).ToArray();
            var world = await ChainWorld.StartOnAsync(
                network.Node.Address, told => chain(told with { Endpoints = addresses, SettleFor = TimeSpan.Zero }), core);
            return new NetworkWorld(network, opened, world);
        }
        catch
        {
            await network.DisposeAsync();
            throw;
        }
    }

    /// <summary>Waits until each is confirmed: executed once on the chain itself, in a block that holds the very bytes that were stored.</summary>
    public async Task<IReadOnlyList<Row>> ConfirmedOnceAsync(IEnumerable<Row> accepted)
    {
        var confirmed = new List<Row>();
        foreach (var operation in accepted) confirmed.Add(await World.ConfirmedAsync(operation));
        var executed = (await Network.Node.ExecutedAsync()).CountBy(one => one).ToDictionary();
        var stored = await World.ReadAsync(db => db.Batches.ToDictionaryAsync(batch => batch.Hash, batch => batch.Raw));
        Assert.All(confirmed, operation =>
        {
            Assert.Equal(1, executed.GetValueOrDefault($"{operation.Actor.ToWord()} {operation.RequestId}"));
            Assert.Contains(stored[operation.TransactionHash!.Value], Network.History.Blocks[(int)operation.BlockNumber!].Transactions);
        });
        return confirmed;
    }

    /// <summary>How operations stand in the store.</summary>
    public Task<List<Row>> NowAsync(IEnumerable<Row> operations)
    {
        var ids = operations.Select(one => one.Id).ToArray();
        return World.ReadAsync(db => db.Operations.Where(row => ids.Contains(row.Id)).ToListAsync());
    }

    /// <summary>What the gateway thinks of an endpoint.</summary>
    public EndpointStatus StatusOf(ScriptedEndpoint endpoint) =>
        World.Get<ChainLink>().Endpoints.Statuses.Single(status => status.Endpoint == endpoint.Address.Authority);

    public async ValueTask DisposeAsync()
    {
        await World.DisposeAsync();
        await Network.DisposeAsync();
    }
}
