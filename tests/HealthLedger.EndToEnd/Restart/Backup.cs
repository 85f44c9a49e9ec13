using HealthLedger.EndToEnd.Support;
using HealthLedger.Tests;

namespace HealthLedger.EndToEnd.Restart;

/// <summary>A copy of the databases, taken while the gateway was stopped. The chain and the keys are not of it: they are where they are.</summary>
sealed class Backup : IDisposable
{
    readonly GatewayProcess gateway;
    readonly string copies = Directory.CreateTempSubdirectory("healthledger-backup-").FullName;

    Backup(GatewayProcess gateway) => this.gateway = gateway;

    /// <summary>Stops the gateway, copies, and starts it again.</summary>
    public static async Task<Backup> TakeAsync(GatewayProcess gateway)
    {
        var backup = new Backup(gateway);
        await gateway.StopAsync();
        StoreUnderTest.Copy(gateway.DataDirectory, backup.copies);
        await gateway.StartAsync();
        return backup;
    }

    /// <summary>What was written since is gone from the databases, and from nowhere else.</summary>
    public async Task PutBackAsync()
    {
        await gateway.StopAsync();
        StoreUnderTest.Copy(copies, gateway.DataDirectory);
        await gateway.StartAsync();
    }

    public void Dispose()
    {
        StoreUnderTest.Forget(copies);
        Directory.Delete(copies, recursive: true);
    }
}
