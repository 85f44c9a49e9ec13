using System.Reflection;
using HealthLedger.Core.Store;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;
using Microsoft.EntityFrameworkCore.Migrations.Internal;

namespace HealthLedger.Tests.Core;

#pragma warning disable EF1001 // The tests alone put a migration behind those there are.

/// <summary>The next release's migration.</summary>
static class NextRelease
{
    public const string Id = "29990101000000_NextRelease";
}

/// <summary>The migrations there are, and one of the test's own after them.</summary>
sealed class OneMoreMigration<TMigration>(
    ICurrentDbContext context, IDbContextOptions options, IMigrationsIdGenerator ids, IDiagnosticsLogger<DbLoggerCategory.Migrations> logger)
    : MigrationsAssembly(context, options, ids, logger)
    where TMigration : Migration
{
    public override IReadOnlyDictionary<string, TypeInfo> Migrations =>
        new SortedDictionary<string, TypeInfo>(base.Migrations.ToDictionary()) { [NextRelease.Id] = typeof(TMigration).GetTypeInfo() };

    /// <summary>The store in that directory, as the next release would open it.</summary>
    public static LedgerDb Open(string dataDirectory) =>
        StoreUnderTest.Bare(dataDirectory, options => options.ReplaceService<IMigrationsAssembly, OneMoreMigration<TMigration>>());
}

/// <summary>Changes a table, and then breaks.</summary>
[Migration(NextRelease.Id)]
sealed class BreakingMigration : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder)
    {
        migrationBuilder.AddColumn<string>("Half", "Facts", nullable: true);
        migrationBuilder.Sql("UPDATE \"Facts\" SET \"Value\" = 'half'");
        migrationBuilder.Sql("INSERT INTO \"Nowhere\" VALUES (1)");
    }
}
