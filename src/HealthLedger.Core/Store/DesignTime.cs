using HealthLedger.Core.Audit;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Design;

namespace HealthLedger.Core.Store;

// For dotnet-ef alone. After a change of the model, from the repository's root: dotnet tool restore, then
//   dotnet ef migrations add <Name> -p src/HealthLedger.Core -c SqliteLedgerDb -o Store/Migrations/Sqlite
//   dotnet ef migrations add <Name> -p src/HealthLedger.Core -c PostgresLedgerDb -o Store/Migrations/Postgres
//   dotnet ef migrations add <Name> -p src/HealthLedger.Core -c SqliteAccessLogDb -o Audit/Migrations/Sqlite
//   dotnet ef migrations add <Name> -p src/HealthLedger.Core -c PostgresAccessLogDb -o Audit/Migrations/Postgres

sealed class SqliteLedgerDbDesign : IDesignTimeDbContextFactory<SqliteLedgerDb>
{
    public SqliteLedgerDb CreateDbContext(string[] args) => new(new DbContextOptionsBuilder<SqliteLedgerDb>().UseSqlite().Options);
}

sealed class SqliteAccessLogDbDesign : IDesignTimeDbContextFactory<SqliteAccessLogDb>
{
    public SqliteAccessLogDb CreateDbContext(string[] args) => new(new DbContextOptionsBuilder<SqliteAccessLogDb>().UseSqlite().Options);
}

sealed class PostgresLedgerDbDesign : IDesignTimeDbContextFactory<PostgresLedgerDb>
{
    public PostgresLedgerDb CreateDbContext(string[] args) => new(PostgresOptions.Of<PostgresLedgerDb>().Options);
}

sealed class PostgresAccessLogDbDesign : IDesignTimeDbContextFactory<PostgresAccessLogDb>
{
    public PostgresAccessLogDb CreateDbContext(string[] args) => new(PostgresOptions.Of<PostgresAccessLogDb>().Options);
}
