using Microsoft.Data.Sqlite;

namespace HealthLedger.Core.Store;

/// <summary>SQLite's result codes for a store that cannot be used now, each with what an operator would see to.</summary>
static class SqliteFaults
{
    public static string? ReasonOf(SqliteException fault) => fault.SqliteErrorCode switch
    {
        5 or 6 => "another process holds it",
        8 => "its disk is read-only",
        10 => "its disk fails",
        13 => "its disk is full",
        14 => "its file cannot be opened",
        _ => null,
    };
}
