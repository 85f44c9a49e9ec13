using HealthLedger.Core.Consents;
using HealthLedger.Core.Ledger;
using HealthLedger.Core.Operations;
using HealthLedger.Core.Regulation;
using HealthLedger.Core.Store;
using Microsoft.EntityFrameworkCore;

namespace HealthLedger.Core.Audit;

/// <summary>What the access policy asks before anything is read or written, in two questions that are compiled once.</summary>
sealed class Situation
{
    static readonly Func<LedgerDb, LedgerId, LedgerId, Task<Situation?>> find = EF.CompileAsyncQuery((LedgerDb db, LedgerId actor, LedgerId patient) => db.Entities
        .Where(row => row.Id == actor)
        .Select(row => new Situation
        {
            Status = row.Status,
            ActorBusy = db.Operations.Any(one => one.Subject == actor && (one.State == OperationState.Accepted || one.State == OperationState.Sent)),
            IsPatient = db.Entities.Any(known => known.Id == patient && known.Class == EntityClass.Patient),
            PatientBusy = db.Operations.Any(one => one.Subject == patient && (one.State == OperationState.Accepted || one.State == OperationState.Sent)),
            // By its number: in the order of numbers, within another question, SQLite would say that it goes through them all.
            LastBlock = db.Blocks.Where(block => block.Number == db.Blocks.Max(last => (long?)last.Number)).Select(block => block.Time).FirstOrDefault(),
        })
        .SingleOrDefault());

    static readonly Func<LedgerDb, LedgerId, LedgerId, IAsyncEnumerable<HeldConsent>> held = EF.CompileAsyncQuery((LedgerDb db, LedgerId grantee, LedgerId patient) =>
        db.Consents.Where(row => row.Grantee == grantee && row.Patient == patient && !row.Revoked)
            .Select(row => new HeldConsent(row.Id, row.Scopes, row.Purpose, row.ValidFrom, row.ValidUntil, row.Resource)));

    /// <summary>What the chain says of the actor.</summary>
    public EntityStatus Status { get; private init; }

    /// <summary>Something about the actor is undecided: perhaps its suspension.</summary>
    public bool ActorBusy { get; private init; }
    public bool IsPatient { get; private init; }

    /// <summary>Something about the patient is undecided: perhaps a revocation.</summary>
    public bool PatientBusy { get; private init; }

    /// <summary>The last block's time, Unix seconds.</summary>
    public long LastBlock { get; private init; }

    public static async Task<Situation> OfAsync(LedgerDb db, LedgerId actor, LedgerId patient) => await find(db, actor, patient) ?? new Situation();

    /// <summary>The patient's consents to the grantee that are not revoked.</summary>
    public static ValueTask<List<HeldConsent>> HeldAsync(LedgerDb db, LedgerId grantee, LedgerId patient, CancellationToken cancellation) =>
        held(db, grantee, patient).ToListAsync(cancellation);
}

/// <summary>What the policy needs of a consent.</summary>
sealed record HeldConsent(LedgerId Id, Scopes Scopes, Purpose Purpose, long ValidFrom, long ValidUntil, LedgerId? Resource);
