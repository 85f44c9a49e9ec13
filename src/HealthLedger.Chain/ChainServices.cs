using HealthLedger.Chain.Custody;
using HealthLedger.Chain.Deployment;
using HealthLedger.Chain.Indexer;
using HealthLedger.Chain.Nodes;
using HealthLedger.Chain.Relay;
using HealthLedger.Core.Ledger;
using HealthLedger.Core.Store;
using Microsoft.Extensions.DependencyInjection;

namespace HealthLedger.Chain;

/// <summary>All that the rest of the gateway sees of the chain: this, the options and the startup.</summary>
public static class ChainServices
{
    /// <summary>Custody, relay, indexer and, where no endpoints are configured, the embedded node.</summary>
    public static IServiceCollection AddLedgerChain(this IServiceCollection services, ChainOptions options)
    {
        services
            .AddSingleton(options)
            .AddSingleton<ChainLink>().AddSingleton<ChainSignals>().AddSingleton<ChainStanding>()
            .AddSingleton<LedgerSession>().AddSingleton<LedgerDeployer>()
            .AddSingleton<KeyCustody>().AddSingleton<IKeyCustody>(provider => provider.GetRequiredService<KeyCustody>())
            .AddSingleton<OperationSigner>().AddSingleton<Outbox>().AddSingleton<NodeLimits>().AddSingleton<BatchPacker>().AddSingleton<BatchSender>()
            .AddSingleton<BatchRhythm>().AddSingleton<NonceHealer>().AddSingleton<RevertedBatches>().AddSingleton<BlockReader>().AddSingleton<ChainJudge>().AddSingleton<ForkWatch>().AddSingleton<SettlingTime>()
            .AddSingleton<ILedgerNetwork, LedgerNetwork>()
            .AddSingleton(provider => new LedgerStartup(
                options, provider.GetRequiredService<ChainLink>(), provider.GetRequiredService<LedgerStore>(),
                provider.GetRequiredService<LedgerSession>(), provider))
            .AddSingleton(provider => new LedgerRebuild(
                options, provider.GetRequiredService<LedgerStartup>(), provider.GetRequiredService<LedgerStore>(), provider.GetRequiredService<BlockIndexer>()));
        if (options.Embedded)
            services.AddSingleton<BlockJournal>().AddSingleton<BlockReplay>().AddSingleton<EmbeddedNode>()
                .AddHostedService(provider => provider.GetRequiredService<EmbeddedNode>());
        if (options.Heads.Count > 0) services.AddHostedService<HeadListener>();
        return services
            .AddSingleton<BlockIndexer>().AddHostedService(provider => provider.GetRequiredService<BlockIndexer>())
            .AddHostedService<BatchRelay>();
    }
}
