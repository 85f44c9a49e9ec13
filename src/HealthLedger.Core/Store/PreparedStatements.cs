using System.Data.Common;
using System.Runtime.CompilerServices;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore.Diagnostics;

namespace HealthLedger.Core.Store;

/// <summary>
/// Keeps SQLite's statements prepared for as long as a connection is open: EF makes a command for each question, and to SQLite parsing and planning
/// one takes longer than answering it. What EF made is read here, not run.
/// </summary>
sealed class PreparedStatements : DbCommandInterceptor
{
    /// <summary>On one connection; texts beyond it are none that come again.</summary>
    const int Most = 200;

    readonly ConditionalWeakTable<object, Dictionary<string, Statement>> prepared = [];

    public override InterceptionResult<DbDataReader> ReaderExecuting(DbCommand command, CommandEventData eventData, InterceptionResult<DbDataReader> result) =>
        Find(command) is { } statement ? InterceptionResult<DbDataReader>.SuppressWithResult(statement.Read()) : result;

    public override ValueTask<InterceptionResult<DbDataReader>> ReaderExecutingAsync(
        DbCommand command, CommandEventData eventData, InterceptionResult<DbDataReader> result, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return new(ReaderExecuting(command, eventData, result));
    }

    public override InterceptionResult<int> NonQueryExecuting(DbCommand command, CommandEventData eventData, InterceptionResult<int> result) =>
        Find(command) is { } statement ? InterceptionResult<int>.SuppressWithResult(statement.Command.ExecuteNonQuery()) : result;

    public override ValueTask<InterceptionResult<int>> NonQueryExecutingAsync(
        DbCommand command, CommandEventData eventData, InterceptionResult<int> result, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return new(NonQueryExecuting(command, eventData, result));
    }

    /// <returns>The statement with the command's values; null while somebody still reads its last answer, or where there are too many.</returns>
    Statement? Find(DbCommand command)
    {
        // By SQLite's own handle: what was prepared before a connection was closed and opened again belongs to another one.
        var known = prepared.GetOrCreateValue(((SqliteConnection)command.Connection!).Handle!);
        if (!known.TryGetValue(command.CommandText, out var statement))
        {
            if (known.Count >= Most) return null;
            known[command.CommandText] = statement = new Statement((SqliteCommand)command);
        }
        return statement.Take(command) ? statement : null;
    }

    sealed class Statement
    {
        DbDataReader? reading;

        public Statement(SqliteCommand first)
        {
            Command = first.Connection!.CreateCommand();
            Command.CommandText = first.CommandText;
            foreach (SqliteParameter parameter in first.Parameters) Command.Parameters.AddWithValue(parameter.ParameterName, null);
        }

        public SqliteCommand Command { get; }

        public bool Take(DbCommand command)
        {
            if (reading is { IsClosed: false } || command.Parameters.Count != Command.Parameters.Count) return false;
            Command.Transaction = (SqliteTransaction?)command.Transaction;
            Command.CommandTimeout = command.CommandTimeout;
            for (var i = 0; i < Command.Parameters.Count; i++) Command.Parameters[i].Value = command.Parameters[i].Value;
            return true;
        }

        public DbDataReader Read() => reading = Command.ExecuteReader();
    }
}
