using HealthLedger.Chain;
using HealthLedger.Chain.Indexer;
using HealthLedger.EndToEnd.Support;
using Microsoft.Extensions.Logging.Abstractions;

namespace HealthLedger.EndToEnd.Chain;

public sealed class HeadListenerTests
{
    [Fact]
    public async Task A_new_head_wakes_whoever_waits_for_a_block()
    {
        await using var anvil = await Anvil.StartAsync(4711);
        var signals = new ChainSignals();
        var address = new UriBuilder(anvil.Node.Address) { Scheme = "ws" }.Uri;
        using var listener = new HeadListener(
            new ChainOptions { DataDirectory = "", KeysDirectory = "", Heads = [address] }, signals, NullLogger<HeadListener>.Instance);
        await listener.StartAsync(ChainWorld.Cancellation);

        for (var block = 0; block < 3; block++) Assert.True(await signals.WaitForBlockAsync(TimeSpan.FromSeconds(60), ChainWorld.Cancellation));
        await listener.StopAsync(ChainWorld.Cancellation);
    }

    [Fact]
    public async Task Without_the_socket_blocks_are_looked_for()
    {
        await using var world = await ChainWorld.StartAsync();
        await world.CloseAsync();
        world.Change(chain => chain with { Heads = [new Uri($"ws://127.0.0.1:{Processes.FreePort()}")] });
        await world.OpenAsync();
        await world.RegisteredAsync();
    }
}
