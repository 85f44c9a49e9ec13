using System.Data.Common;
using HealthLedger.Core.Ledger;
using HealthLedger.Core.Operations;
using HealthLedger.Core.Regulation;
using HealthLedger.Core.Store;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace HealthLedger.Core.Replicas;

/// <summary>Hears the other replicas' notices on a connection of its own, and tells the leader what a follower accepted.</summary>
sealed partial class NoticeBoard(
    StorePlace place, Leadership leadership, LedgerSignals signals, OperationDesk desk, EntityDirectory directory, ILogger<NoticeBoard> logger)
    : BackgroundService
{
    static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(100);
    static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(5);

    protected override Task ExecuteAsync(CancellationToken stoppingToken) => place.Shared is { } shared
        ? Task.WhenAll(
            ForEverAsync(well => HearAsync(shared, well, stoppingToken), stoppingToken),
            ForEverAsync(well => PassOnAsync(shared, well, stoppingToken), stoppingToken))
        : Task.CompletedTask;

    /// <param name="work">Calls what it is given when all is well.</param>
    /// <param name="cancellation">Ends it.</param>
    async Task ForEverAsync(Func<Action, Task> work, CancellationToken cancellation)
    {
        var pause = FirstPause;
        while (!cancellation.IsCancellationRequested)
        {
            try
            {
                await work(() => pause = FirstPause);
            }
            catch (Exception broken) when (broken is DbException or IOException or TimeoutException)
            {
                LogBroken(broken.Message);
            }
            catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
            {
                return;
            }
            await Task.Delay(pause, cancellation).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            pause = pause * 2 < LongestPause ? pause * 2 : LongestPause;
        }
    }

    async Task HearAsync(NpgsqlDataSource shared, Action well, CancellationToken cancellation)
    {
        await using var connection = await shared.OpenConnectionAsync(cancellation);
        connection.Notification += (_, notice) => Hear(notice.Channel, notice.Payload);
        await using (var listen = connection.CreateCommand())
        {
            listen.CommandText = $"LISTEN {Notices.Leader}; LISTEN {Notices.Accepted}; LISTEN {Notices.Decided}; LISTEN {Notices.TakenBack}";
            await listen.ExecuteNonQueryAsync(cancellation);
        }
        well();
        while (true) await connection.WaitAsync(cancellation);
    }

    void Hear(string channel, string payload)
    {
        switch (channel)
        {
            case Notices.Leader:
                leadership.Wake();
                break;
            case Notices.Accepted:
                signals.AcceptedElsewhere();
                break;
            case Notices.Decided:
                desk.Decided(Notices.IdsIn(payload));
                break;
            case Notices.TakenBack:
                directory.ForgetAll();
                break;
        }
    }

    // What was accepted while one notice was under way shares the next.
    async Task PassOnAsync(NpgsqlDataSource shared, Action well, CancellationToken cancellation)
    {
        while (true)
        {
            await signals.WaitForAcceptedHereAsync(cancellation);
            if (leadership.Leads) continue;
            await using var tell = shared.CreateCommand($"NOTIFY {Notices.Accepted}");
            await tell.ExecuteNonQueryAsync(cancellation);
            well();
        }
    }

    [LoggerMessage(LogLevel.Warning, "The other replicas cannot be heard or told: {Fault}")]
    partial void LogBroken(string fault);
}
