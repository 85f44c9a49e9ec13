using HealthLedger.EndToEnd.Support;

namespace HealthLedger.Postgres.Replicas;

/// <summary>A pair with those who write on it, for the tests of one class: each begins with both up.</summary>
public abstract class Ward(int chainId) : IAsyncLifetime
{
    ReplicaPair? pair;

    public ReplicaPair Pair => pair ?? throw new InvalidOperationException("The pair was not started.");

    public Account Regulator { get; private set; } = null!;

    public Account Patient { get; private set; } = null!;

    public Account Physician { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        if (Support.PostgresCluster.Binaries is null) return;
        pair = await ReplicaPair.StartAsync(chainId);
        var ledger = await Ledger.OpenAsync(pair.One);
        (Regulator, Patient, Physician) = (ledger.Regulator, await ledger.PatientAsync(), await ledger.PhysicianAsync());
        await WriteAudit.BeginAsync(pair);
    }

    public async ValueTask DisposeAsync()
    {
        if (pair is not null) await pair.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    /// <summary>Both up, whatever a test before left; skips where there is no PostgreSQL.</summary>
    public async Task<(GatewayProcess Leader, GatewayProcess Follower)> UpAsync()
    {
        Assert.SkipWhen(pair is null, "There is no PostgreSQL: install its server, for the pair starts one of its own.");
        return await Pair.UpAsync();
    }

    /// <summary>A write of the patient through that gateway; nobody but him is concerned.</summary>
    public async Task<Answer> WriteAsync(Account patient, string? prefer = null) => await patient.PostAsync(
        $"/v1/patients/{patient.Identifier}/consents", Ledger.Consent(Physician, "treatment", "records:read"), Guid.NewGuid().ToString("N"), prefer);

    /// <summary>Nothing was executed twice.</summary>
    public async Task ExecutedOnceAsync()
    {
        var executed = await Pair.Node.ExecutedAsync();
        Assert.NotEmpty(executed);
        Assert.Equal(executed.Count, executed.Distinct(StringComparer.Ordinal).Count());
    }
}
