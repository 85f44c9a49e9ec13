using System.Data.Common;
using System.Diagnostics;
using System.Text.Json;
using HealthLedger.Core.Ledger;
using Microsoft.Extensions.Logging;

namespace HealthLedger.Core.Replicas;

/// <summary>Beats for the lease where this replica holds it; watches it, and takes it once it has run out, where another one does.</summary>
sealed partial class LeaseKeeper(LeaderLease lease, Leadership leadership, ILogger logger) : IAsyncDisposable
{
    static readonly TimeSpan Beat = TimeSpan.FromMilliseconds(500);

    readonly CancellationTokenSource stopping = new();
    readonly SemaphoreSlim wake = new(0);
    readonly Lock gate = new();
    Task? loop;
    bool failing;
    TimeSpan pause = Beat;

    public bool IsStopping => stopping.IsCancellationRequested;

    /// <summary>Begins, unless it has begun.</summary>
    public void Start()
    {
        lock (gate) loop ??= Task.Run(() => RunAsync(stopping.Token));
    }

    /// <summary>Looks at once.</summary>
    public void Wake()
    {
        if (wake.CurrentCount == 0) wake.Release();
    }

    /// <summary>Gives the lease up.</summary>
    public async Task StopAsync()
    {
        if (stopping.IsCancellationRequested) return;
        await stopping.CancelAsync();
        if (loop is { } begun) await begun;
        if (leadership.Now is not { } last) return;
        leadership.End(last);
        try
        {
            await lease.GiveUpAsync(last.Epoch);
        }
        catch (DbException)
        {
            // It runs out by itself.
        }
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        stopping.Dispose();
        wake.Dispose();
    }

    async Task RunAsync(CancellationToken cancellation)
    {
        for (var first = true; !cancellation.IsCancellationRequested; await PauseAsync(cancellation))
            try
            {
                pause = Beat;
                if (leadership.Now is { } held && !await BeatAsync(held, cancellation)) leadership.End(held);
                if (leadership.Now is null) await FollowAsync(first, cancellation);
                first = failing = false;
            }
            catch (Exception failure) when (!cancellation.IsCancellationRequested)
            {
                // Nobody takes over what the database cannot be asked for, and nothing is written meanwhile.
                if (!failing) LogUnasked(failure);
                failing = true;
            }
            catch (OperationCanceledException)
            {
                return;
            }
    }

    async Task PauseAsync(CancellationToken cancellation)
    {
        Task waiting = wake.WaitAsync(pause, cancellation);
        await waiting.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    async Task<bool> BeatAsync(Term held, CancellationToken cancellation)
    {
        var tells = leadership.Tells?.Invoke();
        if (!await lease.BeatAsync(held.Epoch, JsonSerializer.Serialize(tells), cancellation)) return false;
        var told = leadership.Beaten(tells);
        if (tells?.State != told?.State || tells?.Doubtful != told?.Doubtful) await lease.TellAsync(cancellation);
        return true;
    }

    async Task FollowAsync(bool first, CancellationToken cancellation)
    {
        var asked = Stopwatch.GetTimestamp();
        var (age, health, mine) = await lease.ReadAsync(cancellation);
        if (health is not null && age < Leadership.Fresh && JsonSerializer.Deserialize<LedgerHealth>(health) is { } told)
            leadership.Heard(told, asked - (long)(age.TotalSeconds * Stopwatch.Frequency));
        // The lock on the data directory says that nobody else bears this id: what did is gone.
        var ended = first && mine;
        if (age < LeaderLease.Length && !ended)
        {
            // Not later than it may be taken.
            if (LeaderLease.Length - age < Beat) pause = LeaderLease.Length - age + TimeSpan.FromMilliseconds(5);
            return;
        }
        asked = Stopwatch.GetTimestamp();
        if (await lease.TakeAsync(ended, cancellation) is not { } epoch) return;
        leadership.Begin(epoch, first ? null : leadership.Seen, asked);
        LogLeads(epoch);
    }

    [LoggerMessage(LogLevel.Information, "This replica leads from here on, in epoch {Epoch}.")]
    partial void LogLeads(long epoch);

    [LoggerMessage(LogLevel.Warning, "The database could not be asked who leads; it is asked again.")]
    partial void LogUnasked(Exception failure);
}
