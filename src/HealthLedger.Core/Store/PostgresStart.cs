using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace HealthLedger.Core.Store;

/// <summary>What a start asks of a PostgreSQL server, and the sentences about what it may answer.</summary>
static class PostgresStart
{
    /// <exception cref="CannotStartException">The server does not answer, or not as it must.</exception>
    public static T Run<T>(PostgresPlace place, NpgsqlDataSource source, Func<NpgsqlConnection, T> work)
    {
        try
        {
            using var connection = source.OpenConnection();
            RequireDurable(place, connection);
            return work(connection);
        }
        // EF wraps what may pass.
        catch (Exception failure) when ((failure as NpgsqlException ?? failure.InnerException as NpgsqlException) is { } unusable)
        {
            throw new CannotStartException($"The database {place.Name} cannot be used: {ReasonOf(unusable)}.", unusable);
        }
    }

    /// <summary>
    /// Brings the schema to its newest form in one transaction, so that a migration that fails leaves it as it was. Replicas that start at once
    /// wait for one another.
    /// </summary>
    /// <exception cref="CannotStartException">The server does not answer, or not as it must; a migration failed.</exception>
    public static void Migrate(PostgresPlace place, NpgsqlDataSource source, Func<DbContext> open) => Run(place, source, turn =>
    {
        // Let go of with the connection.
        using var wait = new NpgsqlCommand("SET lock_timeout = 0; SELECT pg_advisory_lock(hashtext('healthledger migrations'))", turn) { CommandTimeout = 0 };
        wait.ExecuteNonQuery();
        using var db = open();
        db.Database.SetCommandTimeout(0);
        // Else each statement would have a connection of its own.
        db.Database.OpenConnection();
        if (db.Database.GetPendingMigrations().Any()) db.Database.Migrate();
        return true;
    });

    // What is answered as committed has reached the disk. A pooler in between may drop what the connection asks for.
    static void RequireDurable(PostgresPlace place, NpgsqlConnection connection)
    {
        using var ask = new NpgsqlCommand("SHOW synchronous_commit", connection);
        if (ask.ExecuteScalar() is not "on")
            throw new CannotStartException($"The database {place.Name} does not take synchronous_commit=on: connect to it without a pooler in between.");
    }

    static string ReasonOf(NpgsqlException failure) => failure switch
    {
        PostgresException { SqlState: PostgresErrorCodes.InvalidCatalogName } => "the server has none of that name, create it",
        PostgresException { SqlState: PostgresErrorCodes.InvalidPassword or PostgresErrorCodes.InvalidAuthorizationSpecification } =>
            "the server refuses this user, see to its password and to pg_hba.conf",
        PostgresException { SqlState: PostgresErrorCodes.InsufficientPrivilege } => "this user may not create tables in it, make the user its owner",
        PostgresException refused => $"{refused.MessageText.TrimEnd('.')} ({refused.SqlState})",
        _ => $"its server does not answer ({(failure.InnerException ?? failure).Message.TrimEnd('.')})",
    };
}
