using HealthLedger.Core.Replicas;
using HealthLedger.Core.Store;
using HealthLedger.Core.Vault;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace HealthLedger.Core.Regulation;

/// <summary>
/// Takes entities into the name index in the order of the chain, some at a time, each step one transaction with how far it came: whoever
/// stood in the store before there was an index, and whoever is registered now. Until then a search opens their profiles.
/// </summary>
sealed partial class NameIndexer(
    LedgerStore store, Vault.Vault vault, NameIndex index, Leadership leadership, TimeProvider time, ILogger<NameIndexer> logger) : BackgroundService
{
    const int Step = 100;
    static readonly TimeSpan glance = TimeSpan.FromSeconds(2);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
            try
            {
                if (!leadership.Leads || !await StepAsync(stoppingToken)) await Task.Delay(glance, time, stoppingToken);
            }
            catch (Exception failure) when (failure is not OperationCanceledException)
            {
                // Nothing is lost: a search goes the long way meanwhile.
                LogNotIndexed(failure);
                await Task.Delay(glance, time, stoppingToken);
            }
    }

    /// <returns>False where nothing is left.</returns>
    internal async Task<bool> StepAsync(CancellationToken cancellation)
    {
        await using var reading = store.OpenRead();
        var reached = await NameIndex.ReachedAsync(reading, cancellation);
        var entities = await reading.Entities.Where(row => row.Position > reached).OrderBy(row => row.Position).Take(Step).ToListAsync(cancellation);
        if (entities is not [.., var last]) return false;
        var tokens = new List<NameToken>();
        foreach (var entity in entities)
        {
            var (profile, _) = await vault.OpenContentAsync(reading, entity.Id, entity.Id, cancellation);
            if (profile?["name"]?.GetValue<string>() is { } name) tokens.AddRange(index.TokensOf(entity.Class, name, entity.Position));
        }

        await store.WriteAsync(
            async (db, token) =>
            {
                // A fork, or another replica, may have been here since.
                if (await NameIndex.ReachedAsync(db, token) != reached
                    || !await db.Entities.AnyAsync(row => row.Id == last.Id && row.Position == last.Position, token)) return;
                db.AddRange(tokens);
                await NameIndex.ReachAsync(db, last.Position, token);
            },
            cancellation);
        return true;
    }

    [LoggerMessage(LogLevel.Error, "Names could not be indexed; trying again in a while.")]
    partial void LogNotIndexed(Exception failure);
}
