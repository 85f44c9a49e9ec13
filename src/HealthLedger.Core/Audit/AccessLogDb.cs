using HealthLedger.Core.Store;
using Microsoft.EntityFrameworkCore;

namespace HealthLedger.Core.Audit;

/// <summary>The access log, in a file or schema of its own: it only grows, and no restored backup of the store takes entries back.</summary>
public abstract class AccessLogDb(DbContextOptions options) : DbContext(options)
{
    public DbSet<AccessEntry> Entries => Set<AccessEntry>();

    protected abstract string AppendSql { get; }

    /// <summary>Writes the entry unless it is there.</summary>
    public Task AppendAsync(AccessEntry entry, CancellationToken cancellation) => Database.ExecuteSqlRawAsync(
        AppendSql,
        [
            entry.Id.ToString(), entry.At, entry.Patient.ToString(), entry.Actor.ToString(), entry.Action, (int)entry.Outcome, entry.Purpose,
            entry.Resource?.ToString()!, entry.SealedReason!,
        ],
        cancellation);

    protected static string AppendTo(string table) =>
        "INSERT INTO " + table + """
         ("Id", "At", "Patient", "Actor", "Action", "Outcome", "Purpose", "Resource", "SealedReason")
        VALUES ({0}, {1}, {2}, {3}, {4}, {5}, {6}, {7}, {8})
        ON CONFLICT ("Id") DO NOTHING
        """;

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
public sealed class SqliteAccessLogDb(DbContextOptions<SqliteAccessLogDb> options) : AccessLogDb(options)
{
    static readonly string append = AppendTo("\"Entries\"");

    protected override string AppendSql => append;
}

/// <summary>The access log on PostgreSQL.</summary>
public sealed class PostgresAccessLogDb(DbContextOptions<PostgresAccessLogDb> options) : AccessLogDb(options)
{
    public const string Schema = "access";

    static readonly string append = AppendTo($"\"{Schema}\".\"Entries\"");

    protected override string AppendSql => append;

    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        modelBuilder.HasDefaultSchema(Schema);
        base.OnModelCreating(modelBuilder);
    }
}
