using HealthLedger.Core.Consultation;
using HealthLedger.Core.Store;

namespace HealthLedger.Core.Ledger;

/// <summary>Where an event stands.</summary>
readonly record struct Place(LedgerBlock Block, LedgerLog Log)
{
    public Standing Standing => Standing.Of(Block, Log);
}

/// <summary>What all projections do.</summary>
static class Projecting
{
    /// <summary>The row that an event speaks of. The chain never speaks of what it did not tell before: without it the index is wrong.</summary>
    public static async Task<T> KnownAsync<T>(this LedgerDb db, LedgerId id, CancellationToken cancellation) where T : class =>
        await db.FindAsync<T>([id], cancellation)
        ?? throw new InvalidOperationException($"The chain speaks of the {typeof(T).Name} {id}, which is not indexed: rebuild the index.");

    /// <summary>Adds a record where the event stands; unless it says otherwise it is a first version.</summary>
    public static void AddRecord(this LedgerDb db, Record record, Place at)
    {
        record.Ledger = at.Standing;
        if (record.Version == 0) record.Version = 1;
        db.Records.Add(record);
    }
}
