using System.Data.Common;
using HealthLedger.Core.Operations;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace HealthLedger.Core.Store;

/// <summary>What a disk, a server or another process does to the store, told apart from what a request did wrong.</summary>
public static class StoreFaults
{
    /// <summary>The fault behind an exception; null where there is none.</summary>
    public static DbException? Of(Exception? failure)
    {
        // Whoever asked went away: the server's word that it broke off is no fault of its.
        if (failure is OperationCanceledException) return null;
        for (; failure is not null; failure = failure.InnerException)
            if (failure is DbException fault && ReasonOf(fault) is not null) return fault;
        return null;
    }

    /// <summary>What a caller is told: 503, nothing was accepted that is known of. Null for any other failure.</summary>
    public static Refusal? RefusalOf(Exception failure) => Of(failure) is { } fault
        ? Problems.LedgerUnavailable.With($"The gateway's store cannot be used now: {ReasonOf(fault)}.")
        : null;

    /// <summary>The server took the transaction back for another one's sake: run again it may well succeed.</summary>
    internal static bool IsConflict(Exception failure) =>
        Of(failure) is PostgresException { SqlState: PostgresErrorCodes.SerializationFailure or PostgresErrorCodes.DeadlockDetected };

    /// <summary>The row is there already.</summary>
    internal static bool IsDuplicate(DbUpdateException failure) => failure.InnerException is PostgresException { SqlState: PostgresErrorCodes.UniqueViolation };

    /// <summary>The server ended the connection, or it broke: the next one may well be better.</summary>
    internal static bool IsConnectionLost(Exception failure) => Of(failure) is NpgsqlException and
        ({ InnerException: IOException } or PostgresException
        {
            SqlState: PostgresErrorCodes.AdminShutdown or PostgresErrorCodes.CrashShutdown or PostgresFaults.IdleInTransaction,
        });

    static string? ReasonOf(DbException fault) => fault switch
    {
        SqliteException sqlite => SqliteFaults.ReasonOf(sqlite),
        NpgsqlException npgsql => PostgresFaults.ReasonOf(npgsql),
        _ => null,
    };
}
