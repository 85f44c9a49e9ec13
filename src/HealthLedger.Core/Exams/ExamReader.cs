using System.Text.Json.Nodes;
using HealthLedger.Core.Audit;
using HealthLedger.Core.Consents;
using HealthLedger.Core.Insurance;
using HealthLedger.Core.Ledger;
using HealthLedger.Core.Operations;
using HealthLedger.Core.Regulation;
using HealthLedger.Core.Store;
using HealthLedger.Core.Vault;
using Microsoft.EntityFrameworkCore;

namespace HealthLedger.Core.Exams;

/// <summary>An exam request with what was asked for and, once completed, its latest result.</summary>
public sealed record ExamView(
    string Id, string Patient, string Physician, string? System, string? Code, string? Justification, string Kind, string Status, string? Center,
    JsonObject? Result, AuthorizationView? Authorization, DateTimeOffset? AttendBy, string Consultation, DateTimeOffset RequestedAt, LedgerView Ledger) : Confidential;

/// <summary>Reads exam requests. Who may is judged before.</summary>
public sealed class ExamReader(LedgerStore store, Vault.Vault vault, EntityDirectory directory, PatientAccess access, CoverageReader coverage)
{
    /// <summary>The words a status filter takes.</summary>
    public static IReadOnlyList<string> Statuses { get; } = [.. Enum.GetValues<ExamStatus>()[1..].Select(WordOf)];

    static string WordOf(ExamStatus status) => status.ToString().ToLowerInvariant();

    public async Task<Page<ExamView>> OfPatientAsync(LedgerId patient, string? status, PageRequest page, CancellationToken cancellation)
    {
        await using var db = store.OpenRead();
        var rows = await RowsAsync(db.ExamRequests.Where(row => row.Patient == patient), status, page, cancellation);
        return await Page.OfAsync(rows, page.Limit, row => row.Position, row => ViewAsync(db, row, cancellation));
    }

    /// <summary>
    /// What a diagnostic center works on: what it accepted, and what it may accept under a consent it holds now. A page may hold fewer than
    /// asked for and still have a next one: the access policy judges each row.
    /// </summary>
    public async Task<Page<ExamView>> OfCenterAsync(Actor center, string? status, PageRequest page, CancellationToken cancellation)
    {
        await using var db = store.OpenRead();
        var consented = db.Consents.Where(row => row.Grantee == center.Entity && !row.Revoked).Select(row => row.Patient);
        var work = db.ExamRequests.Where(row => consented.Contains(row.Patient));
        // What is open to it is found by its consents: nothing else lies between one center's requests and everybody's.
        var rows = Page.Merge(
            page.Take, row => row.Position, await RowsAsync(work.Where(row => row.Center == center.Entity), status, page, cancellation),
            await RowsAsync(work.Where(row => row.Status == ExamStatus.Requested || row.Status == ExamStatus.Authorized), status, page, cancellation));
        var shown = await access.FilterAsync(
            center, rows.Take(page.Limit), row => (row.Patient, row.Id), Scopes.ExamsServe, "exams.work", cancellation);
        var views = new List<ExamView>(shown.Count);
        foreach (var row in shown) views.Add(await ViewAsync(db, row, cancellation));
        return new Page<ExamView>(views, rows.Count > page.Limit ? rows[page.Limit - 1].Position : null);
    }

    /// <summary>What a physician asked for, newest first; of each patient what the consent to read still shows.</summary>
    public async Task<Page<ExamView>> OfPhysicianAsync(Actor physician, string? status, PageRequest page, CancellationToken cancellation)
    {
        await using var db = store.OpenRead();
        var rows = await RowsAsync(db.ExamRequests.Where(row => row.Physician == physician.Entity), status, page, cancellation);
        var shown = await access.FilterAsync(
            physician, rows.Take(page.Limit), row => (row.Patient, row.Id), Scopes.ExamsRead | Scopes.RecordsRead, "exams.asked", cancellation);
        var views = new List<ExamView>(shown.Count);
        foreach (var row in shown) views.Add(await ViewAsync(db, row, cancellation));
        return new Page<ExamView>(views, rows.Count > page.Limit ? rows[page.Limit - 1].Position : null);
    }

    /// <summary>The row, for judging access; null where there is none.</summary>
    public async Task<ExamRequest?> FindAsync(LedgerId exam, CancellationToken cancellation)
    {
        await using var db = store.OpenRead();
        return await db.ExamRequests.FirstOrDefaultAsync(row => row.Id == exam, cancellation);
    }

    public async Task<ExamView> GetAsync(ExamRequest exam, CancellationToken cancellation)
    {
        await using var db = store.OpenRead();
        return await ViewAsync(db, exam, cancellation);
    }

    static async Task<List<ExamRequest>> RowsAsync(
        IQueryable<ExamRequest> exams, string? status, PageRequest page, CancellationToken cancellation)
    {
        if (status is not null)
        {
            var wanted = Enum.GetValues<ExamStatus>().First(candidate => WordOf(candidate) == status);
            exams = exams.Where(row => row.Status == wanted);
        }
        return await exams.Where(row => row.Position < page.Before)
            .OrderByDescending(row => row.Position).Take(page.Take).ToListAsync(cancellation);
    }

    async Task<ExamView> ViewAsync(LedgerDb db, ExamRequest row, CancellationToken cancellation)
    {
        var (content, payload) = await vault.OpenContentAsync(db, row.Patient, row.Id, cancellation);
        var result = row.LatestResult is { } id ? (await vault.OpenContentAsync(db, row.Patient, id, cancellation)).Content : null;
        if (result is not null) result["id"] = row.LatestResult.ToString();
        return new ExamView(
            row.Id.ToString(), await directory.IdentifierOfAsync(row.Patient, cancellation), await directory.IdentifierOfAsync(row.Physician, cancellation),
            content?["system"]?.GetValue<string>(), content?["code"]?.GetValue<string>(), content?["justification"]?.GetValue<string>(),
            CoverageReader.KindOf(content), WordOf(row.Status), row.Center is { } center ? await directory.IdentifierOfAsync(center, cancellation) : null, result,
            await coverage.AuthorizationOfAsync(db, row, content, cancellation), coverage.AttendanceOf(row, content), row.Consultation.ToString(),
            DateTimeOffset.FromUnixTimeMilliseconds(row.Ledger.At), LedgerView.Of(row.Ledger, payload?.RequestId));
    }
}
