using HealthLedger.Core.Ledger;
using HealthLedger.Core.Replicas;
using HealthLedger.Core.Store;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace HealthLedger.Core.Attachments;

/// <summary>Removes what was sent of attachments that never came to their end: at start, and then now and again.</summary>
sealed partial class AttachmentCleaner(
    LedgerStore store, Leadership leadership, TimeProvider time, ILogger<AttachmentCleaner> logger) : BackgroundService
{
    /// <summary>Whoever sends nothing for so long sends nothing more.</summary>
    internal static readonly TimeSpan Patience = TimeSpan.FromMinutes(15);

    /// <summary>Chunks in one transaction: nobody waits long for its end.</summary>
    const int Step = 16;

    static readonly TimeSpan glance = TimeSpan.FromMinutes(5);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
            try
            {
                if (leadership.Leads) await CleanAsync(stoppingToken);
                await Task.Delay(glance, time, stoppingToken);
            }
            catch (Exception failure) when (failure is not OperationCanceledException)
            {
                LogNotCleaned(failure);
                await Task.Delay(glance, time, stoppingToken);
            }
    }

    internal async Task CleanAsync(CancellationToken cancellation)
    {
        var before = time.GetUtcNow().ToUnixTimeMilliseconds() - (long)Patience.TotalMilliseconds;
        while (await OldestAsync(before, cancellation) is { } upload)
            for (var left = await store.WriteAsync((db, token) => GiveUpAsync(db, upload, token), cancellation); left;)
                left = await store.WriteAsync((db, token) => RemoveAsync(db, upload.Body, token), cancellation);
    }

    async Task<AttachmentUpload?> OldestAsync(long before, CancellationToken cancellation)
    {
        await using var db = store.OpenRead();
        return await db.AttachmentUploads.Where(row => row.TouchedAt < before).OrderBy(row => row.TouchedAt).FirstOrDefaultAsync(cancellation);
    }

    // From here on nothing is added to it. False where something was, meanwhile.
    static async Task<bool> GiveUpAsync(LedgerDb db, AttachmentUpload upload, CancellationToken cancellation) => await db.AttachmentUploads
        .Where(row => row.Body == upload.Body && row.TouchedAt == upload.TouchedAt)
        .ExecuteUpdateAsync(row => row.SetProperty(one => one.TouchedAt, AttachmentUpload.GivenUp), cancellation) > 0;

    /// <returns>False once nothing of it is left.</returns>
    static async Task<bool> RemoveAsync(LedgerDb db, LedgerId body, CancellationToken cancellation)
    {
        var chunks = await db.AttachmentChunks.Where(row => row.Body == body).OrderBy(row => row.Index).Select(row => row.Index).Take(Step).ToListAsync(cancellation);
        await db.AttachmentChunks.Where(row => row.Body == body && chunks.Contains(row.Index)).ExecuteDeleteAsync(cancellation);
        if (chunks.Count == Step) return true;
        await db.AttachmentUploads.Where(row => row.Body == body).ExecuteDeleteAsync(cancellation);
        return false;
    }

    [LoggerMessage(LogLevel.Error, "What is left of broken uploads could not be removed; trying again in a while.")]
    partial void LogNotCleaned(Exception failure);
}
