using System.Data;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;

namespace HealthLedger.Core.Store;

/// <summary>
/// One SQLite file and the contexts on it, set up alike for the store and for the access log. Its connections stay open from one context to the
/// next, and what was prepared on them stays prepared.
/// </summary>
sealed class SqliteFile<TDb> : IDatabase<TDb> where TDb : DbContext
{
    // What is answered as committed has reached the disk: in WAL mode only FULL says so. Ids have no order, so that each row changes a page in
    // every index: these are kept in memory (64 MiB at most), and copied back from the log when many rows have changed them (32 MiB of it).
    const string Writing = "PRAGMA synchronous=FULL; PRAGMA cache_size=-65536; PRAGMA wal_autocheckpoint=8192";

    // Whoever reads writes nothing, not by mistake either.
    const string Reading = "PRAGMA query_only=ON";

    readonly string connection;
    readonly PooledDbContextFactory<TDb> reading, writing;
    readonly KeptConnections toRead, toWrite;

    SqliteFile(string path)
    {
        connection = new SqliteConnectionStringBuilder { DataSource = path, ForeignKeys = true, DefaultTimeout = 10, Pooling = false }.ToString();
        (toRead, toWrite) = (new(connection, Reading), new(connection, Writing));
        var statements = new PreparedStatements();
        writing = new(Options().AddInterceptors(toWrite, statements).Options);
        reading = new(Options().AddInterceptors(toRead, statements).UseQueryTrackingBehavior(QueryTrackingBehavior.NoTrackingWithIdentityResolution).Options);
    }

    /// <summary>Opens the file, creating or migrating it. The caller holds the lock of its directory.</summary>
    /// <exception cref="CannotStartException">The file is damaged, held by another process, or its disk full or read-only.</exception>
    public static SqliteFile<TDb> Open(string path)
    {
        try
        {
            var file = new SqliteFile<TDb>(path);
            using var db = new PooledDbContextFactory<TDb>(file.Options().Options).CreateDbContext();
            db.Database.OpenConnection();
            db.Database.ExecuteSqlRaw("PRAGMA journal_mode=WAL");
            if (!db.Database.GetPendingMigrations().Any()) return file;
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
        toRead.Dispose();
        toWrite.Dispose();
    }

    DbContextOptionsBuilder<TDb> Options() =>
        // A list goes as one parameter: as many, each length of it would be a statement of its own, made anew.
        new DbContextOptionsBuilder<TDb>().UseSqlite(connection, sqlite => sqlite.UseParameterizedCollectionMode(ParameterTranslationMode.Parameter));
}
