using System.Data.Common;
using System.Diagnostics;
using System.Text.Json;
using HealthLedger.Core.Ledger;
using HealthLedger.Core.Store;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace HealthLedger.Core.Replicas;

/// <summary>
/// Whether this gateway relays and indexes. On SQLite it does, for the data directory's lock lets no other one in. On PostgreSQL it does while
/// it holds the lease on the leader row; else it follows, tells what the leader tells, and takes over when that gives no sign of life.
/// </summary>
public sealed partial class Leadership : IHostedService, IAsyncDisposable
{
    static readonly TimeSpan Beat = TimeSpan.FromMilliseconds(500);

    /// <summary>So old may be what a leader told: a take-over lies in between without anybody noticing.</summary>
    static readonly TimeSpan Fresh = TimeSpan.FromSeconds(10);

    /// <summary>A lease runs out, and what its holder had under way ends.</summary>
    static readonly TimeSpan Longest = LeaderLease.Length + TimeSpan.FromSeconds(2.5);

    readonly LeaderLease? lease;
    readonly ILogger logger;
    readonly CancellationTokenSource stopping = new();
    readonly SemaphoreSlim wake = new(0);
    readonly Lock gate = new();
    TaskCompletionSource<Term> next = NextTerm();
    Task loop = Task.CompletedTask;
    bool begun, failing;
    Term? term;
    (LedgerHealth Health, long At)? seen;
    long beaten;
    TimeSpan pause = Beat;

    /// <param name="lease">Null where nobody else can be there.</param>
    /// <param name="logger">Told who leads.</param>
    internal Leadership(LeaderLease? lease, ILogger logger)
    {
        this.lease = lease;
        this.logger = logger;
        if (lease is null) Begin(0, null);
    }

    /// <summary>Whether it leads and has lately heard so from the database.</summary>
    public bool Leads
    {
        get
        {
            lock (gate) return term is not null && (lease is null || Stopwatch.GetElapsedTime(beaten) < LeaderLease.Length);
        }
    }

    /// <summary>What the leader told of the ledger, if not too long ago.</summary>
    public LedgerHealth? Seen
    {
        get
        {
            lock (gate) return seen is { } one && Stopwatch.GetElapsedTime(one.At) < Fresh ? one.Health : null;
        }
    }

    /// <summary>What this gateway tells of the ledger while it leads.</summary>
    public Func<LedgerHealth>? Tells { get; set; }

    /// <summary>Completes when this gateway leads, at once if it does.</summary>
    public Task<Term> WaitAsync(CancellationToken cancellation)
    {
        lock (gate) return next.Task.WaitAsync(cancellation);
    }

    /// <summary>For what only one gateway may do: completes when this one leads.</summary>
    /// <exception cref="CannotStartException">Another one does, and lives.</exception>
    public async Task RequireAsync(string otherwise, CancellationToken cancellation)
    {
        Start();
        try
        {
            await WaitAsync(cancellation).WaitAsync(Longest, cancellation);
        }
        catch (TimeoutException)
        {
            throw new CannotStartException(otherwise);
        }
    }

    /// <summary>The row, or what is to be told in it, may be another one now: it is not waited for the next beat.</summary>
    public void Wake()
    {
        if (wake.CurrentCount == 0) wake.Release();
    }

    public Task StartAsync(CancellationToken cancellationToken)
    {
        Start();
        return Task.CompletedTask;
    }

    /// <summary>Gives the lease up, so that the next one leads at once.</summary>
    public async Task StopAsync(CancellationToken cancellationToken)
    {
        if (lease is null || stopping.IsCancellationRequested) return;
        await stopping.CancelAsync();
        await loop;
        if (term is not { } last) return;
        End(last);
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
        await StopAsync(CancellationToken.None);
        stopping.Dispose();
        wake.Dispose();
    }

    /// <summary>
    /// Locks the leader's row for the transaction that is under way: from here to its end nobody can take over, and whoever was replaced passes
    /// no further.
    /// </summary>
    /// <param name="db">Of the transaction.</param>
    /// <param name="cancellation">The token of the term in which the work was thought of: a term is over before the next one begins.</param>
    internal async Task HoldAsync(LedgerDb db, CancellationToken cancellation)
    {
        if (lease is null) return;
        Term? now;
        lock (gate) now = term;
        if (now is null || cancellation.IsCancellationRequested) throw new LeadershipLostException();
        if (await lease.HoldAsync(db, now.Epoch, cancellation)) return;
        End(now);
        throw new LeadershipLostException();
    }

    void Start()
    {
        lock (gate)
        {
            if (lease is null || begun) return;
            begun = true;
            loop = Task.Run(() => RunAsync(lease, stopping.Token));
        }
    }

    async Task RunAsync(LeaderLease lease, CancellationToken cancellation)
    {
        for (var first = true; !cancellation.IsCancellationRequested; await PauseAsync(cancellation))
            try
            {
                pause = Beat;
                if (term is { } held && !await BeatAsync(lease, held, cancellation)) End(held);
                if (term is null) await FollowAsync(lease, first, cancellation);
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

    async Task<bool> BeatAsync(LeaderLease lease, Term held, CancellationToken cancellation)
    {
        var health = Tells?.Invoke();
        if (!await lease.BeatAsync(held.Epoch, JsonSerializer.Serialize(health), cancellation)) return false;
        LedgerHealth? told;
        lock (gate)
        {
            beaten = Stopwatch.GetTimestamp();
            told = seen?.Health;
            if (health is not null) seen = (health, beaten);
        }
        if (health?.State != told?.State || health?.Doubtful != told?.Doubtful) await lease.TellAsync(cancellation);
        return true;
    }

    async Task FollowAsync(LeaderLease lease, bool first, CancellationToken cancellation)
    {
        var asked = Stopwatch.GetTimestamp();
        var (age, health, mine) = await lease.ReadAsync(cancellation);
        lock (gate)
            if (health is not null && age < Fresh && JsonSerializer.Deserialize<LedgerHealth>(health) is { } told)
                seen = (told, asked - (long)(age.TotalSeconds * Stopwatch.Frequency));
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
        lock (gate) beaten = asked;
        Begin(epoch, first ? null : Seen);
        LogLeads(epoch);
    }

    void Begin(long epoch, LedgerHealth? before)
    {
        lock (gate)
        {
            term = new Term(epoch, before, new CancellationTokenSource());
            next.SetResult(term);
        }
    }

    // In the lock to its end: no term begins while something of the one before is not yet cancelled.
    void End(Term ended)
    {
        lock (gate)
        {
            if (term != ended) return;
            (term, next) = (null, NextTerm());
            ended.End();
        }
        if (!stopping.IsCancellationRequested) LogFollows(ended.Epoch);
    }

    static TaskCompletionSource<Term> NextTerm() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    [LoggerMessage(LogLevel.Information, "This replica leads from here on, in epoch {Epoch}.")]
    partial void LogLeads(long epoch);

    [LoggerMessage(LogLevel.Warning, "This replica leads no longer: epoch {Epoch} is over.")]
    partial void LogFollows(long epoch);

    [LoggerMessage(LogLevel.Warning, "The database could not be asked who leads; it is asked again.")]
    partial void LogUnasked(Exception failure);
}
