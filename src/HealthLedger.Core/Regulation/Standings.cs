using HealthLedger.Core.Audit;
using HealthLedger.Core.Ledger;
using HealthLedger.Core.Operations;
using HealthLedger.Core.Store;
using Microsoft.EntityFrameworkCore;

namespace HealthLedger.Core.Regulation;

/// <summary>How an entity that signed in stands now.</summary>
/// <param name="Status">Suspended from the acceptance of its suspension on; None for one that the chain does not know.</param>
public sealed record EntityStanding(int CredentialVersion, bool PasswordIsTemporary, EntityStatus Status);

/// <summary>Asked with every request: one question, compiled once.</summary>
public sealed class Standings(LedgerStore store)
{
    static readonly Func<LedgerDb, LedgerId, Task<Found?>> find = EF.CompileAsyncQuery((LedgerDb db, LedgerId entity) => db.Credentials
        .Where(row => row.Entity == entity)
        .Select(row => new Found
        {
            Version = row.Version,
            Temporary = row.TemporaryUntil != null,
            Status = db.Entities.Where(known => known.Id == entity).Select(known => known.Status).FirstOrDefault(),
            Busy = db.Operations.Any(one => one.Subject == entity && (one.State == OperationState.Accepted || one.State == OperationState.Sent)),
        })
        .SingleOrDefault());

    /// <summary>Null for one that cannot sign in.</summary>
    public async Task<EntityStanding?> FindAsync(LedgerId entity, CancellationToken cancellation)
    {
        await using var db = store.OpenRead();
        if (await find(db, entity) is not { } found) return null;
        // What is under way about the entity may be its suspension.
        var status = found.Busy ? await AccessPolicy.StatusAsync(db, entity, cancellation) : found.Status;
        return new EntityStanding(found.Version, found.Temporary, status);
    }

    sealed class Found
    {
        public int Version { get; init; }
        public bool Temporary { get; init; }
        public EntityStatus Status { get; init; }
        public bool Busy { get; init; }
    }
}
