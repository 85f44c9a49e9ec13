using System.Collections.Concurrent;
using System.Diagnostics;

namespace HealthLedger.EndToEnd.Network;

/// <summary>When blocks come.</summary>
sealed class BlockRhythm : IAsyncDisposable
{
    static readonly TimeSpan Glance = TimeSpan.FromMilliseconds(10);

    readonly ConcurrentQueue<TimeSpan> gaps = new();
    readonly CancellationTokenSource end = new();
    readonly Func<Task> mine;
    readonly Task running;
    readonly Lock gate = new();
    TimeSpan? period;

    public BlockRhythm(TimeSpan? period, Func<Task> mine)
    {
        this.period = period;
        this.mine = mine;
        running = Task.Run(RunAsync);
    }

    /// <summary>Zero: a block for each transaction; null: none by itself.</summary>
    public TimeSpan? Period
    {
        get
        {
            lock (gate) return period;
        }
        set
        {
            lock (gate) period = value;
        }
    }

    public bool AtOnce => Period == TimeSpan.Zero;

    /// <summary>The next blocks come after these gaps, and then by the period again.</summary>
    public void Gaps(IEnumerable<TimeSpan> between)
    {
        foreach (var gap in between) gaps.Enqueue(gap);
    }

    public async ValueTask DisposeAsync()
    {
        await end.CancelAsync();
        await running;
        end.Dispose();
    }

    async Task RunAsync()
    {
        var since = Stopwatch.StartNew();
        while (!end.IsCancellationRequested)
        {
            await Task.Delay(Glance, end.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (!gaps.TryPeek(out var gap)) gap = Period is { } regular && regular > TimeSpan.Zero ? regular : TimeSpan.MaxValue;
            if (since.Elapsed < gap) continue;
            since.Restart();
            gaps.TryDequeue(out _);
            await mine();
        }
    }
}
