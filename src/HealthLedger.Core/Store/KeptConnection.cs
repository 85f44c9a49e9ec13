using System.Collections.Concurrent;
using System.Data.Common;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore.Diagnostics;

namespace HealthLedger.Core.Store;

/// <summary>
/// A connection to SQLite that stays open from one context to the next, so that what was prepared on it stays prepared. Only one on which a
/// transaction has come to no end is closed when it is told to.
/// </summary>
sealed class KeptConnection(string connection, string pragmas) : SqliteConnection(connection)
{
    public override void Open()
    {
        base.Open();
        using var command = CreateCommand();
        command.CommandText = pragmas;
        command.ExecuteNonQuery();
    }

    public override void Close()
    {
        if (Transaction is not null) base.Close();
    }

    // What it disposes first is told to close.
    protected override void Dispose(bool disposing)
    {
        if (disposing) base.Close();
        base.Dispose(disposing);
    }
}

/// <summary>Gives each context its connection, and closes them all in the end.</summary>
/// <param name="connection">The connection string.</param>
/// <param name="pragmas">What is said once on each.</param>
sealed class KeptConnections(string connection, string pragmas) : DbConnectionInterceptor, IDisposable
{
    readonly ConcurrentBag<KeptConnection> made = [];

    public override InterceptionResult<DbConnection> ConnectionCreating(ConnectionCreatingEventData eventData, InterceptionResult<DbConnection> result)
    {
        var one = new KeptConnection(connection, pragmas);
        made.Add(one);
        return InterceptionResult<DbConnection>.SuppressWithResult(one);
    }

    public void Dispose()
    {
        foreach (var one in made) one.Dispose();
    }
}
