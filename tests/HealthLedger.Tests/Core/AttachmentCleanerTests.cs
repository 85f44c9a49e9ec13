using HealthLedger.Core.Attachments;
using HealthLedger.Core.Ledger;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging.Abstractions;

namespace HealthLedger.Tests.Core;

public sealed class AttachmentCleanerTests
{
    [Fact]
    public async Task What_came_of_a_broken_upload_is_removed_in_a_while_and_nothing_else()
    {
        await using var world = new CoreWorld();
        await world.LeadAsync();
        var (broken, underWay, complete) = (LedgerId.Random(), LedgerId.Random(), LedgerId.Random());
        var now = world.Clock.Now.ToUnixTimeMilliseconds();
        await KeepAsync(world, broken, now - (long)AttachmentCleaner.Patience.TotalMilliseconds - 1, chunks: 40);
        await KeepAsync(world, underWay, now - 1000, chunks: 3);
        await KeepAsync(world, complete, null, chunks: 3);

        var cleaner = new AttachmentCleaner(world.Store, world.Store.Leadership, world.Clock, NullLogger<AttachmentCleaner>.Instance);
        await cleaner.CleanAsync(CoreWorld.Cancellation);

        await using var db = world.Store.OpenRead();
        Assert.Equal([underWay], await db.AttachmentUploads.Select(row => row.Body).ToListAsync(CoreWorld.Cancellation));
        var left = await db.AttachmentChunks.GroupBy(row => row.Body).Select(group => new { group.Key, Count = group.Count() }).ToListAsync(CoreWorld.Cancellation);
        Assert.Equal([(underWay, 3), (complete, 3)], left.Select(one => (one.Key, one.Count)).OrderBy(one => one.Key == complete));
    }

    static Task KeepAsync(CoreWorld world, LedgerId body, long? touchedAt, int chunks) => world.Store.WriteAsync(
        async (db, token) =>
        {
            if (touchedAt is { } at) await db.InsertAsync(new AttachmentUpload { Body = body, TouchedAt = at }, token);
            for (var index = 0; index < chunks; index++) await db.InsertAsync(new AttachmentChunk { Body = body, Index = index, Sealed = [1] }, token);
        },
        CoreWorld.Cancellation);
}
