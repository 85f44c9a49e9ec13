using System.Text.Json.Nodes;
using HealthLedger.Core;
using HealthLedger.Core.Audit;
using HealthLedger.Core.Ledger;
using HealthLedger.Core.Operations;
using HealthLedger.Core.Regulation;
using HealthLedger.Core.Store;
using HealthLedger.Core.Vault;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace HealthLedger.Tests.Core;

/// <summary>Core as it is registered, on a real store of its own, with a chain that says what the test wants.</summary>
sealed class CoreWorld : IAsyncDisposable
{
    readonly ServiceProvider services;

    /// <param name="outboxBound">How many operations may wait.</param>
    /// <param name="directory">As one that was there before; null for one of its own.</param>
    /// <param name="replicaOf">The world whose database and keys it shares, where there is a database that can be shared.</param>
    public CoreWorld(int outboxBound = 20_000, string? directory = null, CoreWorld? replicaOf = null)
    {
        Root = directory ?? Path.Combine(Path.GetTempPath(), "hl-core-" + Guid.NewGuid().ToString("N"));
        Options = new CoreOptions { DataDirectory = Data, KeysDirectory = Keys, OutboxBound = outboxBound, PostgresConnection = StoreUnderTest.ConnectionOf(Data) };
        if (replicaOf is not null) Options = Options with { KeysDirectory = replicaOf.Keys, PostgresConnection = replicaOf.Options.PostgresConnection };
        services = new ServiceCollection()
            .AddSingleton<ILoggerFactory, LoggerFactory>()
            .AddSingleton(typeof(ILogger<>), typeof(Logger<>))
            .AddSingleton<TimeProvider>(Clock)
            .AddSingleton<ILedgerNetwork>(Network)
            .AddLedgerCore(Options)
            .BuildServiceProvider(validateScopes: true);
    }

    public string Root { get; }
    public string Data => Path.Combine(Root, "data");
    public string Keys => Path.Combine(Root, "keys");
    public CoreOptions Options { get; }
    public TestClock Clock { get; } = new();
    public TestNetwork Network { get; } = new();

    public LedgerStore Store => Get<LedgerStore>();
    public Vault Vault => Get<Vault>();
    public OperationDesk Desk => Get<OperationDesk>();
    public AccessLog Log => Get<AccessLog>();

    public static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public IServiceProvider Services => services;

    public T Get<T>() where T : notnull => services.GetRequiredService<T>();

    /// <summary>From here on this world may write what a leader alone may.</summary>
    public Task LeadAsync() => Store.Leadership.RequireAsync("Another world leads.", Cancellation);

    /// <summary>Takes in a block as the indexer does: one transaction, then the desk is told.</summary>
    public async Task<IReadOnlyList<LedgerId>> IndexAsync(LedgerBlock block)
    {
        var decided = await Store.WriteAsync((db, token) => Projector.ApplyAsync(db, block, token), Cancellation);
        Desk.Decided(decided);
        return decided;
    }

    /// <summary>A subject's key, stored, so that operations on it can be accepted.</summary>
    public async Task<SubjectVault> SubjectAsync(LedgerId subject)
    {
        var (row, vault) = Vault.CreateSubject(subject);
        await Store.WriteAsync((db, _) => Task.FromResult(db.SubjectKeys.Add(row)), Cancellation);
        return vault;
    }

    /// <summary>A draft that any test may send; its answer names its resource.</summary>
    public static OperationDraft Draft(LedgerId subject, LedgerCommand command, AccessEntry? access = null, Digest? requestId = null)
    {
        var actor = new Actor(subject, "PAT-TEST", EntityClass.Patient);
        var request = new RequestIdentity(requestId ?? Story.AnyDigest(), "POST", "/v1/anything", null, Digest.Zero);
        return new OperationDraft
        {
            Request = request, Actor = actor, Subject = subject, Command = command, Resource = "thing",
            Answer = new JsonObject { ["id"] = "thing" }, Access = access,
        };
    }

    public async ValueTask DisposeAsync()
    {
        await services.DisposeAsync();
        StoreUnderTest.Forget(Data);
        if (Directory.Exists(Root)) Directory.Delete(Root, recursive: true);
    }
}

/// <summary>A wall clock that the test sets; durations run on as they do.</summary>
sealed class TestClock : TimeProvider
{
    public DateTimeOffset Now { get; set; } = DateTimeOffset.FromUnixTimeSeconds(1_800_000_000);

    public override DateTimeOffset GetUtcNow() => Now;
}

sealed class TestNetwork : ILedgerNetwork
{
    public LedgerIdentity Identity { get; } = new(1337, "0x00112233445566778899aabbccddeeff00112233");
    public LedgerHealth Health { get; set; } = new(LedgerState.Serving, true, "", 0, 0);

    public Task<LedgerStatistics> ReadStatisticsAsync(CancellationToken cancellation) => throw new NotSupportedException();

    public Task<Digest?> ReadCommitmentAsync(LedgerId record, Digest transaction, CancellationToken cancellation) => throw new NotSupportedException();
}
