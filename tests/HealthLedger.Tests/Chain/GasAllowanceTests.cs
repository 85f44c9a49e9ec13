using HealthLedger.Chain.Relay;
using HealthLedger.Chain.Rpc;

namespace HealthLedger.Tests.Chain;

public sealed class GasAllowanceTests
{
    [Theory]
    // A block limit that ends whatever is pending within its period allows twice itself, whoever made the node.
    [InlineData(100_000_000, 1, nameof(ClientKind.GoQuorum), 200_000_000)]
    [InlineData(30_000_000, 1, nameof(ClientKind.Besu), 60_000_000)]
    [InlineData(200_000_000, 2, nameof(ClientKind.GoQuorum), 400_000_000)]
    // Above that a figure a second.
    [InlineData(100_000_001, 1, nameof(ClientKind.GoQuorum), 20_000_000)]
    [InlineData(700_000_000, 5, nameof(ClientKind.GoQuorum), 100_000_000)]
    [InlineData(0x1fffffffffffff, 2, nameof(ClientKind.Besu), 800_000_000)]
    [InlineData(1_000_000_000, 1, nameof(ClientKind.Anvil), 400_000_000)]
    // A period under a second counts as one.
    [InlineData(1_000_000_000, 0, nameof(ClientKind.Anvil), 400_000_000)]
    [InlineData(100_000_000, 0, nameof(ClientKind.Anvil), 200_000_000)]
    public void Gas_in_flight_follows_block_limit_period_and_client(long limit, long period, string client, long inFlight) =>
        Assert.Equal(inFlight, GasAllowance.Of(limit, period, Enum.Parse<ClientKind>(client), configured: null).InFlight);

    [Fact]
    public void The_operators_figure_counts_for_every_client_and_limit()
    {
        Assert.Equal(90_000_000, GasAllowance.Of(50_000_000, 3, ClientKind.GoQuorum, 30_000_000).InFlight);
        Assert.Equal(30_000_000, GasAllowance.Of(1_000_000_000, 0, ClientKind.Besu, 30_000_000).InFlight);
    }

    [Fact]
    public void A_batch_is_a_quarter_of_it_and_never_more_than_a_block()
    {
        Assert.Equal(100_000_000, GasAllowance.Of(1_000_000_000, 1, ClientKind.Anvil, null).PerBatch);
        Assert.Equal(5_000_000, GasAllowance.Of(700_000_000, 1, ClientKind.GoQuorum, null).PerBatch);
        Assert.Equal(10_000_000, GasAllowance.Of(10_000_000, 1, ClientKind.Besu, configured: 1_000_000_000).PerBatch);
    }

    [Fact]
    public void A_batch_carries_the_relays_reserve_and_the_64th_that_the_call_leaves_behind()
    {
        var operation = new HealthLedger.Chain.Ethereum.Operation(default, default, Commands.Ledger.Care, 6_300_000, new byte[100]);
        var given = GasAllowance.OfOperation(operation);
        // The contract: (gas left − 40,000) × 63/64 ≥ the operation's gas.
        Assert.True((given - 40_000) * 63 / 64 >= 6_300_000, $"{given}");
        Assert.Equal(2 * given, GasAllowance.ForBatch([operation, operation]) - GasAllowance.ForBatch([]));
    }
}
