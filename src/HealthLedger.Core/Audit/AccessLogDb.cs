using HealthLedger.Core.Store;
using Microsoft.EntityFrameworkCore;

namespace HealthLedger.Core.Audit;

/// <summary>The access log, in a file of its own: it only grows, and no restored backup of the store takes entries back.</summary>
public abstract class AccessLogDb(DbContextOptions options) : DbContext(options)
{
    public DbSet<AccessEntry> Entries => Set<AccessEntry>();

    protected override void ConfigureConventions(ModelConfigurationBuilder configurationBuilder) => configurationBuilder.UseTextIds();

    protected override void OnModelCreating(ModelBuilder modelBuilder) => modelBuilder.Entity<AccessEntry>(entry =>
    {
        entry.ToTable("Entries");
        entry.HasKey(row => row.Sequence);
        entry.HasIndex(row => row.Id).IsUnique();
        entry.HasIndex(row => new { row.Patient, row.Sequence });
    });
}

/// <summary>The access log on SQLite.</summary>
public sealed class SqliteAccessLogDb(DbContextOptions<SqliteAccessLogDb> options) : AccessLogDb(options);
