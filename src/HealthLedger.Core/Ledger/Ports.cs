using System.Threading.Channels;
using HealthLedger.Core.Store;

namespace HealthLedger.Core.Ledger;

/// <summary>Which ledger this is: bound by every commitment. Known from the start's checks on.</summary>
/// <param name="Address">The registry's address, lower-case hexadecimal.</param>
public sealed record LedgerIdentity(long ChainId, string Address);

/// <summary>What Core asks of the chain beyond the outbox: Chain carries it out.</summary>
public interface ILedgerNetwork
{
    /// <exception cref="InvalidOperationException">Asked before the chain was found and checked.</exception>
    LedgerIdentity Identity { get; }

    /// <summary>Whether the chain can be written to now, and in a sentence why not.</summary>
    LedgerHealth Health { get; }

    /// <summary>Counters per class, read from the contract at the indexer's block.</summary>
    Task<LedgerStatistics> ReadStatisticsAsync(CancellationToken cancellation);

    /// <summary>The commitment that the chain itself holds for a record, from the logs of the transaction that wrote it; null where it holds none.</summary>
    Task<Digest?> ReadCommitmentAsync(LedgerId record, Digest transaction, CancellationToken cancellation);
}

/// <summary>How the gateway stands to its chain. Zero is the state in which nothing is known yet.</summary>
public enum LedgerState
{
    Starting = 0,

    /// <summary>The chain is there; the index has yet to reach its head.</summary>
    CatchingUp,

    /// <summary>The nodes keep only recent state and have just come up: what they say may vanish again within seconds.</summary>
    Settling,

    /// <summary>No endpoint answers.</summary>
    Unreachable,

    /// <summary>No endpoint has the last block that was taken in; their heads are older ones.</summary>
    Behind,

    /// <summary>The endpoints hold another block at a height that was taken in.</summary>
    Forked,

    /// <summary>Everything answers, but no block takes what was sent. Reads are served, and writes are taken in up to the outbox's bound.</summary>
    Stalled,

    /// <summary>Reads are served; an operator has to act before anything is written.</summary>
    Stopped,

    Serving,
}

/// <param name="Accepting">New operations are accepted.</param>
/// <param name="Explanation">One sentence, nothing secret; empty where all is well.</param>
/// <param name="Head">How far the chain is known to reach.</param>
/// <param name="Indexed">The last block in the read model.</param>
public sealed record LedgerHealth(LedgerState State, bool Accepting, string Explanation, long Head, long Indexed)
{
    /// <summary>Reads and writes are served.</summary>
    public bool Ready => State is LedgerState.Serving or LedgerState.Stalled or LedgerState.Stopped;

    /// <summary>What was seen confirmed may be taken back: nothing is told as confirmed now.</summary>
    public bool Doubtful { get; init; }

    /// <summary>What an operator should know though all is well; null for nothing.</summary>
    public string? Warning { get; init; }
}

/// <summary>The contract's counters at one block.</summary>
public sealed record LedgerStatistics(IReadOnlyDictionary<Regulation.EntityClass, long> Entities, long Block, Digest BlockHash);

/// <summary>Makes entity keys. Their private halves never leave Chain unsealed.</summary>
public interface IKeyCustody
{
    /// <summary>A new random key for the entity, sealed (additional data: entity ‖ address ‖ version), to be stored with the operation.</summary>
    EntityKey Create(LedgerId entity, int version);
}

/// <summary>Wakes the relay when something was accepted: the own one, and where another replica leads that one's.</summary>
public sealed class LedgerSignals
{
    readonly Channel<bool> accepted = Latch(), here = Latch();

    /// <summary>Something stands in the outbox.</summary>
    public void Accepted()
    {
        AcceptedElsewhere();
        here.Writer.TryWrite(true);
    }

    /// <summary>Another replica put something there.</summary>
    internal void AcceptedElsewhere() => accepted.Writer.TryWrite(true);

    /// <summary>Completes when something was accepted since the last call.</summary>
    public async Task WaitForAcceptedAsync(CancellationToken cancellation) => await accepted.Reader.ReadAsync(cancellation);

    /// <summary>The same of what this gateway accepted, for whoever tells the others.</summary>
    internal async Task WaitForAcceptedHereAsync(CancellationToken cancellation) => await here.Reader.ReadAsync(cancellation);

    static Channel<bool> Latch() => Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });
}
