using HealthLedger.Core.Replicas;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace HealthLedger.Core.Store;

/// <summary>
/// The door to the store. Reads open contexts of their own, as many as there are readers; writes stand in line and share transactions.
/// Whoever holds a store knows that the data directory is locked and its database migrated.
/// </summary>
public sealed class LedgerStore : IAsyncDisposable
{
    readonly DataDirectoryLock held;
    readonly IDatabase<LedgerDb> database;
    readonly GroupCommitWriter<LedgerDb> writer;

    LedgerStore(DataDirectoryLock held, IDatabase<LedgerDb> database, Leadership leadership)
    {
        this.held = held;
        this.database = database;
        Leadership = leadership;
        writer = new(database.OpenWrite, TimeSpan.FromMilliseconds(20));
    }

    /// <summary>Whether this gateway relays and indexes.</summary>
    public Leadership Leadership { get; }

    /// <summary>Locks the directory, creates or migrates the ledger's tables and starts the writer.</summary>
    /// <exception cref="CannotStartException">Another gateway holds the directory, or the database cannot be used.</exception>
    public static LedgerStore Open(string dataDirectory, StorePlace place, ILogger<Leadership>? logger = null)
    {
        var held = DataDirectoryLock.Take(dataDirectory);
        try
        {
            var database = place.OpenLedger();
            var lease = place.Shared is { } shared ? new LeaderLease(shared, held.Name()) : null;
            return new(held, database, new Leadership(lease, logger ?? NullLogger<Leadership>.Instance));
        }
        catch
        {
            held.Dispose();
            throw;
        }
    }

    /// <summary>A context for reading, without tracking; the caller disposes it.</summary>
    public LedgerDb OpenRead() => database.OpenRead();

    /// <summary>A context whose reads all see one state of the store, that of the first one; the caller disposes it.</summary>
    public async Task<LedgerDb> OpenSnapshotAsync(CancellationToken cancellation)
    {
        var db = OpenRead();
        try
        {
            await db.Database.BeginTransactionAsync(database.Snapshot, cancellation);
            return db;
        }
        catch
        {
            await db.DisposeAsync();
            throw;
        }
    }

    /// <summary>
    /// Writes, in order of arrival. The work touches nothing but the context, which is saved after it; it is answered after the commit.
    /// An exception takes back this work alone and comes to its caller. Cancellation counts until the work begins.
    /// </summary>
    public Task<T> WriteAsync<T>(Func<LedgerDb, CancellationToken, Task<T>> work, CancellationToken cancellation) =>
        writer.WriteAsync((db, token) => work(db, token), cancellation);

    /// <summary>
    /// As <see cref="WriteAsync{T}"/>, for a work that looks for a row before it adds it: where another replica added it at the same moment, the
    /// work looks again, and finds it.
    /// </summary>
    public async Task<T> AddOnceAsync<T>(Func<LedgerDb, CancellationToken, Task<T>> work, CancellationToken cancellation)
    {
        try
        {
            return await WriteAsync(work, cancellation);
        }
        catch (DbUpdateException clash) when (StoreFaults.IsDuplicate(clash))
        {
            return await WriteAsync(work, cancellation);
        }
    }

    /// <inheritdoc cref="WriteAsync{T}"/>
    public Task WriteAsync(Func<LedgerDb, CancellationToken, Task> work, CancellationToken cancellation) =>
        writer.WriteAsync(
            async (db, token) =>
            {
                await work(db, token);
                return true;
            },
            cancellation);

    /// <summary>
    /// As <see cref="WriteAsync{T}"/>, what the leader alone may write: undone where another replica leads by then.
    /// </summary>
    /// <param name="cancellation">The term's, or linked to it.</param>
    /// <exception cref="LeadershipLostException">Another replica leads.</exception>
    public Task<T> LeadAsync<T>(Func<LedgerDb, CancellationToken, Task<T>> work, CancellationToken cancellation) => WriteAsync(
        async (db, token) =>
        {
            await Leadership.HoldAsync(db, token);
            return await work(db, token);
        },
        cancellation);

    /// <inheritdoc cref="LeadAsync{T}"/>
    public Task LeadAsync(Func<LedgerDb, CancellationToken, Task> work, CancellationToken cancellation) => WriteAsync(
        async (db, token) =>
        {
            await Leadership.HoldAsync(db, token);
            await work(db, token);
        },
        cancellation);

    public async ValueTask DisposeAsync()
    {
        await writer.DisposeAsync();
        await Leadership.DisposeAsync();
        database.Dispose();
        held.Dispose();
    }
}
