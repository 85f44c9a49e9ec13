using HealthLedger.Core.Consultation;
using HealthLedger.Core.Store;

namespace HealthLedger.Core.Ledger;

/// <summary>Where an event stands.</summary>
readonly record struct Place(LedgerBlock Block, LedgerLog Log)
{
    public long Position => (Block.Number << 20) + Log.LogIndex;
    public Standing Standing => Standing.Of(Block, Log);
}

/// <summary>What all projections do.</summary>
static class Projecting
{
    /// <summary>The row that an event speaks of.</summary>
    /// <exception cref="NotOursException">The read model holds none: no gateway made that id.</exception>
    public static async Task<T> KnownAsync<T>(this LedgerDb db, LedgerId id, CancellationToken cancellation) where T : class =>
        await db.FindAsync<T>([id], cancellation) ?? throw new NotOursException();

    /// <summary>Adds a record where the event stands; unless it says otherwise it is a first version.</summary>
    public static Task AddRecordAsync(this LedgerDb db, Record record, Place at, CancellationToken cancellation)
    {
        (record.Position, record.Ledger) = (at.Position, at.Standing);
        if (record.Version == 0) record.Version = 1;
        return db.InsertAsync(record, cancellation);
    }
}

/// <summary>
/// An event about something the read model does not hold: somebody with a key of his own wrote to the ledger under an id that no gateway
/// makes, and what follows from it is none of ours either.
/// </summary>
sealed class NotOursException() : Exception("The event is about an id that no gateway made.");
