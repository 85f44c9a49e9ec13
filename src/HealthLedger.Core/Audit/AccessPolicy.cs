using HealthLedger.Core.Consents;
using HealthLedger.Core.Ledger;
using HealthLedger.Core.Operations;
using HealthLedger.Core.Regulation;
using HealthLedger.Core.Store;
using Microsoft.EntityFrameworkCore;

namespace HealthLedger.Core.Audit;

/// <summary>A judgement. Purpose is empty and Consent null where nothing was allowed.</summary>
public sealed record Access(bool Allowed, string Purpose, LedgerId? Consent)
{
    public static Access Denied { get; } = new(false, "", null);
}

/// <summary>Who has joined a study, and by which consents.</summary>
public sealed record Participant(LedgerId Patient, IReadOnlyList<LedgerId> Consents);

/// <summary>
/// The one place that decides who may see what of whom, and by default nobody may. It judges from what the chain confirmed, except that a
/// revocation and a suspension count from their acceptance.
/// </summary>
public sealed class AccessPolicy(ILedgerNetwork network, TimeProvider time)
{
    const Scopes OwnReads = Scopes.RecordsRead | Scopes.ExamsRead | Scopes.PrescriptionsRead;

    /// <summary>May the actor do this with the patient's data now?</summary>
    /// <param name="db">A snapshot: all that is asked must be true at one time.</param>
    /// <param name="scope">What would allow it: any one of these scopes.</param>
    /// <param name="resource">The one prescription or exam request concerned; null for lists, which no bound consent opens.</param>
    /// <exception cref="RefusedException">ledger-unavailable: the answer would rest on an index that lags.</exception>
    public async Task<Access> JudgeAsync(
        LedgerDb db, Actor actor, LedgerId patient, Scopes scope, LedgerId? resource, CancellationToken cancellation)
    {
        // An institute sees nobody: what it may have of those who joined its studies is drawn for it, without their names.
        if (scope == Scopes.None || actor.Class == EntityClass.ResearchInstitute) return Access.Denied;
        var situation = await Situation.OfAsync(db, actor.Entity, patient);
        var status = situation.ActorBusy ? await StatusAsync(db, actor.Entity, cancellation) : situation.Status;
        if (status != EntityStatus.Active) return Access.Denied;
        if (actor.Entity == patient) return (scope & OwnReads) != 0 ? new Access(true, "own", null) : Access.Denied;

        // Before anything about the patient is looked at: whether it exists must not show in which answer comes.
        if (network.Health is { Ready: false } health) throw Problems.LedgerUnavailable.With(health.Explanation).AsException();
        if (!situation.IsPatient) return Access.Denied;
        return await ConsentOfAsync(db, situation, actor, patient, scope, resource, cancellation) is { } consent
            ? new Access(true, consent.Purpose.WordOf(), consent.Id)
            : Access.Denied;
    }

    /// <summary>Whose data an institute may be handed in a study now, without a name: in the order in which they joined.</summary>
    /// <param name="db">A snapshot: all that is asked must be true at one time.</param>
    /// <exception cref="RefusedException">ledger-unavailable: the answer would rest on an index that lags.</exception>
    public async Task<IReadOnlyList<Participant>> ParticipantsAsync(LedgerDb db, Actor institute, LedgerId study, CancellationToken cancellation)
    {
        if (institute.Class != EntityClass.ResearchInstitute || await StatusAsync(db, institute.Entity, cancellation) != EntityStatus.Active) return [];
        if (network.Health is { Ready: false } health) throw Problems.LedgerUnavailable.With(health.Explanation).AsException();
        var now = await LedgerTime.LaterAsync(db, time.GetUtcNow(), cancellation);
        var live = db.Consents.Where(row => row.Grantee == institute.Entity && row.Resource == study && row.Purpose == Purpose.Research && !row.Revoked
            && (row.Scopes & Scopes.RecordsRead) != 0 && row.ValidFrom <= now && row.ValidUntil >= now);
        var joined = await live.OrderBy(row => row.Position).Select(row => new { row.Id, row.Patient }).ToListAsync(cancellation);
        var undecided = await db.Operations
            .Where(row => (row.State == OperationState.Accepted || row.State == OperationState.Sent) && live.Any(consent => consent.Patient == row.Subject))
            .Select(row => row.Command).ToListAsync(cancellation);
        var revoked = undecided.OfType<RevokeConsent>().Select(command => (command.Patient, command.Consent)).ToHashSet();
        return [.. joined.Where(row => !revoked.Contains((row.Patient, row.Id))).GroupBy(row => row.Patient, row => row.Id)
            .Select(patient => new Participant(patient.Key, [.. patient]))];
    }

    /// <summary>Which consent allowed what the ledger has executed: of a write that comes back, what holds now is not asked.</summary>
    public static async Task<Access> JudgeThenAsync(
        LedgerDb db, Actor actor, LedgerId patient, Scopes scope, LedgerId? resource, UnclaimedExecution execution, CancellationToken cancellation)
    {
        var second = execution.At / 1000;
        var held = await db.Consents
            .Where(row => row.Grantee == actor.Entity && row.Patient == patient && (row.Scopes & scope) != 0 && row.Ledger.Block <= execution.BlockNumber)
            .Where(row => row.Resource == null || row.Resource == resource)
            .ToListAsync(cancellation);
        var consent = held.OrderByDescending(row => row.ValidFrom <= second && second <= row.ValidUntil)
            .ThenBy(row => row.Revoked).ThenBy(row => row.Resource is not null).ThenByDescending(row => row.ValidUntil)
            .FirstOrDefault();
        return consent is null ? Access.Denied : new Access(true, consent.Purpose.WordOf(), consent.Id);
    }

    /// <summary>An entity's status, suspended from the acceptance of its suspension on; None for one that the chain does not know.</summary>
    public static async Task<EntityStatus> StatusAsync(LedgerDb db, LedgerId entity, CancellationToken cancellation)
    {
        var confirmed = await db.Entities.Where(row => row.Id == entity).Select(row => row.Status).SingleOrDefaultAsync(cancellation);
        if (confirmed != EntityStatus.Active) return confirmed;
        var undecided = await OperationQueries.UndecidedAsync(db, entity, cancellation);
        return undecided.OfType<SuspendEntity>().Any(suspension => suspension.Entity == entity) ? EntityStatus.Suspended : confirmed;
    }

    async Task<HeldConsent?> ConsentOfAsync(
        LedgerDb db, Situation situation, Actor actor, LedgerId patient, Scopes scope, LedgerId? resource, CancellationToken cancellation)
    {
        var now = LedgerTime.Later(situation.LastBlock, time.GetUtcNow());
        var live = await Situation.HeldAsync(db, actor.Entity, patient, cancellation);
        live.RemoveAll(consent => now < consent.ValidFrom || consent.ValidUntil < now || (consent.Scopes & scope) == 0
            || (consent.Resource is { } bound && bound != resource));
        if (live.Count == 0) return null;

        var undecided = situation.PatientBusy ? await OperationQueries.UndecidedAsync(db, patient, cancellation) : [];
        var revoked = undecided.OfType<RevokeConsent>().Where(command => command.Patient == patient).Select(command => command.Consent).ToHashSet();
        return live.Where(consent => !revoked.Contains(consent.Id))
            .OrderBy(consent => consent.Resource is not null)
            .ThenByDescending(consent => consent.ValidUntil)
            .FirstOrDefault();
    }
}
