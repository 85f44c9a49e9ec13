using HealthLedger.Core.Store;
using Microsoft.EntityFrameworkCore;

namespace HealthLedger.Core.Audit;

/// <summary>The access log, in a file or schema of its own: it only grows, and no restored backup of the store takes entries back.</summary>
public abstract class AccessLogDb : DbContext
{
    readonly RowInserts inserts;

    protected AccessLogDb(DbContextOptions options) : base(options) => inserts = new(this, unless: nameof(AccessEntry.Id));

    public DbSet<AccessEntry> Entries => Set<AccessEntry>();

    /// <summary>Writes the entry unless it is there.</summary>
    public Task AppendAsync(AccessEntry entry, CancellationToken cancellation) => inserts.InsertAsync(entry, cancellation);

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

/// <summary>The access log on PostgreSQL.</summary>
public sealed class PostgresAccessLogDb(DbContextOptions<PostgresAccessLogDb> options) : AccessLogDb(options)
{
    public const string Schema = "access";

    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        modelBuilder.HasDefaultSchema(Schema);
        base.OnModelCreating(modelBuilder);
    }
}
