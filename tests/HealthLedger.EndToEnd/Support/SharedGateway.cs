using HealthLedger.EndToEnd.Support;
using HealthLedger.Tests;

[assembly: AssemblyFixture(typeof(SharedGateway))]

namespace HealthLedger.EndToEnd.Support;

/// <summary>One gateway for all tests that only need one: each brings its own patients.</summary>
public sealed class SharedGateway : IAsyncLifetime
{
    GatewayProcess? gateway;
    Ledger? ledger;

    public Ledger Ledger
    {
        get
        {
            Assert.SkipWhen(StoreUnderTest.Absence is not null, StoreUnderTest.Absence ?? "");
            return ledger ?? throw new InvalidOperationException("The gateway was not started.");
        }
    }

    public async ValueTask InitializeAsync()
    {
        if (StoreUnderTest.Absence is not null) return;
        gateway = await new GatewayProcess().StartAsync();
        ledger = await Ledger.OpenAsync(gateway);
    }

    public async ValueTask DisposeAsync()
    {
        if (gateway is not null) await gateway.DisposeAsync();
    }
}
