using HealthLedger.Core.Operations;
using Microsoft.Data.Sqlite;

namespace HealthLedger.Core.Store;

/// <summary>What a disk or another process does to the store, told apart from what a request did wrong.</summary>
public static class StoreFaults
{
    /// <summary>SQLite's result codes for a store that cannot be used now, each with what an operator would see to.</summary>
    static readonly Dictionary<int, string> faults = new()
    {
        [5] = "another process holds it",
        [6] = "another process holds it",
        [8] = "its disk is read-only",
        [10] = "its disk fails",
        [13] = "its disk is full",
        [14] = "its file cannot be opened",
    };

    /// <summary>The fault of the disk behind an exception; null where there is none.</summary>
    public static SqliteException? Of(Exception? failure)
    {
        for (; failure is not null; failure = failure.InnerException)
            if (failure is SqliteException sqlite && faults.ContainsKey(sqlite.SqliteErrorCode)) return sqlite;
        return null;
    }

    /// <summary>What a caller is told: 503, nothing was accepted. Null for any other failure.</summary>
    public static Refusal? RefusalOf(Exception failure) => Of(failure) is { } fault
        ? Problems.LedgerUnavailable.With($"The gateway's store cannot be used now: {faults[fault.SqliteErrorCode]}.")
        : null;
}
