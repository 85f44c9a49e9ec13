using System.Text;
using HealthLedger.Core.Consents;
using HealthLedger.Core.Ledger;
using HealthLedger.Core.Operations;
using HealthLedger.Core.Regulation;
using HealthLedger.Core.Store;

namespace HealthLedger.Core.Audit;

/// <summary>
/// The gate in front of every patient's data: judges in one snapshot and has the access, or the refusal, in the log before anything is
/// answered. An absent patient and one that did not consent look alike, from outside and in the log.
/// </summary>
public sealed class PatientAccess(LedgerStore store, AccessPolicy policy, AccessLog log, Vault.Vault vault, TimeProvider time)
{
    const int LongestReason = 500;
    const Scopes Reads = Scopes.RecordsRead | Scopes.ExamsRead | Scopes.PrescriptionsRead;

    /// <summary>Lets a read pass, or refuses it; logged either way before this returns.</summary>
    /// <param name="action">What is done, in a word of ours: `records.list`.</param>
    /// <param name="regulatorReason">Why a regulator looks; nobody else states one.</param>
    /// <exception cref="RefusedException">not-found; for a regulator reason-required; ledger-unavailable.</exception>
    public async Task<Access> RequireAsync(
        Actor actor, LedgerId patient, Scopes scope, LedgerId? resource, string action, string? regulatorReason,
        CancellationToken cancellation)
    {
        var entry = NewEntry(actor, patient, resource, action);
        var access = actor.Class == EntityClass.Regulator
            ? await JudgeRegulatorAsync(actor, patient, scope, regulatorReason, entry, cancellation)
            : await JudgeAsync(actor, patient, scope, resource, action, null, cancellation);
        await LogAsync(actor, Complete(entry, access), cancellation);
        return access.Allowed ? access : throw Problems.NotFound.With().AsException();
    }

    /// <summary>
    /// Lets a write pass, or refuses it. A refusal is logged before this throws; the entry of a write that passes goes into its draft, to be
    /// logged from the operation's own transaction. What the ledger executed before is not judged again.
    /// </summary>
    /// <exception cref="RefusedException">not-found; ledger-unavailable.</exception>
    public async Task<(Access Access, AccessEntry Entry)> JudgeWriteAsync(
        Actor actor, LedgerId patient, Scopes scope, LedgerId? resource, string action, RequestIdentity request, CancellationToken cancellation)
    {
        var access = await JudgeAsync(actor, patient, scope, resource, action, request.Execution, cancellation);
        var entry = Complete(NewEntry(actor, patient, resource, action), access);
        if (access.Allowed) return (access, entry);
        await LogAsync(actor, entry, cancellation);
        throw Problems.NotFound.With().AsException();
    }

    /// <summary>The entry of an act that takes back or renounces what is the actor's own, for which no consent is needed.</summary>
    public AccessEntry OwnAct(Actor actor, LedgerId patient, LedgerId resource, string action) => Complete(
        NewEntry(actor, patient, resource, action),
        new Access(true, PurposeOf(actor, patient), null));

    /// <summary>Refuses what a judgement of consent let pass but is not the actor's: logged, and then the same as absent.</summary>
    public async Task<RefusedException> RefuseAsync(Actor actor, LedgerId patient, LedgerId? resource, string action, CancellationToken cancellation)
    {
        await LogAsync(actor, Complete(NewEntry(actor, patient, resource, action), Access.Denied), cancellation);
        return Problems.NotFound.With().AsException();
    }

    /// <summary>Keeps of a list over many patients what the actor may see of each; each patient shown has it in the log before this returns.</summary>
    public async Task<IReadOnlyList<T>> FilterAsync<T>(
        Actor actor, IEnumerable<T> rows, Func<T, (LedgerId Patient, LedgerId Resource)> about, Scopes scope, string action, CancellationToken cancellation)
    {
        var shown = new List<T>();
        var entries = new Dictionary<LedgerId, AccessEntry>();
        await using var db = await store.OpenSnapshotAsync(cancellation);
        foreach (var row in rows)
        {
            var (patient, resource) = about(row);
            var access = await policy.JudgeAsync(db, actor, patient, scope, resource, cancellation);
            if (!access.Allowed) continue;
            shown.Add(row);
            entries.TryAdd(patient, Complete(NewEntry(actor, patient, null, action), access));
        }
        await Task.WhenAll(entries.Values.Select(entry => LogAsync(actor, entry, cancellation)));
        return shown;
    }

