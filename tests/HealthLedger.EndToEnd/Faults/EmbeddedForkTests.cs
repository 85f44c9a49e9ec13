using HealthLedger.EndToEnd.Chain;
using HealthLedger.EndToEnd.Support;

namespace HealthLedger.EndToEnd.Faults;

/// <summary>The embedded chain that goes another way: the journal has its blocks, and they are played again with the same hashes.</summary>
public sealed class EmbeddedForkTests
{
    [Theory]
    [InlineData("anvil_rollback", 4)]
    [InlineData("anvil_reorg", 3)]
    public async Task Fault_21_the_head_of_the_embedded_chain_goes_back_and_its_blocks_are_played_again(string method, int depth)
    {
        await using var world = await ChainWorld.StartAsync();
        var story = await ForkStory.TellAsync(world);
        var hashes = await world.BlockHashesAsync();

        await using (var node = world.Node) await node.CallAsync(method, method == "anvil_reorg" ? [depth, Array.Empty<object>()] : [depth]);
        Assert.NotEqual(hashes, await world.BlockHashesAsync());

        await Eventually.IsTrueAsync(
            async () => world.Health.Ready && await world.HoldsAsync(hashes), () => $"The blocks are not back: {world.Health.Explanation}");
        await story.AssertToldAsync(sameTransactions: true);
        await world.RegisteredAsync();
        await story.AssertEqualToARebuildAsync();
    }
}
