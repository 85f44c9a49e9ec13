using HealthLedger.Core.Replicas;
using Microsoft.EntityFrameworkCore;

namespace HealthLedger.Core.Store;

/// <summary>The store on PostgreSQL, for more than one replica.</summary>
public sealed class PostgresLedgerDb(DbContextOptions<PostgresLedgerDb> options) : LedgerDb(options)
{
    internal override Task TellReplicasAsync(string channel, string[] notices, CancellationToken cancellation) =>
        Database.ExecuteSqlRawAsync("SELECT pg_notify({0}, notice) FROM unnest({1}) AS notice", [channel, notices], cancellation);

    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        base.OnModelCreating(modelBuilder);
        modelBuilder.Entity<LeaderRow>(leader =>
        {
            leader.ToTable("Leader");
            leader.Property(row => row.Id).ValueGeneratedNever();
            // Nobody's, and long run out.
            leader.HasData(new LeaderRow { Id = 1, BeatAt = DateTimeOffset.UnixEpoch });
        });
    }
}
