using HealthLedger.Core.Regulation;
using HealthLedger.EndToEnd.Chain;

namespace HealthLedger.EndToEnd.Network;

/// <summary>The network that the other tests stand on.</summary>
public sealed class NetworkWorldTests
{
    [Theory]
    [InlineData(NodeClient.Besu)]
    [InlineData(NodeClient.GoQuorum)]
    [InlineData(NodeClient.Anvil)]
    public async Task Everything_is_confirmed_once_in_each_dialect(NodeClient client)
    {
        await using var on = await NetworkWorld.StartAsync(client);
        var world = on.World;
        var physician = await world.RegisteredAsync(EntityClass.Physician);
        var registrations = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => world.RegisterAsync()));
        foreach (var (operation, _) in registrations) await world.PlaceOnChainAsync(await world.ConfirmedAsync(operation));

        var grants = await Task.WhenAll(registrations.Select(one => world.AcceptAsync(
            one.Entity, one.Entity.Entity, Drafts.Grant(one.Entity.Entity, physician.Entity))));
        foreach (var grant in grants) await world.PlaceOnChainAsync(await world.ConfirmedAsync(grant));
        Assert.Empty(on.Network.Discarded);
    }
}
