using System.Data.Common;
using HealthLedger.Core.Store;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;

namespace HealthLedger.Tests;

/// <summary>Where the worlds and gateways of a test run keep their stores: here on SQLite, in their data directories.</summary>
static class StoreUnderTest
{
    /// <summary>The ledger's tables, by name.</summary>
    public const string Tables = "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'";

    /// <summary>Why there is nothing to test on; null: there is.</summary>
    public static string? Absence => null;

    /// <summary>How PostgreSQL is reached, a database for each data directory; null: SQLite.</summary>
    public static string? ConnectionOf(string dataDirectory) => null;

    /// <summary>That directory's store has not even tables, as it is here until it is first opened.</summary>
    public static void Empty(string dataDirectory)
    {
    }

    /// <summary>A connection past the gateway, opened by the caller; SQL quotes its names.</summary>
    public static DbConnection Connect(string dataDirectory, bool toAccessLog = false) => new SqliteConnection(
        new SqliteConnectionStringBuilder
        {
            DataSource = Path.Combine(dataDirectory, toAccessLog ? "access.db" : "ledger.db"), Mode = SqliteOpenMode.ReadWrite, Pooling = false,
        }.ToString());

    /// <summary>The directory's ledger as it is, neither locked nor migrated.</summary>
    public static LedgerDb Bare(string dataDirectory, Action<DbContextOptionsBuilder>? configure = null)
    {
        Directory.CreateDirectory(dataDirectory);
        var options = new DbContextOptionsBuilder<SqliteLedgerDb>().UseSqlite($"Data Source={Path.Combine(dataDirectory, "ledger.db")}");
        configure?.Invoke(options);
        return new SqliteLedgerDb(options.Options);
    }

    /// <summary>What is stored in one directory is then stored in the other, too; nobody has either open.</summary>
    public static void Copy(string from, string to)
    {
        SqliteConnection.ClearAllPools();
        foreach (var file in FilesIn(to)) File.Delete(file);
        foreach (var file in FilesIn(from)) File.Copy(file, Path.Combine(to, Path.GetFileName(file)));

        static IEnumerable<string> FilesIn(string directory) =>
            Directory.GetFiles(directory, "ledger.db*").Concat(Directory.GetFiles(directory, "access.db*"));
    }

    /// <summary>The data directory is about to go, and its store with it.</summary>
    public static void Forget(string dataDirectory) => SqliteConnection.ClearAllPools();
}
