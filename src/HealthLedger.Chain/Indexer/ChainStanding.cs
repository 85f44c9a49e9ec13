using HealthLedger.Core.Ledger;

namespace HealthLedger.Chain.Indexer;

/// <summary>How the gateway stands to its chain: what health tells, and what new work is accepted by.</summary>
internal sealed class ChainStanding(TimeProvider time)
{
    /// <summary>Faults that last shorter are not worth a refusal: the outbox holds what comes meanwhile.</summary>
    static readonly TimeSpan Forgiven = TimeSpan.FromSeconds(5);

    /// <summary>With something to take in, a chain that makes no block for so long has stopped; four validators with one away pause for 13 s.</summary>
    static readonly TimeSpan Standstill = TimeSpan.FromSeconds(30);

    readonly Lock gate = new();
    long indexed, head;
    string obstacle = "The gateway is catching up with its chain.";
    long? since;
    bool contradicted;
    string? stopped;
    long? waitingSince;

    public bool IsCaughtUp { get; private set; }

    /// <summary>Something was sent that no block has decided.</summary>
    public bool IsWaiting
    {
        get
        {
            lock (gate) return waitingSince is not null;
        }
    }

    public LedgerHealth Health
    {
        get
        {
            lock (gate)
            {
                var lasting = contradicted || (since is { } start && time.GetElapsedTime(start) > Forgiven);
                var ready = IsCaughtUp && !lasting;
                return new LedgerHealth(ready, ready && stopped is null, stopped ?? (ready ? Still() : obstacle), Math.Max(head, indexed), indexed);
            }
        }
    }

    public void CaughtUp()
    {
        lock (gate) IsCaughtUp = true;
    }

    /// <summary>How far the chain is known to reach.</summary>
    public void Head(long number)
    {
        lock (gate) head = number;
    }

    public void Indexed(long number)
    {
        lock (gate)
        {
            // A block at last: the wait for the next one begins.
            if (number > indexed && waitingSince is not null) waitingSince = time.GetTimestamp();
            indexed = number;
        }
    }

    /// <summary>Whether something was sent that no block has decided.</summary>
    public void Waiting(bool some)
    {
        lock (gate) waitingSince = some ? waitingSince ?? time.GetTimestamp() : null;
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

    // Told, and no reason to refuse: the outbox holds what comes until the chain goes on.
    string Still() => waitingSince is { } start && time.GetElapsedTime(start) is var silence && silence > Standstill
        ? $"The chain has produced no block for {silence.TotalSeconds:0} s, and operations wait for one."
        : "";
}
