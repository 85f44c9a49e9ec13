using System.Data;
using Microsoft.EntityFrameworkCore;

namespace HealthLedger.Core.Store;

/// <summary>
/// The door to the store. Reads open contexts of their own, as many as there are readers; writes stand in line and share transactions.
/// Whoever holds a store knows that its directory is locked and its file migrated.
/// </summary>
public sealed class LedgerStore : IAsyncDisposable
{
    readonly DataDirectoryLock held;
    readonly SqliteFile<SqliteLedgerDb> file;
    readonly GroupCommitWriter<SqliteLedgerDb> writer;

    LedgerStore(DataDirectoryLock held, SqliteFile<SqliteLedgerDb> file)
    {
        this.held = held;
        this.file = file;
        writer = new(file.OpenWrite);
    }

    /// <summary>Locks the directory, creates or migrates ledger.db in it and starts the writer.</summary>
    /// <exception cref="CannotStartException">Another gateway holds the directory.</exception>
    public static LedgerStore Open(string dataDirectory)
    {
        var held = DataDirectoryLock.Take(dataDirectory);
        try
        {
            return new(held, SqliteFile<SqliteLedgerDb>.Open(Path.Combine(dataDirectory, "ledger.db")));
        }
        catch
        {
            held.Dispose();
            throw;
        }
    }

    /// <summary>A context for reading, without tracking; the caller disposes it.</summary>
    public LedgerDb OpenRead() => file.OpenRead();

    /// <summary>A context whose reads all see one state of the store, that of the first one; the caller disposes it.</summary>
    public async Task<LedgerDb> OpenSnapshotAsync(CancellationToken cancellation)
    {
        var db = OpenRead();
        try
        {
            // To SQLite's provider this level means a deferred transaction: it takes a snapshot at the first read and no write lock.
            await db.Database.BeginTransactionAsync(IsolationLevel.ReadUncommitted, cancellation);
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

    /// <inheritdoc cref="WriteAsync{T}"/>
    public Task WriteAsync(Func<LedgerDb, CancellationToken, Task> work, CancellationToken cancellation) =>
        writer.WriteAsync(
            async (db, token) =>
            {
                await work(db, token);
                return true;
            },
            cancellation);

    public async ValueTask DisposeAsync()
    {
        await writer.DisposeAsync();
        held.Dispose();
    }
}
