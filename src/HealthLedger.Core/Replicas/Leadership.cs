using System.Diagnostics;
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
    /// <summary>So old may be what a leader told: a take-over lies in between without anybody noticing.</summary>
    internal static readonly TimeSpan Fresh = TimeSpan.FromSeconds(10);

    /// <summary>A lease runs out, and what its holder had under way ends.</summary>
    static readonly TimeSpan Longest = LeaderLease.Length + TimeSpan.FromSeconds(2.5);

    readonly LeaderLease? lease;
    readonly LeaseKeeper? keeper;
    readonly ILogger logger;
    readonly Lock gate = new();
    TaskCompletionSource<Term> next = NextTerm();
    Term? term;
    (LedgerHealth Health, long At)? seen;
    long beaten;

    /// <param name="lease">Null where nobody else can be there.</param>
    /// <param name="logger">Told who leads.</param>
    internal Leadership(LeaderLease? lease, ILogger logger)
    {
        (this.lease, this.logger) = (lease, logger);
        if (lease is null) Begin(0, null, 0);
        else keeper = new LeaseKeeper(lease, this, logger);
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

    /// <summary>The term that is under way here; null where another replica leads.</summary>
    internal Term? Now
    {
        get
        {
            lock (gate) return term;
        }
    }

    /// <summary>Completes when this gateway leads, at once if it does.</summary>
    public Task<Term> WaitAsync(CancellationToken cancellation)
    {
        lock (gate) return next.Task.WaitAsync(cancellation);
    }

    /// <summary>For what only one gateway may do: completes when this one leads.</summary>
    /// <exception cref="CannotStartException">Another one does, and lives.</exception>
    public async Task RequireAsync(string otherwise, CancellationToken cancellation)
    {
        keeper?.Start();
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
    public void Wake() => keeper?.Wake();

    public Task StartAsync(CancellationToken cancellationToken)
    {
        keeper?.Start();
        return Task.CompletedTask;
    }

    /// <summary>Gives the lease up, so that the next one leads at once.</summary>
    public Task StopAsync(CancellationToken cancellationToken) => keeper?.StopAsync() ?? Task.CompletedTask;

    public ValueTask DisposeAsync() => keeper?.DisposeAsync() ?? ValueTask.CompletedTask;

    /// <summary>
    /// Locks the leader's row for the transaction that is under way: from here to its end nobody can take over, and whoever was replaced passes
    /// no further.
    /// </summary>
    /// <param name="db">Of the transaction.</param>
    /// <param name="cancellation">The token of the term in which the work was thought of: a term is over before the next one begins.</param>
    internal async Task HoldAsync(LedgerDb db, CancellationToken cancellation)
    {
        if (lease is null) return;
        if (Now is not { } now || cancellation.IsCancellationRequested) throw new LeadershipLostException();
        if (await lease.HoldAsync(db, now.Epoch, cancellation)) return;
        End(now);
        throw new LeadershipLostException();
    }

    /// <param name="at">When the database was asked for the lease, as <see cref="Stopwatch"/> counts.</param>
    internal void Begin(long epoch, LedgerHealth? before, long at)
    {
        lock (gate)
        {
            beaten = at;
            term = new Term(epoch, before, new CancellationTokenSource());
            next.SetResult(term);
        }
    }

    // In the lock to its end: no term begins while something of the one before is not yet cancelled.
    internal void End(Term ended)
    {
        lock (gate)
        {
            if (term != ended) return;
            (term, next) = (null, NextTerm());
            ended.End();
        }
        if (keeper is { IsStopping: false }) LogFollows(ended.Epoch);
    }

    /// <summary>The lease is held still.</summary>
    /// <returns>What was told before.</returns>
    internal LedgerHealth? Beaten(LedgerHealth? tells)
    {
        lock (gate)
        {
            beaten = Stopwatch.GetTimestamp();
            var told = seen?.Health;
            if (tells is not null) seen = (tells, beaten);
            return told;
        }
    }

    /// <summary>What the leader told, and when.</summary>
    internal void Heard(LedgerHealth told, long at)
    {
        lock (gate) seen = (told, at);
    }

    static TaskCompletionSource<Term> NextTerm() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    [LoggerMessage(LogLevel.Warning, "This replica leads no longer: epoch {Epoch} is over.")]
    partial void LogFollows(long epoch);
}
