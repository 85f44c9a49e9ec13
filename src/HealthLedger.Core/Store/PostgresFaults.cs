using System.Net.Sockets;
using Npgsql;

namespace HealthLedger.Core.Store;

/// <summary>PostgreSQL's words for a store that cannot be used now, each with what an operator would see to.</summary>
static class PostgresFaults
{
    public const string IdleInTransaction = "25P03";

    public static string? ReasonOf(NpgsqlException fault) => fault switch
    {
        PostgresException answered => ReasonOf(answered.SqlState),
        // Else it is a mistake of ours.
        { InnerException: IOException or SocketException or TimeoutException } => "its server does not answer",
        _ => null,
    };

    static string? ReasonOf(string state) => state switch
    {
        PostgresErrorCodes.AdminShutdown or PostgresErrorCodes.CrashShutdown or PostgresErrorCodes.CannotConnectNow => "its server is restarting",
        PostgresErrorCodes.TooManyConnections => "its server takes no more connections",
        PostgresErrorCodes.DiskFull => "its disk is full",
        PostgresErrorCodes.OutOfMemory => "its server is out of memory",
        PostgresErrorCodes.IoError => "its disk fails",
        PostgresErrorCodes.ReadOnlySqlTransaction => "its server is read-only",
        PostgresErrorCodes.LockNotAvailable or PostgresErrorCodes.QueryCanceled => "it is busy",
        PostgresErrorCodes.SerializationFailure or PostgresErrorCodes.DeadlockDetected => "others change the same at this moment",
        IdleInTransaction => "the gateway stood still for too long",
        PostgresErrorCodes.InvalidCatalogName or PostgresErrorCodes.InvalidPassword or PostgresErrorCodes.InvalidAuthorizationSpecification =>
            "its server refuses the gateway",
        // A connection lost on the way.
        _ when state.StartsWith("08", StringComparison.Ordinal) => "its server does not answer",
        _ => null,
    };
}
