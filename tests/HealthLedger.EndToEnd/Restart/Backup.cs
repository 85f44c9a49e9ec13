using HealthLedger.EndToEnd.Support;

namespace HealthLedger.EndToEnd.Restart;

/// <summary>A copy of the databases, taken while the gateway was stopped. The chain and the keys are not of it: they are where they are.</summary>
sealed class Backup : IDisposable
{
    static readonly string[] databases = ["ledger.db*", "access.db*"];

    readonly GatewayProcess gateway;
    readonly string copies = Directory.CreateTempSubdirectory("healthledger-backup-").FullName;

    Backup(GatewayProcess gateway) => this.gateway = gateway;

    /// <summary>Stops the gateway, copies, and starts it again.</summary>
    public static async Task<Backup> TakeAsync(GatewayProcess gateway)
    {
        var backup = new Backup(gateway);
        await gateway.StopAsync();
        foreach (var file in FilesIn(gateway.DataDirectory)) File.Copy(file, Path.Combine(backup.copies, Path.GetFileName(file)));
        await gateway.StartAsync();
        return backup;
    }

    /// <summary>What was written since is gone from the databases, and from nowhere else.</summary>
    public async Task PutBackAsync()
    {
        await gateway.StopAsync();
        foreach (var file in FilesIn(gateway.DataDirectory)) File.Delete(file);
        foreach (var file in FilesIn(copies)) File.Copy(file, Path.Combine(gateway.DataDirectory, Path.GetFileName(file)));
        await gateway.StartAsync();
    }

    public void Dispose() => Directory.Delete(copies, recursive: true);

    static IEnumerable<string> FilesIn(string directory) => databases.SelectMany(pattern => Directory.GetFiles(directory, pattern));
}
