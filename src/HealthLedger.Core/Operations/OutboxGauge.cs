using HealthLedger.Core.Store;
using Microsoft.EntityFrameworkCore;

namespace HealthLedger.Core.Operations;

/// <summary>
/// How full the outbox is. Counted at most once a second, and in between by what comes in: close enough for a bound, and cheap. Used by the
/// store's one writer only.
/// </summary>
sealed class OutboxGauge(int bound, TimeProvider time)
{
    long countedAt;
    int undecided = -1;

    /// <summary>Whether one more may come in; if so it is counted.</summary>
    public async Task<bool> HasRoomAsync(LedgerDb db, CancellationToken cancellation)
    {
        if (undecided < 0 || time.GetElapsedTime(countedAt) >= TimeSpan.FromSeconds(1))
        {
            undecided = await db.Operations.CountAsync(
                row => row.State == OperationState.Accepted || row.State == OperationState.Sent, cancellation);
            countedAt = time.GetTimestamp();
        }
        if (undecided >= bound) return false;
        undecided++;
        return true;
    }
}
