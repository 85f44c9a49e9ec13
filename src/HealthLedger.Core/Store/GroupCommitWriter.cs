using System.Data;
using System.Threading.Channels;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage;

namespace HealthLedger.Core.Store;

/// <summary>
/// Many requests, one transaction: a commit costs a disk flush, so whoever waits while one runs shares the next. Each work has a savepoint of
/// its own, so that a failing one takes back its own changes only, and is answered after the commit: nothing is told that could still vanish.
/// </summary>
sealed class GroupCommitWriter<TDb> : IAsyncDisposable where TDb : DbContext
{
    const int GroupLimit = 512;
    const int Attempts = 5;
    const string Savepoint = "work";

    readonly Channel<Work> queue = Channel.CreateUnbounded<Work>(new UnboundedChannelOptions { SingleReader = true });
    readonly Func<TDb> open;
    readonly TimeSpan gathering;
    readonly Task loop;

    /// <param name="open">A context of its own for each group.</param>
    /// <param name="gathering">Where several come at once, the next group is let grow for so long: a commit costs the processor as much as some works.</param>
    public GroupCommitWriter(Func<TDb> open, TimeSpan gathering)
    {
        (this.open, this.gathering) = (open, gathering);
        // A thread of its own: a commit waits for the disk, and in SQLite blocks whoever makes it.
        loop = Task.Factory.StartNew(Run, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
    }

    /// <summary>Runs the work in its turn and completes once it is committed, or with its exception once it is undone.</summary>
    public Task<T> WriteAsync<T>(Func<TDb, CancellationToken, Task<T>> work, CancellationToken cancellation)
    {
        var entry = new Work<T>(work, cancellation);
        ObjectDisposedException.ThrowIf(!queue.Writer.TryWrite(entry), this);
        return entry.Answer;
    }

    /// <summary>Takes nothing more and finishes what was taken.</summary>
    public async ValueTask DisposeAsync()
    {
        queue.Writer.TryComplete();
        await loop;
    }

    void Run()
    {
        var group = new List<Work>(GroupLimit);
        var busy = false;
        while (queue.Reader.WaitToReadAsync().AsTask().GetAwaiter().GetResult())
        {
            if (busy) Thread.Sleep(gathering);
            while (group.Count < GroupLimit && queue.Reader.TryRead(out var work))
                if (!work.SkipIfCancelled()) group.Add(work);
            if (group.Count > 0) AnswerAsync(group).GetAwaiter().GetResult();
            busy = group.Count > 1;
            group.Clear();
        }
    }

    async Task AnswerAsync(List<Work> group)
    {
        var (fault, undone) = await CommitAsync(group);
        // A work is a function of its context: run again, it sees what was in its way.
        for (var attempt = 1; undone && attempt < Attempts; attempt++) (fault, undone) = await CommitAsync(group);
        // Nothing of a lost group stands: not even a refusal is told, for it may rest on what was lost.
        foreach (var work in group)
            if (fault is null) work.Tell();
            else work.Fail(fault);
    }

    /// <returns>
    /// What ended the group, if anything did, and whether it is certain that nothing of it stands while another attempt may succeed: it was taken
    /// back in a conflict, or its connection lost before the commit was asked for. One that is lost during the commit may have happened.
    /// </returns>
    async Task<(Exception? Fault, bool Undone)> CommitAsync(List<Work> group)
    {
        Exception? fault = null;
        var (committing, committed, lost) = (false, false, false);
        try
        {
            await using var db = open();
            await using var transaction = await db.Database.BeginTransactionAsync();
            try
            {
                foreach (var work in group) await RunOneAsync(db, transaction, work);
                committing = true;
                await transaction.CommitAsync();
                committed = true;
            }
            catch (Exception first)
            {
                // Ending it may fail besides: SQLite has taken the whole transaction back already.
                fault = first;
                lost = !committing && db.Database.GetDbConnection().State != ConnectionState.Open;
            }
        }
        catch (Exception last)
        {
            if (!committed) fault ??= last;
        }
        return (fault, fault is not null && (lost || StoreFaults.IsConflict(fault) || (!committing && StoreFaults.IsConnectionLost(fault))));
    }

    // A fault of the store is nobody's own: it ends the group.
    static async Task RunOneAsync(TDb db, IDbContextTransaction transaction, Work work)
    {
        work.Failure = null;
        await transaction.CreateSavepointAsync(Savepoint);
        try
        {
            await work.RunAsync(db);
            await db.SaveChangesAsync();
        }
        catch (Exception failure) when (StoreFaults.Of(failure) is null && db.Database.GetDbConnection().State == ConnectionState.Open)
        {
            work.Failure = failure;
            await transaction.RollbackToSavepointAsync(Savepoint);
        }
        await transaction.ReleaseSavepointAsync(Savepoint);
        // What one work loaded or left behind is nothing to the next.
        db.ChangeTracker.Clear();
    }

    abstract class Work(CancellationToken cancellation)
    {
        protected CancellationToken Cancellation => cancellation;

        public Exception? Failure { get; set; }

        public abstract Task RunAsync(TDb db);
        public abstract bool SkipIfCancelled();
        public abstract void Tell();
        public abstract void Fail(Exception failure);
    }

    sealed class Work<T>(Func<TDb, CancellationToken, Task<T>> work, CancellationToken cancellation) : Work(cancellation)
    {
        readonly TaskCompletionSource<T> answer = new(TaskCreationOptions.RunContinuationsAsynchronously);
        T result = default!;

        public Task<T> Answer => answer.Task;

        public override async Task RunAsync(TDb db) => result = await work(db, Cancellation);

        public override bool SkipIfCancelled() => Cancellation.IsCancellationRequested && answer.TrySetCanceled(Cancellation);

        public override void Tell()
        {
            if (Failure is null) answer.TrySetResult(result);
            else Fail(Failure);
        }

        public override void Fail(Exception failure) => answer.TrySetException(failure);
    }
}
