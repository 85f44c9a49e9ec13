using System.Collections.Concurrent;
using System.Data.Common;
using System.Security.Cryptography;
using System.Text;
using HealthLedger.Core;
using HealthLedger.Core.Store;
using HealthLedger.Postgres.Support;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace HealthLedger.Tests;

/// <summary>
/// Where the worlds and gateways of this test run keep their stores: a database for each data directory, on the server that
/// HEALTHLEDGER_TEST_POSTGRES names, else on one of the run's own.
/// </summary>
static class StoreUnderTest
{
    /// <summary>The ledger's tables, by name.</summary>
    public const string Tables = "SELECT tablename FROM pg_tables WHERE schemaname = 'public'";

    static readonly string? named = Environment.GetEnvironmentVariable("HEALTHLEDGER_TEST_POSTGRES") is { Length: > 0 } given ? given : null;
    // Its watch ends it with this process, or when nobody holds it.
    static readonly Lazy<PostgresCluster> own = new(() => Task.Run(PostgresCluster.StartAsync).GetAwaiter().GetResult());
    // Its tables take a second to make, and many stores are made in a run.
    static readonly Lazy<string> prepared = new(Prepare);
    static readonly ConcurrentDictionary<string, Lazy<string>> databases = new();

    /// <summary>Why there is nothing to test on; null: there is.</summary>
    public static string? Absence => named is not null || PostgresCluster.Binaries is not null
        ? null
        : "There is no PostgreSQL: install its server, or name one in HEALTHLEDGER_TEST_POSTGRES on which databases may be created.";

    static string Server => named ?? own.Value.Connection;

    /// <summary>How the database of that data directory is reached; makes one with empty tables for a directory that has none.</summary>
    public static string ConnectionOf(string dataDirectory)
    {
        Assert.SkipWhen(Absence is not null, Absence ?? "");
        return databases.GetOrAdd(dataDirectory, directory => new(() => Create(NameOf(directory), prepared.Value))).Value;
    }

    /// <summary>That directory's database has not even tables; nobody is connected to it.</summary>
    public static void Empty(string dataDirectory)
    {
        Forget(dataDirectory);
        databases[dataDirectory] = new(Create(NameOf(dataDirectory), "template0"));
    }

    /// <summary>That directory's store is on a server which the test has started.</summary>
    public static void Use(string dataDirectory, string connection) => databases[dataDirectory] = new(() => connection);

    /// <summary>A connection past the gateway, opened by the caller; SQL quotes its names.</summary>
    public static DbConnection Connect(string dataDirectory, bool toAccessLog = false) => new NpgsqlConnection(
        new NpgsqlConnectionStringBuilder(ConnectionOf(dataDirectory)) { Pooling = false, SearchPath = toAccessLog ? "access" : "public" }.ToString());

    /// <summary>The directory's ledger as it is, not migrated.</summary>
    public static LedgerDb Bare(string dataDirectory, Action<DbContextOptionsBuilder>? configure = null)
    {
        var options = new DbContextOptionsBuilder<PostgresLedgerDb>().UseNpgsql(
            new NpgsqlConnectionStringBuilder(ConnectionOf(dataDirectory)) { Pooling = false }.ToString());
        configure?.Invoke(options);
        return new PostgresLedgerDb(options.Options);
    }

    /// <summary>What is stored for one directory is then stored for the other, too; nobody is connected to either.</summary>
    public static void Copy(string from, string to)
    {
        var original = new NpgsqlConnectionStringBuilder(ConnectionOf(from)).Database!;
        Forget(to);
        databases[to] = new(Create(NameOf(to), original));
    }

    /// <summary>The data directory is about to go, and its store with it.</summary>
    public static void Forget(string dataDirectory)
    {
        if (databases.TryRemove(dataDirectory, out _)) Run($"DROP DATABASE IF EXISTS \"{NameOf(dataDirectory)}\" WITH (FORCE)");
    }

    static string Prepare()
    {
        var name = $"hl_prepared_{Guid.NewGuid():N}";
        using var place = StorePlace.Of(new CoreOptions { DataDirectory = "", KeysDirectory = "", PostgresConnection = Create(name, "template0") });
        place.OpenLedger().Dispose();
        place.OpenAccessLog().Dispose();
        if (named is not null) AppDomain.CurrentDomain.ProcessExit += (_, _) => Run($"DROP DATABASE IF EXISTS \"{name}\"");
        return name;
    }

    static string Create(string name, string template)
    {
        // In this way it takes half as long, which is not the default since PostgreSQL 15.
        Run($"CREATE DATABASE \"{name}\" TEMPLATE \"{template}\" STRATEGY FILE_COPY");
        return new NpgsqlConnectionStringBuilder(Server) { Database = name }.ToString();
    }

    static void Run(string sql)
    {
        using var connection = new NpgsqlConnection(new NpgsqlConnectionStringBuilder(Server) { Pooling = false }.ToString());
        connection.Open();
        using var command = new NpgsqlCommand(sql, connection);
        command.ExecuteNonQuery();
    }

    static string NameOf(string dataDirectory) => "hl_" + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(dataDirectory)))[..24];
}
