using HealthLedger.Core.Ledger;
using HealthLedger.Core.Store;

namespace HealthLedger.Core.Replicas;

/// <summary>
/// What gateways on one PostgreSQL database tell each other, by the names of its channels. One that is lost costs time and nothing else: whoever
/// waits for it looks by himself, too. On SQLite nobody else is there to listen.
/// </summary>
public static class Notices
{
    /// <summary>The leader row should be looked at.</summary>
    internal const string Leader = "healthledger_leader";

    /// <summary>Something stands in the outbox.</summary>
    internal const string Accepted = "healthledger_accepted";

    /// <summary>These operations are decided: their ids.</summary>
    internal const string Decided = "healthledger_decided";

    /// <summary>A fork took blocks back, and with them what was known of entities.</summary>
    internal const string TakenBack = "healthledger_taken_back";

    /// <summary>A notice has less than 8,000 bytes.</summary>
    const int MostIds = 250;

    /// <summary>Heard when the transaction is committed, and not before.</summary>
    public static Task TellDecidedAsync(this LedgerDb db, IReadOnlyCollection<LedgerId> operations, CancellationToken cancellation) =>
        operations.Count == 0 ? Task.CompletedTask
            : db.TellReplicasAsync(Decided, [.. operations.Chunk(MostIds).Select(some => string.Join(' ', some))], cancellation);

    /// <inheritdoc cref="TellDecidedAsync"/>
    public static Task TellTakenBackAsync(this LedgerDb db, CancellationToken cancellation) => db.TellReplicasAsync(TakenBack, [""], cancellation);

    /// <summary>The ids in a notice of decisions.</summary>
    internal static IEnumerable<LedgerId> IdsIn(string notice) => notice.Split(' ').Select(text => LedgerId.Parse(text, null));
}
