using System.Collections.Concurrent;
using System.Diagnostics;
using HealthLedger.Chain.Indexer;
using HealthLedger.Chain.Relay;
using HealthLedger.Crashes;
using HealthLedger.EndToEnd.Chain;
using HealthLedger.EndToEnd.Faults;

namespace HealthLedger.EndToEnd.Plans;

/// <summary>As <see cref="PlanTests"/>, of what no gateway asks in a quiet hour; heard in this process.</summary>
public sealed class ForkPlanTests
{
    [Fact]
    public async Task What_a_fork_or_a_lost_batch_asks_of_the_store_is_found_by_an_index()
    {
        var heard = new ConcurrentDictionary<string, bool>();
        await using var world = await ChainWorld.StartAsync();
        await world.CloseAsync();
        // From the second start on: EF looks only now and then whether anybody listens.
        // And other tests ask other files whatever they like.
        var ledger = Path.Combine(world.Data, "ledger.db");
        using var listening = DiagnosticListener.AllListeners.Subscribe(new StatementLog((database, sql) =>
        {
            if (database == ledger) heard.TryAdd(sql, true);
        }));
        await world.OpenAsync();
        await ForkStory.TellAsync(world);
        await world.HoldRelayAsync();
        var outbox = world.Get<Outbox>();
        await outbox.RevertedAsync(ChainWorld.Cancellation);
        await outbox.ReleaseOrphansAsync(ChainWorld.Cancellation);
        await outbox.LoseAsync((await outbox.HighestNonceAsync(ChainWorld.Cancellation))!.Value, 1, ChainWorld.Cancellation);
        await outbox.ReleaseAsync(1, ChainWorld.Cancellation);
        await world.Store.WriteAsync((db, token) => Rewinding.RewindAsync(db, 2, DateTimeOffset.UtcNow, token), ChainWorld.Cancellation);
        Assert.Contains(heard.Keys, sql => sql.Contains("\"Block\" > @common", StringComparison.Ordinal));
        Assert.Empty(await Explained.FaultsAsync(world.Data, heard.Keys.Select(sql => ("ledger.db", sql))));
    }
}
