using System.Data;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Npgsql;

namespace HealthLedger.Core.Store;

/// <summary>A schema in a PostgreSQL database and the contexts on it.</summary>
sealed class PostgresDatabase<TDb> : IDatabase<TDb> where TDb : DbContext
{
    readonly PooledDbContextFactory<TDb> reading, writing;

    PostgresDatabase(NpgsqlDataSource reading, NpgsqlDataSource writing)
    {
        this.writing = new(PostgresOptions.Of<TDb>(writing).Options);
        this.reading = new(PostgresOptions.Of<TDb>(reading).UseQueryTrackingBehavior(QueryTrackingBehavior.NoTrackingWithIdentityResolution).Options);
    }

    public IsolationLevel Snapshot => IsolationLevel.RepeatableRead;

    /// <summary>Migrates the schema; replicas that start at once wait for one another.</summary>
    /// <exception cref="CannotStartException">The server does not answer, or not as it must.</exception>
    public static PostgresDatabase<TDb> Open(PostgresPlace place, NpgsqlDataSource reading, NpgsqlDataSource writing) =>
        PostgresStart.Run(place, writing, _ =>
        {
            var database = new PostgresDatabase<TDb>(reading, writing);
            using var db = database.OpenWrite();
            db.Database.Migrate();
            return database;
        });

    public TDb OpenRead() => reading.CreateDbContext();

    public TDb OpenWrite()
    {
        var db = writing.CreateDbContext();
        // The group-commit writer sets its own.
        db.Database.AutoSavepointsEnabled = false;
        return db;
    }

    // The connections are the place's.
    public void Dispose()
    {
    }
}
