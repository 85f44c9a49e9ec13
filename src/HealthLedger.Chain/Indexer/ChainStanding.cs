using HealthLedger.Chain.Rpc;
using HealthLedger.Core.Ledger;

namespace HealthLedger.Chain.Indexer;

/// <summary>How the gateway stands to its chain: what health tells, and what new work is accepted by.</summary>
internal sealed class ChainStanding(TimeProvider time)
{
    /// <summary>Faults that last shorter are not worth a refusal: the outbox holds what comes meanwhile.</summary>
    static readonly TimeSpan Forgiven = TimeSpan.FromSeconds(5);

    readonly Lock gate = new();
    readonly Standstill standstill = new(time);
    long indexed, head;
    (LedgerState State, string Why) trouble = (LedgerState.CatchingUp, "The gateway is catching up with its chain.");
    long? since;
    string? stopped;
    string? warning;
    long? inherited;

    public bool IsCaughtUp { get; private set; }

    /// <summary>Something was sent that no block has decided.</summary>
    public bool IsWaiting
    {
        get
        {
            lock (gate) return standstill.IsWaiting;
        }
    }

    /// <summary>An endpoint holds the last block that was taken in. Asked by the relay, which forgives nothing.</summary>
    public bool IsTrue
    {
        get
        {
            lock (gate) return IsCaughtUp && since is null;
        }
    }

    public LedgerHealth Health
    {
        get
        {
            lock (gate)
            {
                var (state, why) = State();
                var doubtful = since is not null && trouble.State is LedgerState.Settling or LedgerState.Behind or LedgerState.Forked;
                return new LedgerHealth(
                    state, state is LedgerState.Serving or LedgerState.Stalled, doubtful ? trouble.Why : why, Math.Max(head, indexed), indexed)
                {
                    Warning = warning, Doubtful = doubtful,
                };
            }
        }
    }

    /// <summary>A term begins, and with it a view of one's own.</summary>
    /// <param name="well">The leader before saw nothing amiss up to a moment ago: so it is told until the index has caught up.</param>
    public void Begin(bool well)
    {
        lock (gate)
        {
            (IsCaughtUp, since, stopped, warning) = (false, null, null, null);
            trouble = (LedgerState.CatchingUp, "The gateway is catching up with its chain.");
            inherited = well ? time.GetTimestamp() : null;
            standstill.Waiting(false);
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
            if (number > indexed) standstill.Block();
            indexed = number;
        }
    }

    /// <summary>A transaction of ours is in a block.</summary>
    public void Taken()
    {
        lock (gate) standstill.Taken();
    }

    /// <summary>What every node answers to the transaction that is next in line; null where one holds it.</summary>
    public void Refused(string? why)
    {
        lock (gate) standstill.Refused(why);
    }

    /// <summary>Whether something was sent that no block has decided.</summary>
    public void Waiting(bool some)
    {
        lock (gate) standstill.Waiting(some);
    }

    /// <summary>The chain answers, and the index holds all it has.</summary>
    public void Reached()
    {
        lock (gate) since = null;
    }

    public void Unreachable(string why) => InTrouble(LedgerState.Unreachable, why);

    public void CatchingUp() => InTrouble(LedgerState.CatchingUp, "The gateway is catching up with its chain.");

    public void Settling(TimeSpan left) => InTrouble(
        LedgerState.Settling, $"The chain's nodes have come up and may yet go back to older blocks: nothing is told as confirmed for {left.TotalSeconds:0} s.");

    /// <summary>No endpoint has the last block that was taken in.</summary>
    public void Doubted(Ancestry ancestry, long number)
    {
        if (ancestry == Ancestry.Forked)
            InTrouble(LedgerState.Forked, $"The chain holds another block at height {number} than this gateway has seen confirmed.");
        else InTrouble(LedgerState.Behind, $"The chain has not got the block at height {number}, which this gateway has seen confirmed.");
    }

    /// <summary>The relay can write nothing until an operator has acted.</summary>
    public void Stopped(string? why)
    {
        lock (gate) stopped = why;
    }

    /// <summary>All is well, and yet an operator should know this.</summary>
    public void Warn(string what)
    {
        lock (gate) warning = what;
    }

    (LedgerState State, string Why) State()
    {
        var lasting = since is { } start && (trouble.State == LedgerState.Forked || time.GetElapsedTime(start) > Forgiven);
        var caughtUp = IsCaughtUp || (inherited is { } begun && time.GetElapsedTime(begun) < Forgiven);
        if (!caughtUp || lasting) return trouble;
        if (stopped is not null) return (LedgerState.Stopped, stopped);
        return standstill.Why() is { } standing ? (LedgerState.Stalled, standing) : (LedgerState.Serving, "");
    }

    void InTrouble(LedgerState state, string why)
    {
        lock (gate)
        {
            trouble = (state, why);
            since ??= time.GetTimestamp();
        }
    }
}
