using System.Globalization;
using HealthLedger.Core.Store;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace HealthLedger.Core.Replicas;

/// <summary>
/// The lease on the leader row. It is taken over once it has run out by the database's clock, which waits for a transaction of the former
/// leader that is under way: that ends by its commit, with its session, or by idle_in_transaction_session_timeout.
/// </summary>
/// <param name="holder">This replica's id.</param>
sealed class LeaderLease(NpgsqlDataSource source, string holder)
{
    /// <summary>Five beats: a pause of the garbage collector or a slow disk loses no lease, and a leader that is gone is replaced within 5 s.</summary>
    public static readonly TimeSpan Length = TimeSpan.FromSeconds(2.5);

    const string Mine = """ WHERE "Epoch" = {0} AND "Holder" = {1}""";
    const string Beat = """UPDATE "Leader" SET "BeatAt" = clock_timestamp()""" + Mine;

    static readonly string lapsed = string.Create(
        CultureInfo.InvariantCulture, $"\"BeatAt\" < clock_timestamp() - interval '{Length.TotalMilliseconds} milliseconds'");

    /// <summary>How long ago the leader gave a sign of life, what it told, and whether it was a gateway on this replica's data directory.</summary>
    public async Task<(TimeSpan Age, string? Health, bool Mine)> ReadAsync(CancellationToken cancellation)
    {
        await using var ask = Command("""SELECT clock_timestamp() - "BeatAt", "Health", "Holder" = $1 FROM "Leader" """, holder);
        await using var row = await ask.ExecuteReaderAsync(cancellation);
        await row.ReadAsync(cancellation);
        return (row.GetTimeSpan(0), await row.IsDBNullAsync(1, cancellation) ? null : row.GetString(1), row.GetBoolean(2));
    }

    /// <param name="ended">What bore this replica's id before is known to have ended, so that its lease need not run out.</param>
    /// <param name="cancellation">Stops waiting.</param>
    /// <returns>The epoch that begins; null where another replica leads.</returns>
    public async Task<long?> TakeAsync(bool ended, CancellationToken cancellation)
    {
        await using var take = Command(
            $"""
            UPDATE "Leader" SET "Epoch" = "Epoch" + 1, "Holder" = $1, "BeatAt" = clock_timestamp()
            WHERE {lapsed} OR ($2 AND "Holder" = $1)
            RETURNING "Epoch"
            """,
            holder, ended);
        return (long?)await take.ExecuteScalarAsync(cancellation);
    }

    /// <summary>A sign of life, with what the leader sees.</summary>
    /// <returns>False where another replica leads.</returns>
    public async Task<bool> BeatAsync(long epoch, string? health, CancellationToken cancellation)
    {
        await using var beat = Command(
            """UPDATE "Leader" SET "BeatAt" = clock_timestamp(), "Health" = $1 WHERE "Epoch" = $2 AND "Holder" = $3""", (object?)health ?? DBNull.Value, epoch, holder);
        return await beat.ExecuteNonQueryAsync(cancellation) == 1;
    }

    /// <summary>Locks the row for the transaction that is under way, which is thereby a sign of life itself.</summary>
    /// <returns>False where another replica leads.</returns>
    public async Task<bool> HoldAsync(LedgerDb db, long epoch, CancellationToken cancellation) =>
        await db.Database.ExecuteSqlRawAsync(Beat, [epoch, holder], cancellation) == 1;

    /// <summary>The next replica need not wait until it runs out.</summary>
    public async Task GiveUpAsync(long epoch)
    {
        await using var give = Command("""UPDATE "Leader" SET "BeatAt" = 'epoch' WHERE "Epoch" = $1 AND "Holder" = $2""", epoch, holder);
        await give.ExecuteNonQueryAsync();
        await TellAsync(CancellationToken.None);
    }

    /// <summary>The others look at the row at once.</summary>
    public async Task TellAsync(CancellationToken cancellation)
    {
        await using var tell = Command("SELECT pg_notify($1, '')", Notices.Leader);
        await tell.ExecuteNonQueryAsync(cancellation);
    }

    NpgsqlCommand Command(string sql, params object[] values)
    {
        var command = source.CreateCommand(sql);
        foreach (var value in values) command.Parameters.Add(new NpgsqlParameter { Value = value });
        return command;
    }
}
