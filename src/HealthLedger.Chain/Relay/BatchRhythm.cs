using HealthLedger.Core.Ledger;

namespace HealthLedger.Chain.Relay;

/// <summary>
/// When the next batch goes. At once where nothing is pending, and where one is full. Else some time apart: an account has few places in a
/// pool, and small batches would take them all long before the block that empties them.
/// </summary>
internal sealed class BatchRhythm(TimeProvider time)
{
    /// <summary>A block that comes once a second finds so many batches; one that comes at once finds few, and large ones.</summary>
    const int ABlock = 8;

    /// <summary>So much of what was learnt of late counts.</summary>
    const double Memory = 0.8;
    static readonly TimeSpan Longest = TimeSpan.FromMilliseconds(250);

    TimeSpan decision = TimeSpan.Zero;
    long? packed;

    public void Packed() => packed = time.GetTimestamp();

    /// <summary>A block decided these.</summary>
    public void Decided(IEnumerable<Batch> batches)
    {
        var now = time.GetUtcNow().ToUnixTimeMilliseconds();
        foreach (var batch in batches)
            decision = Memory * decision + (1 - Memory) * TimeSpan.FromMilliseconds(Math.Clamp(now - batch.CreatedAt, 0, 10_000));
    }

    /// <summary>How long the next one may wait for more to come.</summary>
    public TimeSpan Rest(int pending)
    {
        if (pending == 0 || packed is not { } then) return TimeSpan.Zero;
        var apart = decision / ABlock < Longest ? decision / ABlock : Longest;
        var left = apart - time.GetElapsedTime(then);
        return left > TimeSpan.Zero ? left : TimeSpan.Zero;
    }
}
