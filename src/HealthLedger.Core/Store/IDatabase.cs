using System.Data;
using Microsoft.EntityFrameworkCore;

namespace HealthLedger.Core.Store;

/// <summary>A database that is there and migrated, and the contexts on it.</summary>
interface IDatabase<out TDb> : IDisposable where TDb : DbContext
{
    /// <summary>The level at which a transaction's reads all see one state, and hold up nobody.</summary>
    IsolationLevel Snapshot { get; }

    /// <summary>A context that tracks nothing.</summary>
    TDb OpenRead();

    /// <summary>A context for the group-commit writer: savepoints are left to it.</summary>
    TDb OpenWrite();
}