    /// <summary>Logs a list over many patients of what is the actor's own act or duty, which needs no consent; answers with the rows.</summary>
    public async Task<IReadOnlyList<T>> OwnAsync<T>(
        Actor actor, IReadOnlyList<T> rows, Func<T, LedgerId> patientOf, string action, CancellationToken cancellation)
    {
        await Task.WhenAll(rows.Select(patientOf).Distinct().Select(patient => NoteAsync(actor, patient, action, cancellation)));
        return rows;
    }

    /// <summary>Logs an access that needs no judgement: a regulator's look at the log itself.</summary>
    public Task NoteAsync(Actor actor, LedgerId patient, string action, CancellationToken cancellation) =>
        LogAsync(actor, Complete(NewEntry(actor, patient, null, action), new Access(true, PurposeOf(actor, patient), null)), cancellation);

    /// <summary>Logs that an institute is handed what a study's participants let it have, before it is.</summary>
    public async Task NoteResearchAsync(
        Actor institute, IEnumerable<Participant> participants, LedgerId extract, string action, CancellationToken cancellation)
    {
        foreach (var some in participants.Chunk(500))
            await Task.WhenAll(some.Select(one => LogAsync(
                institute, Complete(NewEntry(institute, one.Patient, extract, action), new Access(true, Purpose.Research.WordOf(), one.Consents[0])), cancellation)));
    }

    static string PurposeOf(Actor actor, LedgerId patient) =>
        actor.Entity == patient ? "own" : actor.Class == EntityClass.Regulator ? "regulation" : "own-act";

    async Task<Access> JudgeAsync(
        Actor actor, LedgerId patient, Scopes scope, LedgerId? resource, string action, UnclaimedExecution? executed, CancellationToken cancellation)
    {
        await using var db = await store.OpenSnapshotAsync(cancellation);
        if (executed is not null) return await AccessPolicy.JudgeThenAsync(db, actor, patient, scope, resource, executed, cancellation);
        try
        {
            return await policy.JudgeAsync(db, actor, patient, scope, resource, cancellation);
        }
        catch (RefusedException)
        {
            // Nothing can be judged now; that somebody tried is on the log all the same.
            await LogAsync(actor, Complete(NewEntry(actor, patient, resource, action), Access.Denied), cancellation);
            throw;
        }
    }

    // A regulator needs no consent but a reason, which the patient will read.
    async Task<Access> JudgeRegulatorAsync(
        Actor actor, LedgerId patient, Scopes scope, string? reason, AccessEntry entry, CancellationToken cancellation)
    {
        if (string.IsNullOrWhiteSpace(reason)) throw Problems.ReasonRequired.With().AsException();
        if (reason.Length > LongestReason) throw Problems.BodyInvalid.With($"A reason has at most {LongestReason} characters.").AsException();
        if ((scope & Reads) == 0) return Access.Denied;

        await using var db = await store.OpenSnapshotAsync(cancellation);
        if (await AccessPolicy.StatusAsync(db, actor.Entity, cancellation) != EntityStatus.Active) return Access.Denied;
        // Without the subject's key there is nothing left to read, nor a way to keep the reason.
        if (await vault.SubjectAsync(patient, cancellation) is not { } subject) return Access.Denied;
        entry.SealedReason = subject.Seal(Encoding.UTF8.GetBytes(reason), ReasonContext(entry));
        return new Access(true, "regulation", null);
    }

    /// <summary>The context under which an entry's reason is sealed with the patient's key.</summary>
    public static string ReasonContext(AccessEntry entry) => $"access reason {entry.Id}";

    AccessEntry NewEntry(Actor actor, LedgerId patient, LedgerId? resource, string action) => new()
    {
        Id = LedgerId.Random(),
        At = time.GetUtcNow().ToUnixTimeMilliseconds(),
        Patient = patient,
        Actor = actor.Entity,
        Action = action,
        Resource = resource,
    };

    static AccessEntry Complete(AccessEntry entry, Access access)
    {
        entry.Outcome = access.Allowed ? AccessOutcome.Allowed : AccessOutcome.Refused;
        entry.Purpose = access.Purpose;
        return entry;
    }

    // The caller may hang up; what was judged is logged all the same.
    async Task LogAsync(Actor actor, AccessEntry entry, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        if (actor.Operator is not null) entry.SealOperator(actor, await vault.SubjectAsync(entry.Patient, CancellationToken.None));
        await log.WriteAsync(entry, CancellationToken.None);
    }
}
