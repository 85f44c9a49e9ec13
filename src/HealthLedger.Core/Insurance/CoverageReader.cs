using System.Text.Json.Nodes;
using HealthLedger.Core.Audit;
using HealthLedger.Core.Consents;
using HealthLedger.Core.Exams;
using HealthLedger.Core.Ledger;
using HealthLedger.Core.Operations;
using HealthLedger.Core.Regulation;
using HealthLedger.Core.Store;
using HealthLedger.Core.Vault;
using Microsoft.EntityFrameworkCore;

namespace HealthLedger.Core.Insurance;

/// <summary>How an exam stands with the patient's insurer.</summary>
/// <param name="Status">`awaiting`, `authorized`, `denied`; `lapsed` where the request was cancelled before an answer.</param>
/// <param name="DueAt">Until when the insurer answers, by <paramref name="Norm"/>; null where no norm was in force.</param>
/// <param name="Overdue">It has not, and the time is over.</param>
/// <param name="Clause">Of the contract, which a denial rests on; or the norm is in <paramref name="Ground"/>.</param>
public sealed record AuthorizationView(
    string Insurer, string Status, DateTimeOffset? DueAt, string? Norm, bool Overdue, DateTimeOffset? DecidedAt, string? Reason, string? Clause, string? Ground) : Confidential;

/// <summary>What an insurer sees: the requested item, and nothing else of the patient.</summary>
public sealed record CoverageView(
    string Id, string Patient, string Physician, string? System, string? Code, string? Justification, string Kind, DateTimeOffset RequestedAt,
    AuthorizationView Authorization) : Confidential;

/// <summary>An answer that an insurer owes.</summary>
public sealed record OverdueView(string ExamRequest, string Patient, string Insurer, string Kind, DateTimeOffset RequestedAt, DateTimeOffset DueAt, string Norm);

