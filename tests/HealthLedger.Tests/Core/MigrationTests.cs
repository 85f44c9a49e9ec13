using HealthLedger.Core.Store;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Design;

namespace HealthLedger.Tests.Core;

public sealed class MigrationTests
{
    [Fact]
    public void The_migrations_say_what_the_models_say()
    {
        IDesignTimeDbContextFactory<DbContext>[] designs =
            [new SqliteLedgerDbDesign(), new SqliteAccessLogDbDesign(), new PostgresLedgerDbDesign(), new PostgresAccessLogDbDesign()];
        Assert.All(designs, design =>
        {
            using var db = design.CreateDbContext([]);
            Assert.False(db.Database.HasPendingModelChanges(), "The model changed: see DesignTime.cs for how to add to the migrations.");
        });
    }
}
