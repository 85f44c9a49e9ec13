using HealthLedger.Core.Audit;
using HealthLedger.Core.Ledger;
using HealthLedger.Core.Operations;
using HealthLedger.Core.Regulation;
using HealthLedger.Core.Replicas;
using HealthLedger.Core.Store;
using HealthLedger.Core.Vault;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;

namespace HealthLedger.Core;

/// <summary>Registers Core.</summary>
public static class CoreServices
{
    /// <summary>
    /// Everything of Core, as singletons. <see cref="ILedgerNetwork"/> comes from Chain. Opening the store is what locks and migrates it:
    /// resolve <see cref="LedgerStore"/> early to hear early of a <see cref="CannotStartException"/>.
    /// </summary>
    public static IServiceCollection AddLedgerCore(this IServiceCollection services, CoreOptions options)
    {
        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton(options);
        services.AddSingleton(_ => StorePlace.Of(options));
        services.AddSingleton(provider => LedgerStore.Open(
            options.DataDirectory, provider.GetRequiredService<StorePlace>(), provider.GetRequiredService<ILogger<Leadership>>()));
        services.AddSingleton(provider => provider.GetRequiredService<LedgerStore>().Leadership);
        services.AddSingleton(provider => AccessLog.Open(provider.GetRequiredService<StorePlace>(), provider.GetRequiredService<LedgerStore>()));
        services.AddSingleton(provider => LedgerSecret.Open(options.KeysDirectory, NothingSealedYet(provider)));
        services.AddSingleton(provider =>
        {
            // The secret comes first: once a master key sealed anything, a missing secret is an accident and no longer made anew.
            provider.GetRequiredService<LedgerSecret>();
            return MasterKeys.Open(options.KeysDirectory, NothingSealedYet(provider));
        });
        services.AddSingleton<Vault.Vault>();
        services.AddSingleton<LedgerSignals>();
        services.AddSingleton<OperationDesk>();
        services.AddSingleton<AccessPolicy>();
        services.AddSingleton<PatientAccess>();
        services.AddSingleton<EntityDirectory>().AddSingleton<Standings>().AddSingleton<NameIndex>();
        // It ends after relay and indexer, which are registered later.
        services.AddHostedService(provider => provider.GetRequiredService<Leadership>());
        services.AddHostedService<NoticeBoard>();
        services.AddHostedService<AccessLogFeeder>();
        services.AddHostedService<NameIndexer>();
        return services;
    }

    static bool NothingSealedYet(IServiceProvider provider)
    {
        using var db = provider.GetRequiredService<LedgerStore>().OpenRead();
        return !db.SubjectKeys.Any() && !db.EntityKeys.Any() && !db.Operations.Any();
    }
}
