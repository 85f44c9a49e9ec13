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

/// <param name="Ready">Reads and writes are served.</param>
/// <param name="Accepting">New operations are accepted: the chain is there and the outbox is not beyond its bound.</param>
/// <param name="Explanation">One sentence, nothing secret; empty where all is well.</param>
public sealed record LedgerHealth(bool Ready, bool Accepting, string Explanation, long Head, long Indexed);

/// <summary>The contract's counters at one block.</summary>
public sealed record LedgerStatistics(IReadOnlyDictionary<Regulation.EntityClass, long> Entities, long Block, Digest BlockHash);

/// <summary>Makes entity keys. Their private halves never leave Chain unsealed.</summary>
public interface IKeyCustody
{
    /// <summary>A new random key for the entity, sealed (additional data: entity ‖ address ‖ version), to be stored with the operation.</summary>
    EntityKey Create(LedgerId entity, int version);
}

/// <summary>Wakes the relay when something was accepted.</summary>
public sealed class LedgerSignals
{
    readonly Channel<bool> accepted = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });

    /// <summary>Something stands in the outbox.</summary>
    public void Accepted() => accepted.Writer.TryWrite(true);

    /// <summary>Completes when something was accepted since the last call.</summary>
    public async Task WaitForAcceptedAsync(CancellationToken cancellation) => await accepted.Reader.ReadAsync(cancellation);
}
