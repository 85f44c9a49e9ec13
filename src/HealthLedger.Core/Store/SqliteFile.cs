using System.Data;
using System.Data.Common;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.EntityFrameworkCore.Infrastructure;

namespace HealthLedger.Core.Store;

/// <summary>One SQLite file and the contexts on it, set up alike for the store and for the access log.</summary>
sealed class SqliteFile<TDb> : IDatabase<TDb> where TDb : DbContext
{
    readonly PooledDbContextFactory<TDb> reading, writing;

    SqliteFile(string path)
    {
        var connection = new SqliteConnectionStringBuilder { DataSource = path, ForeignKeys = true, DefaultTimeout = 10 }.ToString();
        writing = new(Options(connection).AddInterceptors(FullSynchronous.Instance).Options);
        // Whoever only reads has nothing to flush, and is not made to say so each time.
        reading = new(Options(new SqliteConnectionStringBuilder(connection) { ForeignKeys = null }.ToString()).UseQueryTrackingBehavior(QueryTrackingBehavior.NoTrackingWithIdentityResolution).Options);
    }

    /// <summary>Opens the file, creating or migrating it. The caller holds the lock of its directory.</summary>
    /// <exception cref="CannotStartException">The file is damaged, held by another process, or its disk full or read-only.</exception>
    public static SqliteFile<TDb> Open(string path)
    {
        try
        {
            var file = new SqliteFile<TDb>(path);
            using var db = file.OpenWrite();
            db.Database.ExecuteSqlRaw("PRAGMA journal_mode=WAL");
            // Left behind where an earlier start was killed while migrating, it would be waited for without end; nobody else migrates here.
            db.Database.ExecuteSqlRaw("DROP TABLE IF EXISTS \"__EFMigrationsLock\"");
            db.Database.Migrate();
            return file;
        }
        catch (SqliteException unusable)
        {
            throw new CannotStartException(
                $"The database {Path.GetFullPath(path)} cannot be used ({unusable.Message.TrimEnd('.')}): see to its disk, or put back a backup; "
                + "what the chain has decided since is found there.",
                unusable);
        }
    }

    // To SQLite's provider this level means a deferred transaction: it takes a snapshot at the first read and no write lock.
    public IsolationLevel Snapshot => IsolationLevel.ReadUncommitted;

    public TDb OpenRead() => reading.CreateDbContext();

    public TDb OpenWrite()
    {
        var db = writing.CreateDbContext();
        // The group-commit writer sets its own.
        db.Database.AutoSavepointsEnabled = false;
        return db;
    }

    public void Dispose()
    {
    }

    static DbContextOptionsBuilder<TDb> Options(string connection) =>
        // A list goes as one parameter: as many, each length of it would be a statement of its own, made anew.
        new DbContextOptionsBuilder<TDb>()
            .UseSqlite(connection, sqlite => sqlite.UseParameterizedCollectionMode(ParameterTranslationMode.Parameter));

    /// <summary>What is answered as committed has reached the disk: in WAL mode only FULL says so.</summary>
    sealed class FullSynchronous : DbConnectionInterceptor
    {
        public static readonly FullSynchronous Instance = new();

        public override void ConnectionOpened(DbConnection connection, ConnectionEndEventData eventData)
        {
            using var command = connection.CreateCommand();
            command.CommandText = "PRAGMA synchronous=FULL";
            command.ExecuteNonQuery();
        }

        public override Task ConnectionOpenedAsync(
            DbConnection connection, ConnectionEndEventData eventData, CancellationToken cancellationToken = default)
        {
            ConnectionOpened(connection, eventData);
            return Task.CompletedTask;
        }
    }
}
