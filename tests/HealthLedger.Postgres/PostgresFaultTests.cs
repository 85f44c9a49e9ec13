using System.Collections.Concurrent;
using HealthLedger.Core;
using HealthLedger.Core.Ledger;
using HealthLedger.Core.Operations;
using HealthLedger.Core.Store;
using HealthLedger.EndToEnd.Support;
using HealthLedger.Postgres.Support;
using HealthLedger.Tests.Core;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace HealthLedger.Postgres;

/// <summary>A server that goes away and comes back, on a cluster of the test's own.</summary>
public sealed class PostgresFaultTests : IAsyncLifetime
{
    readonly string directory = Directory.CreateTempSubdirectory("healthledger-").FullName;
    PostgresCluster cluster = null!;

    public async ValueTask InitializeAsync()
    {
        Assert.SkipWhen(PostgresCluster.Binaries is null, "The server's own programs are needed to stop and start it.");
        cluster = await PostgresCluster.StartAsync();
    }

    public async ValueTask DisposeAsync()
    {
        if (cluster is not null) await cluster.DisposeAsync();
        Directory.Delete(directory, recursive: true);
    }

    [Fact]
    public async Task A_server_that_is_away_at_the_start_ends_it_with_a_sentence()
    {
        await cluster.StopAsync();
        await using var gateway = NewGateway();
        Assert.Equal(1, await gateway.RunToEndAsync());
        Assert.Matches(@"^The database postgres on 127\.0\.0\.1:\d+ cannot be used: its server does not answer \(.+\)\.$", gateway.Errors.Trim());
    }

    [Fact]
    public async Task What_was_answered_before_a_crash_of_the_server_is_there_and_what_was_not_is_there_once_or_never()
    {
        await using var store = OpenStore();
        var (told, failed) = (new ConcurrentBag<string>(), new ConcurrentBag<Exception>());
        using var stop = new CancellationTokenSource();
        var writers = Enumerable.Range(0, 8).Select(writer => Task.Run(async () =>
        {
            for (var n = 0; !stop.IsCancellationRequested; n++)
                try
                {
                    var name = $"{writer}.{n}";
                    await store.WriteAsync((db, _) => Task.FromResult(db.Facts.Add(new Fact { Name = name })), CancellationToken.None);
                    told.Add(name);
                }
                catch (Exception failure)
                {
                    failed.Add(failure);
                }
        }, CoreWorld.Cancellation)).ToList();
        for (var crash = 0; crash < 3; crash++)
        {
            var before = told.Count;
            await Eventually.IsTrueAsync(() => told.Count > before + 20, () => "Writes are answered.");
            await cluster.CrashAsync();
            await Eventually.IsTrueAsync(() => failed.Count > crash, () => "Somebody was refused.");
            await cluster.StartAgainAsync();
        }
        await stop.CancelAsync();
        await Task.WhenAll(writers);

        Assert.All(failed, failure => Assert.Equal(Problems.LedgerUnavailable.Code, StoreFaults.RefusalOf(failure)?.Code));
        await using var read = store.OpenRead();
        var stored = await read.Facts.Select(fact => fact.Name).ToListAsync(CoreWorld.Cancellation);
        Assert.Empty(told.Except(stored));
    }

