using HealthLedger.Core;
using Npgsql;

namespace HealthLedger.Api.Hosting;

/// <summary>Which database `HealthLedger:Database` names.</summary>
static class DatabaseSettings
{
    /// <summary>How PostgreSQL is reached; null: SQLite.</summary>
    /// <exception cref="CannotStartException">The two settings do not fit together. The connection string is never repeated: a password stands in it.</exception>
    public static string? PostgresConnection(Settings settings)
    {
        var connection = settings["Database:ConnectionString"];
        switch (settings["Database:Provider"])
        {
            case null or "sqlite" when connection is null:
                return null;
            case null or "sqlite":
                throw new CannotStartException(
                    "HealthLedger:Database:ConnectionString: SQLite takes none, its file lies in HealthLedger:DataDirectory; for PostgreSQL set "
                    + "HealthLedger:Database:Provider to 'postgres'.");
            case "postgres" when connection is null:
                throw new CannotStartException(
                    "HealthLedger:Database:ConnectionString is missing: PostgreSQL needs one, such as Host=db;Database=healthledger;Username=healthledger.");
            case "postgres":
                return RequireReadable(connection);
            case var other:
                throw Settings.Wrong("Database:Provider", other, "set 'sqlite' or 'postgres'");
        }
    }

    static string RequireReadable(string connection)
    {
        try
        {
            if (new NpgsqlConnectionStringBuilder(connection).Host is { Length: > 0 }) return connection;
        }
        catch (Exception wrong) when (wrong is ArgumentException or FormatException or InvalidCastException)
        {
            // The sentence below says what is wanted; the exception would repeat parts of what was given.
        }
        throw new CannotStartException(
            "HealthLedger:Database:ConnectionString is none of PostgreSQL's: it reads like Host=db;Database=healthledger;Username=healthledger;Password=….");
    }
}
