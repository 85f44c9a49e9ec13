using System.Collections.Concurrent;
using System.Data.Common;
using System.Reflection;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.EntityFrameworkCore.Storage;

namespace HealthLedger.Core.Store;

/// <summary>
/// Inserts what every write brings past the change tracker, which takes longer than the database: a statement a table, prepared once in a
/// transaction, its columns and conversions as EF's model has them. A number that the database gives is read into the row.
/// </summary>
/// <param name="unless">Where a row has the same in this column, it stays as it is, and no number is read; null: the new one is refused.</param>
sealed class RowInserts(DbContext db, string? unless = null)
{
    static readonly ConcurrentDictionary<IEntityType, Shape> shapes = new();

    readonly Dictionary<Type, Insert> inserts = [];

    /// <summary>Writes the row in the transaction that is under way.</summary>
    /// <param name="row">Of a type in the context's model; its owned parts are there.</param>
    /// <param name="cancellation">Breaks it off.</param>
    /// <exception cref="DbException">Among others for a row whose key is there.</exception>
    public async Task InsertAsync(object row, CancellationToken cancellation)
    {
        var connection = db.Database.GetDbConnection();
        // What was prepared before a connection was closed and opened again would go past its transaction.
        var session = connection is SqliteConnection { Handle: { } handle } ? handle : (object)connection;
        if (!inserts.TryGetValue(row.GetType(), out var insert) || insert.Session != session)
            inserts[row.GetType()] = insert = Prepare(row.GetType(), connection, session);
        insert.Command.Transaction = db.Database.CurrentTransaction?.GetDbTransaction();
        var columns = insert.Shape.Columns;
        for (var i = 0; i < columns.Count; i++) insert.Command.Parameters[i].Value = columns[i].Of(row) ?? DBNull.Value;
        if (unless is not null || insert.Shape.Given is not { } given) await insert.Command.ExecuteNonQueryAsync(cancellation);
        else given.SetValue(row, await insert.Command.ExecuteScalarAsync(cancellation));
    }

    Insert Prepare(Type type, DbConnection connection, object session)
    {
        var shape = shapes.GetOrAdd(db.Model.FindEntityType(type)!, known => new Shape(known));
        var command = connection.CreateCommand();
        command.CommandText = shape.Sql + (unless is not null ? $" ON CONFLICT (\"{unless}\") DO NOTHING" : shape.Given is { } given ? $" RETURNING \"{given.Name}\"" : "");
        for (var i = 0; i < shape.Columns.Count; i++)
            command.Parameters.Add(shape.Columns[i].Mapping.CreateParameter(command, $"@p{i}", null, nullable: true));
        return new Insert(shape, command, session);
    }

    sealed record Insert(Shape Shape, DbCommand Command, object Session);

    sealed record Column(string Name, RelationalTypeMapping Mapping, Func<object, object?> Of);

    sealed class Shape
    {
        public Shape(IEntityType type)
        {
            var table = StoreObjectIdentifier.Create(type, StoreObjectType.Table)!.Value;
            Columns =
            [
                .. ColumnsOf(type, table, row => row),
                .. type.GetNavigations().Where(part => part.TargetEntityType.IsOwned())
                    .SelectMany(part => ColumnsOf(part.TargetEntityType, table, part.PropertyInfo!.GetValue)),
            ];
            Given = type.GetProperties().SingleOrDefault(property => property.ValueGenerated == ValueGenerated.OnAdd)?.PropertyInfo;
            var schema = table.Schema is null ? "" : $"\"{table.Schema}\".";
            Sql = $"INSERT INTO {schema}\"{table.Name}\" ({string.Join(", ", Columns.Select(column => $"\"{column.Name}\""))}) "
                + $"VALUES ({string.Join(", ", Columns.Select((_, index) => $"@p{index}"))})";
        }

        public string Sql { get; }
        public IReadOnlyList<Column> Columns { get; }

        /// <summary>What the database counts, in a column of its name.</summary>
        public PropertyInfo? Given { get; }

        static IEnumerable<Column> ColumnsOf(IEntityType part, StoreObjectIdentifier table, Func<object, object?> of) =>
            from property in part.GetProperties()
            where property.PropertyInfo is not null && property.ValueGenerated == ValueGenerated.Never
            let getter = property.PropertyInfo
            let mapping = property.GetRelationalTypeMapping()
            let convert = mapping.Converter?.ConvertToProvider
            select new Column(
                property.GetColumnName(table)!, mapping, row => getter.GetValue(of(row)) is { } value ? convert is null ? value : convert(value) : null);
    }
}
