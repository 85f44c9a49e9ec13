using HealthLedger.Core.Ledger;

namespace HealthLedger.Chain.Indexer;

/// <summary>How the gateway stands to its chain: what health tells, and what new work is accepted by.</summary>
internal sealed class ChainStanding(TimeProvider time)
{
    /// <summary>Faults that last shorter are not worth a refusal: the outbox holds what comes meanwhile.</summary>
    static readonly TimeSpan Forgiven = TimeSpan.FromSeconds(5);

    readonly Lock gate = new();
    long indexed;
    string obstacle = "The gateway is catching up with its chain.";
    long? since;
    bool contradicted;
    string? stopped;

    public bool IsCaughtUp { get; private set; }

    public LedgerHealth Health
    {
        get
        {
            lock (gate)
            {
                var lasting = contradicted || (since is { } start && time.GetElapsedTime(start) > Forgiven);
                var ready = IsCaughtUp && !lasting;
                return new LedgerHealth(ready, ready && stopped is null, stopped ?? (ready ? "" : obstacle), indexed, indexed);
            }
        }
    }

    public void CaughtUp()
    {
        lock (gate) IsCaughtUp = true;
    }

    public void Indexed(long number)
    {
        lock (gate) indexed = number;
    }

    /// <summary>The chain answers, and the index holds all it has.</summary>
    public void Reached()
    {
        lock (gate)
        {
            since = null;
            contradicted = false;
        }
    }

    public void Unreachable(string why)
    {
        lock (gate)
        {
            obstacle = why;
            since ??= time.GetTimestamp();
        }
    }

    /// <summary>The chain says otherwise than it said: from now on, and not after a while, nothing is told as confirmed and nothing is sent.</summary>
    public void Contradicted(string why)
    {
        Unreachable(why);
        lock (gate) contradicted = true;
    }

    /// <summary>The relay can write nothing until an operator has acted.</summary>
    public void Stopped(string? why)
    {
        lock (gate) stopped = why;
    }
}
