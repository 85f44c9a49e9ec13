using HealthLedger.Core.Ledger;
using HealthLedger.Core.Store;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;

namespace HealthLedger.Tests.Core;

/// <summary>What a disk does is told from what a request did wrong, however deep it stands, and harms nothing that was not under way.</summary>
public sealed class SqliteFaultTests
{
    [Theory]
    [InlineData(5, true)]
    [InlineData(6, true)]
    [InlineData(8, true)]
    [InlineData(10, true)]
    [InlineData(13, true)]
    [InlineData(14, true)]
    [InlineData(1, false)]
    [InlineData(11, false)]
    [InlineData(19, false)]
    public void A_code_of_the_disk_is_unavailable_and_no_other_is(int code, bool unavailable)
    {
        var wrapped = new DbUpdateException("An error occurred.", new SqliteException("said", code));
        Assert.Equal(unavailable ? "ledger-unavailable" : null, StoreFaults.RefusalOf(wrapped)?.Code);
    }

    [Fact]
    public async Task A_full_file_fails_the_whole_group_with_its_own_fault_and_the_next_one_passes_when_there_is_room()
    {
        await using var world = new CoreWorld();
        await BallastAsync("CREATE TABLE Ballast (Content BLOB)");
        var writes = Enumerable.Range(0, 20).Select(n => world.Store.WriteAsync(
            async (db, token) =>
            {
                db.Facts.Add(new Fact { Name = $"near {n}" });
                if (n != 7) return;
                // A connection's own limit stands in for the disk's.
                await db.Database.ExecuteSqlRawAsync("PRAGMA max_page_count=1", token);
                await db.Database.ExecuteSqlRawAsync("INSERT INTO Ballast VALUES (zeroblob(1000000))", token);
            },
            CoreWorld.Cancellation)).ToList();

        await Assert.ThrowsAnyAsync<Exception>(() => Task.WhenAll(writes));

        await using var read = world.Store.OpenRead();
        var kept = await read.Facts.Where(fact => fact.Name.StartsWith("near ")).Select(fact => fact.Name).ToListAsync(CoreWorld.Cancellation);
        Assert.Equal(kept.Count, writes.Count(write => write.IsCompletedSuccessfully));
        var lost = writes.Where(write => write.IsFaulted).ToList();
        Assert.All(lost, write => Assert.Equal(13, Assert.IsType<SqliteException>(StoreFaults.Of(write.Exception!.InnerException)).SqliteErrorCode));
        Assert.Contains(writes[7], lost);
        await BallastAsync("PRAGMA max_page_count=1073741823");
        await BallastAsync("INSERT INTO Ballast VALUES (zeroblob(1000000))");

        Task BallastAsync(string sql) => world.Store.WriteAsync((db, token) => db.Database.ExecuteSqlRawAsync(sql, token), CoreWorld.Cancellation);
    }

    [Fact]
    public async Task An_acceptance_that_the_disk_refuses_is_no_conflict()
    {
        await using var world = new CoreWorld();
        var subject = LedgerId.Random();
        await world.SubjectAsync(subject);
        await using (var other = new SqliteConnection($"Data Source={Path.Combine(world.Data, "ledger.db")};Pooling=false"))
        {
            await other.OpenAsync(CoreWorld.Cancellation);
            await using var hold = other.CreateCommand();
            hold.CommandText = "BEGIN IMMEDIATE";
            await hold.ExecuteNonQueryAsync(CoreWorld.Cancellation);
            var refused = await Assert.ThrowsAnyAsync<Exception>(() => world.Desk.AcceptAsync(
                CoreWorld.Draft(subject, new ReactivateEntity(subject)), CoreWorld.Cancellation));
            Assert.Equal("ledger-unavailable", StoreFaults.RefusalOf(refused)?.Code);
        }
        await world.Desk.AcceptAsync(CoreWorld.Draft(subject, new ReactivateEntity(subject)), CoreWorld.Cancellation);
    }
}