    [Fact]
    public async Task Who_finds_no_connection_left_is_told_and_served_when_there_is_one()
    {
        const int most = 8;
        await using (var owner = new NpgsqlConnection(cluster.Connection))
        {
            await owner.OpenAsync(CoreWorld.Cancellation);
            await using var make = new NpgsqlCommand(
                $"CREATE ROLE gateway LOGIN CONNECTION LIMIT {most}; GRANT CREATE ON DATABASE postgres TO gateway; GRANT ALL ON SCHEMA public TO gateway", owner);
            await make.ExecuteNonQueryAsync(CoreWorld.Cancellation);
        }
        await using var store = OpenStore(@as: "gateway");
        var open = await Task.WhenAll(Enumerable.Range(0, 2 * most).Select(async _ =>
        {
            try
            {
                return ((LedgerDb?)await store.OpenSnapshotAsync(CoreWorld.Cancellation), (Exception?)null);
            }
            catch (Exception failure)
            {
                return (null, failure);
            }
        }));
        var refused = open.Select(one => one.Item2).OfType<Exception>().ToList();
        Assert.NotEmpty(refused);
        Assert.All(refused, failure => Assert.EndsWith("its server takes no more connections.", StoreFaults.RefusalOf(failure)?.Detail, StringComparison.Ordinal));

        foreach (var (db, _) in open)
            if (db is not null) await db.DisposeAsync();
        await using var snapshot = await store.OpenSnapshotAsync(CoreWorld.Cancellation);
        Assert.Equal(0, await snapshot.Operations.CountAsync(CoreWorld.Cancellation));
    }

    [Fact]
    public async Task A_gateway_goes_on_by_itself_when_its_server_is_back_and_nothing_is_lost_or_done_twice()
    {
        await using var gateway = await NewGateway().StartAsync();
        var ledger = await Ledger.OpenAsync(gateway);
        var (patient, physician) = (await ledger.PatientAsync(), await ledger.PhysicianAsync());
        await Ledger.ConsentAsync(patient, physician, "treatment", "records:read", "records:write");
        var path = $"/v1/patients/{patient.Identifier}/consents";
        var consent = Ledger.Consent(physician, "treatment", "records:read");
        var keys = new ConcurrentDictionary<string, Answer>();
        using var stop = new CancellationTokenSource();
        var unavailable = 0;
        var clients = Enumerable.Range(0, 3).Select(client => Task.Run(async () =>
        {
            for (var n = 0; !stop.IsCancellationRequested; n++)
            {
                var key = $"{client}-{n}";
                var answer = await patient.PostAsync(path, consent, key);
                // Whoever was not answered asks again, as a client does.
                while (answer.Status == 503)
                {
                    Interlocked.Increment(ref unavailable);
                    answer = await patient.PostAsync(path, consent, key);
                }
                keys[key] = answer;
            }
        }, CoreWorld.Cancellation)).ToList();
        for (var restart = 0; restart < 2; restart++)
        {
            var (before, refused) = (keys.Count, unavailable);
            await Eventually.IsTrueAsync(() => keys.Count > before + 3, () => "Clients are answered.");
            await (restart == 0 ? cluster.StopAsync() : cluster.CrashAsync());
            await Eventually.IsTrueAsync(() => unavailable > refused, () => "A client was told 503.");
            await cluster.StartAgainAsync();
        }
        await stop.CancelAsync();
        await Task.WhenAll(clients);

        Assert.All(keys.Values, answer => Assert.True(answer.Status == 201, answer.Text));
        await using var node = await ChainNode.OfAsync(gateway);
        var executed = await node.ExecutedAsync();
        Assert.Equal(executed.Count, executed.Distinct().Count());
        Assert.Equal(keys.Count, keys.Values.Select(answer => answer.Id).Distinct().Count());
        // With two registrations and the first consent.
        Assert.Equal(keys.Count + 3, executed.Count);
    }

    GatewayProcess NewGateway() => new(new Dictionary<string, string>
    {
        ["HealthLedger__Database__Provider"] = "postgres", ["HealthLedger__Database__ConnectionString"] = cluster.Connection,
    });

    LedgerStore OpenStore(string name = "one", string @as = "postgres")
    {
        var data = Directory.CreateDirectory(Path.Combine(directory, name)).FullName;
        var connection = new NpgsqlConnectionStringBuilder(cluster.Connection) { Username = @as }.ToString();
        return LedgerStore.Open(data, StorePlace.Of(new CoreOptions { DataDirectory = data, KeysDirectory = directory, PostgresConnection = connection }));
    }
}
