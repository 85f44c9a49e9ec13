using System.Data;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Npgsql;

namespace HealthLedger.Core.Store;

/// <summary>A schema in a PostgreSQL database and the contexts on it.</summary>
sealed class PostgresDatabase<TDb> : IDatabase<TDb> where TDb : DbContext
{
    readonly PooledDbContextFactory<TDb> reading, writing;

    public PostgresDatabase(NpgsqlDataSource reading, NpgsqlDataSource writing)
    {
        this.writing = new(PostgresOptions.Of<TDb>(writing).Options);
        this.reading = new(PostgresOptions.Of<TDb>(reading).UseQueryTrackingBehavior(QueryTrackingBehavior.NoTrackingWithIdentityResolution).Options);
    }

    public IsolationLevel Snapshot => IsolationLevel.RepeatableRead;

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
