using HealthLedger.Core.Audit;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Design;

namespace HealthLedger.Core.Store;

// For dotnet-ef alone. After a change of the model, from the repository's root: dotnet tool restore, then
//   dotnet ef migrations add <Name> -p src/HealthLedger.Core -c SqliteLedgerDb -o Store/Migrations
//   dotnet ef migrations add <Name> -p src/HealthLedger.Core -c SqliteAccessLogDb -o Audit/Migrations
// Before the first release: delete both folders first and call it Initial.

sealed class SqliteLedgerDbDesign : IDesignTimeDbContextFactory<SqliteLedgerDb>
{
    public SqliteLedgerDb CreateDbContext(string[] args) => new(new DbContextOptionsBuilder<SqliteLedgerDb>().UseSqlite().Options);
}

sealed class SqliteAccessLogDbDesign : IDesignTimeDbContextFactory<SqliteAccessLogDb>
{
    public SqliteAccessLogDb CreateDbContext(string[] args) => new(new DbContextOptionsBuilder<SqliteAccessLogDb>().UseSqlite().Options);
}
