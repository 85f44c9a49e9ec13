using HealthLedger.Core.Audit;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace HealthLedger.Core.Store;

/// <summary>How contexts stand on PostgreSQL; without a data source for dotnet-ef, which connects to nothing.</summary>
static class PostgresOptions
{
    public static DbContextOptionsBuilder<TDb> Of<TDb>(NpgsqlDataSource? source = null) where TDb : DbContext
    {
        var options = new DbContextOptionsBuilder<TDb>();
        // Each schema has its own history: a restored ledger does not take the access log back.
        var schema = typeof(TDb) == typeof(PostgresAccessLogDb) ? PostgresAccessLogDb.Schema : null;
        return source is null
            ? options.UseNpgsql(npgsql => npgsql.MigrationsHistoryTable("__EFMigrationsHistory", schema))
            : options.UseNpgsql(source, npgsql => npgsql.MigrationsHistoryTable("__EFMigrationsHistory", schema));
    }
}
