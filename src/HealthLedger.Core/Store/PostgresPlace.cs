using HealthLedger.Core.Audit;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace HealthLedger.Core.Store;

/// <summary>
/// One PostgreSQL database, the ledger in its schema `public` and the access log in `access`, and the connections to it: the readers', and the
/// two writers', which must not hold a lock while they stand still.
/// </summary>
sealed class PostgresPlace : StorePlace
{
    // Startup parameters: they outlive the pool's DISCARD ALL, and stand above what cluster, database and role have as theirs.
    const string Reading = "-c synchronous_commit=on -c statement_timeout=30s";
    const string Writing = "-c synchronous_commit=on -c statement_timeout=30s -c lock_timeout=5s -c idle_in_transaction_session_timeout=2s";

    // A migration takes the time it takes, but does not stand in line for a table for long: whoever reads it would stand behind.
    const string Migrating = "-c synchronous_commit=on -c lock_timeout=5s -c idle_in_transaction_session_timeout=60s";

    readonly NpgsqlDataSource reading, writing, migrating;

    public PostgresPlace(string connection)
    {
        var given = new NpgsqlConnectionStringBuilder(connection);
        Name = $"{given.Database ?? given.Username} on {given.Host}:{given.Port}";
        reading = SourceOf(given, Reading);
        writing = SourceOf(given, Writing);
        // Not pooled: what a session holds goes with its connection, at once.
        migrating = SourceOf(new(connection) { Pooling = false }, Migrating);
    }

    public override string Name { get; }
    public override string Setting => "HealthLedger:Database:ConnectionString";

    public override bool HoldsLedger() => PostgresStart.Run(this, migrating, connection =>
    {
        using var ask = new NpgsqlCommand("""SELECT to_regclass('public."Operations"') IS NOT NULL""", connection);
        return (bool)ask.ExecuteScalar()!;
    });

    internal override NpgsqlDataSource Shared => writing;

    internal override IDatabase<LedgerDb> OpenLedger() => Open<PostgresLedgerDb>();

    internal override IDatabase<AccessLogDb> OpenAccessLog() => Open<PostgresAccessLogDb>();

    public override void Dispose()
    {
        reading.Dispose();
        writing.Dispose();
        migrating.Dispose();
        base.Dispose();
    }

    PostgresDatabase<TDb> Open<TDb>() where TDb : DbContext
    {
        PostgresStart.Migrate(this, migrating, () => (TDb)Activator.CreateInstance(typeof(TDb), PostgresOptions.Of<TDb>(migrating).Options)!);
        return new(reading, writing);
    }

    static NpgsqlDataSource SourceOf(NpgsqlConnectionStringBuilder given, string options)
    {
        var settings = new NpgsqlConnectionStringBuilder(given.ConnectionString)
        {
            ApplicationName = given.ApplicationName ?? "healthledger",
            Options = $"{given.Options} {options}".Trim(),
            // A server that is gone without a word is noticed by the connection, not by whoever waits.
            TcpKeepAlive = true,
            TcpKeepAliveTime = 5,
            TcpKeepAliveInterval = 1,
        };
        // Two replicas fit beside each other into the hundred connections a cluster has by default.
        if (!given.ContainsKey("Maximum Pool Size")) settings.MaxPoolSize = 40;
        return NpgsqlDataSource.Create(settings);
    }
}