/// <summary>Reads what insurers decide on. Deadlines are counted when they are looked at: the rules are data and may be mended.</summary>
public sealed class CoverageReader(
    LedgerStore store, Vault.Vault vault, EntityDirectory directory, PatientAccess access, BusinessCalendar calendar, Clock clock)
{
    /// <summary>The words a status filter takes.</summary>
    public static IReadOnlyList<string> Statuses { get; } = ["awaiting", DecisionBody.Authorized, DecisionBody.Denied];

    /// <summary>
    /// What an insurer has to decide on, and has. A page may hold fewer than asked for and still have a next one: the access policy judges each row.
    /// </summary>
    public async Task<Page<CoverageView>> OfInsurerAsync(Actor insurer, string? status, PageRequest page, CancellationToken cancellation)
    {
        await using var db = store.OpenRead();
        var covered = db.ExamRequests.Where(row => row.Insurer == insurer.Entity && row.Position < page.Before);
        covered = status switch
        {
            "awaiting" => covered.Where(row => row.AwaitsInsurer),
            DecisionBody.Denied => covered.Where(row => row.Authorized == false),
            DecisionBody.Authorized => covered.Where(row => row.Authorized == true),
            _ => covered,
        };
        var rows = await covered.OrderByDescending(row => row.Position).Take(page.Take).ToListAsync(cancellation);
        var shown = await access.FilterAsync(
            insurer, rows.Take(page.Limit), row => (row.Patient, row.Id), Scopes.CoverageAuthorize, "authorizations.list", cancellation);
        var views = new List<CoverageView>(shown.Count);
        foreach (var row in shown) views.Add(await ViewAsync(db, row, cancellation));
        return new Page<CoverageView>(views, rows.Count > page.Limit ? rows[page.Limit - 1].Position : null);
    }

    /// <summary>One of them.</summary>
    /// <exception cref="RefusedException">404: absent, another's, or no longer consented.</exception>
    public async Task<CoverageView> GetAsync(Actor insurer, LedgerId exam, CancellationToken cancellation)
    {
        await using var db = store.OpenRead();
        var row = await db.ExamRequests.FirstOrDefaultAsync(row => row.Id == exam, cancellation) ?? throw Problems.NotFound.With().AsException();
        if (row.Insurer != insurer.Entity) throw await access.RefuseAsync(insurer, row.Patient, exam, "authorization.read", cancellation);
        await access.RequireAsync(insurer, row.Patient, Scopes.CoverageAuthorize, exam, "authorization.read", null, cancellation);
        return await ViewAsync(db, row, cancellation);
    }

    /// <summary>
    /// Answers that insurers owe, for regulators: nothing clinical, and on the log of each patient shown. A page looks at so many requests and may hold
    /// fewer than asked for, and still have a next one.
    /// </summary>
    public async Task<Page<OverdueView>> OverdueAsync(Actor regulator, PageRequest page, CancellationToken cancellation)
    {
        await using var db = store.OpenRead();
        var rows = await db.ExamRequests.Where(row => row.AwaitsInsurer && row.Position < page.Before)
            .OrderByDescending(row => row.Position).Take(page.Take).ToListAsync(cancellation);
        var shown = new List<LedgerId>();
        var views = new List<OverdueView>();
        foreach (var row in rows.Take(page.Limit))
            if (await ViewAsync(db, row, cancellation) is { Authorization: { Overdue: true, DueAt: { } dueAt } authorization } view)
            {
                shown.Add(row.Patient);
                views.Add(new OverdueView(view.Id, view.Patient, authorization.Insurer, view.Kind, view.RequestedAt, dueAt, authorization.Norm!));
            }
        await access.OwnAsync(regulator, shown, patient => patient, "authorizations.overdue", cancellation);
        return new Page<OverdueView>(views, rows.Count > page.Limit ? rows[page.Limit - 1].Position : null);
    }

    /// <summary>How an exam stands with its insurer; null where nobody covers it.</summary>
    /// <param name="content">The exam request's.</param>
    public async Task<AuthorizationView?> AuthorizationOfAsync(LedgerDb db, ExamRequest row, JsonObject? content, CancellationToken cancellation)
    {
        if (row.Insurer is not { } insurer) return null;
        var requested = DateTimeOffset.FromUnixTimeMilliseconds(row.Ledger.At);
        var term = calendar.Rules.AnswersOn(clock.DayOf(requested));
        DateTimeOffset? dueAt = term is null ? null : calendar.After(requested, term.BusinessDays[KindOf(content)]);
        var payload = row.Decision is { } commitment
            ? await db.Payloads.FirstOrDefaultAsync(known => known.Commitment == commitment && known.Kind == PayloadKinds.Authorization, cancellation)
            : null;
        var decision = payload is null ? null : await vault.OpenContentAsync(row.Patient, payload, cancellation);
        return new AuthorizationView(
            await directory.IdentifierOfAsync(insurer, cancellation), StatusOf(row), dueAt, term?.Norm,
            row.AwaitsInsurer && dueAt < clock.Now, row.DecidedAt is { } at ? DateTimeOffset.FromUnixTimeMilliseconds(at) : null,
            decision?["reason"]?.GetValue<string>(), decision?["clause"]?.GetValue<string>(), decision?["norm"]?.GetValue<string>());
    }

    /// <summary>Until when the exam is to be attended, by the norm in force; null where none is.</summary>
    public DateTimeOffset? AttendanceOf(ExamRequest row, JsonObject? content)
    {
        var requested = DateTimeOffset.FromUnixTimeMilliseconds(row.Ledger.At);
        return row.Insurer is not null && calendar.Rules.AttendanceOn(clock.DayOf(requested)) is { } term
            ? calendar.After(requested, term.BusinessDays[KindOf(content)])
            : null;
    }

    /// <summary>The kind that the request states, or the one that it has where it states none.</summary>
    public static string KindOf(JsonObject? content) => content?["kind"]?.GetValue<string>() ?? ExamKinds.Ambulatory;

    // One that was cancelled before an answer waits for none.
    static string StatusOf(ExamRequest row) =>
        row.Authorized is { } authorized ? authorized ? DecisionBody.Authorized : DecisionBody.Denied : row.AwaitsInsurer ? "awaiting" : "lapsed";

    async Task<CoverageView> ViewAsync(LedgerDb db, ExamRequest row, CancellationToken cancellation)
    {
        var (content, _) = await vault.OpenContentAsync(db, row.Patient, row.Id, cancellation);
        return new CoverageView(
            row.Id.ToString(), await directory.IdentifierOfAsync(row.Patient, cancellation), await directory.IdentifierOfAsync(row.Physician, cancellation),
            content?["system"]?.GetValue<string>(), content?["code"]?.GetValue<string>(), content?["justification"]?.GetValue<string>(), KindOf(content),
            DateTimeOffset.FromUnixTimeMilliseconds(row.Ledger.At), (await AuthorizationOfAsync(db, row, content, cancellation))!);
    }
}
