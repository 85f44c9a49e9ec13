using HealthLedger.EndToEnd.Support;

[assembly: AssemblyFixture(typeof(Turn))]

namespace HealthLedger.EndToEnd.Support;

/// <summary>
/// Of the projects that start gateways one runs at a time on a machine, whoever begins them: replicas that share two processors with another
/// suite lose their lease, and what has a limit in seconds would measure the other one.
/// </summary>
public sealed class Turn : IAsyncLifetime
{
    static readonly TimeSpan glance = TimeSpan.FromMilliseconds(500);

    FileStream? held;

    public async ValueTask InitializeAsync()
    {
        var path = Path.Combine(Path.GetTempPath(), $"healthledger-tests-{Environment.UserName}.lock");
        while (held is null)
            try
            {
                held = new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            }
            catch (IOException)
            {
                await Task.Delay(glance, TestContext.Current.CancellationToken);
            }
    }

    // The system takes it back from a process that ends without this.
    public async ValueTask DisposeAsync()
    {
        if (held is not null) await held.DisposeAsync();
    }
}
