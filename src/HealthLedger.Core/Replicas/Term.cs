using HealthLedger.Core.Ledger;

namespace HealthLedger.Core.Replicas;

/// <summary>The time from a take-over until another replica takes over.</summary>
public sealed class Term
{
    readonly CancellationTokenSource ending;

    internal Term(long epoch, LedgerHealth? before, CancellationTokenSource ending)
    {
        Epoch = epoch;
        Before = before;
        this.ending = ending;
        Ended = ending.Token;
    }

    /// <summary>What the leader before this one told of the ledger up to the take-over; null where nobody did who was watched from here.</summary>
    public LedgerHealth? Before { get; }

    /// <summary>Cancelled when it is over. Whoever writes as the leader passes this token, or one that is linked to it.</summary>
    public CancellationToken Ended { get; }

    internal long Epoch { get; }

    /// <summary>Returns when everything that is linked to the token is cancelled.</summary>
    internal void End() => ending.Cancel();
}
