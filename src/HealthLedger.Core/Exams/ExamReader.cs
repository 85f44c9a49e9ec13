using System.Text.Json.Nodes;
using HealthLedger.Core.Consents;
using HealthLedger.Core.Ledger;
using HealthLedger.Core.Regulation;
using HealthLedger.Core.Store;
using HealthLedger.Core.Vault;
using Microsoft.EntityFrameworkCore;

namespace HealthLedger.Core.Exams;

/// <summary>An exam request with what was asked for and, once completed, its latest result.</summary>
public sealed record ExamView(
    string Id, string Patient, string Physician, string? System, string? Code, string? Justification, string Status, string? Center,
    JsonObject? Result, string Consultation, DateTimeOffset RequestedAt, LedgerView Ledger) : Confidential;

/// <summary>Reads exam requests. Who may is judged before.</summary>
public sealed class ExamReader(LedgerStore store, Vault.Vault vault, EntityDirectory directory, Clock clock)
{
    /// <summary>The words a status filter takes.</summary>
    public static IReadOnlyList<string> Statuses { get; } = [.. Enum.GetValues<ExamStatus>()[1..].Select(WordOf)];

    static string WordOf(ExamStatus status) => status.ToString().ToLowerInvariant();

    public async Task<Page<ExamView>> OfPatientAsync(LedgerId patient, string? status, PageRequest page, CancellationToken cancellation)
    {
        await using var db = store.OpenRead();
        return await ViewAsync(db, db.ExamRequests.Where(row => row.Patient == patient), status, page, cancellation);
    }

    /// <summary>What a diagnostic center works on: what it accepted, and what it may accept under a consent it holds now.</summary>
    public async Task<Page<ExamView>> OfCenterAsync(LedgerId center, string? status, PageRequest page, CancellationToken cancellation)
    {
        await using var db = store.OpenRead();
        var now = clock.Now.ToUnixTimeSeconds();
        var held = db.Consents.Where(row =>
            row.Grantee == center && !row.Revoked && row.ValidFrom <= now && row.ValidUntil >= now && (row.Scopes & Scopes.ExamsServe) != 0);
        var exams = db.ExamRequests.Where(row =>
            held.Any(consent => consent.Patient == row.Patient && (consent.Resource == null || consent.Resource == row.Id))
            && (row.Center == center || row.Status == ExamStatus.Requested));
        return await ViewAsync(db, exams, status, page, cancellation);
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

    async Task<Page<ExamView>> ViewAsync(LedgerDb db, IQueryable<ExamRequest> exams, string? status, PageRequest page, CancellationToken cancellation)
    {
        if (status is not null)
        {
            var wanted = Enum.GetValues<ExamStatus>().First(candidate => WordOf(candidate) == status);
            exams = exams.Where(row => row.Status == wanted);
        }
        var rows = await exams.Where(row => row.Ledger.Position < page.Before)
            .OrderByDescending(row => row.Ledger.Position).Take(page.Take).ToListAsync(cancellation);
        return await Page.OfAsync(rows, page.Limit, row => row.Ledger.Position, row => ViewAsync(db, row, cancellation));
    }

    async Task<ExamView> ViewAsync(LedgerDb db, ExamRequest row, CancellationToken cancellation)
    {
        var (content, payload) = await vault.OpenContentAsync(db, row.Patient, row.Id, cancellation);
        var result = row.LatestResult is { } id ? (await vault.OpenContentAsync(db, row.Patient, id, cancellation)).Content : null;
        if (result is not null) result["id"] = row.LatestResult.ToString();
        return new ExamView(
            row.Id.ToString(), await directory.IdentifierOfAsync(row.Patient, cancellation), await directory.IdentifierOfAsync(row.Physician, cancellation),
            content?["system"]?.GetValue<string>(), content?["code"]?.GetValue<string>(), content?["justification"]?.GetValue<string>(), WordOf(row.Status),
            row.Center is { } center ? await directory.IdentifierOfAsync(center, cancellation) : null, result, row.Consultation.ToString(),
            DateTimeOffset.FromUnixTimeMilliseconds(row.Ledger.At), LedgerView.Of(row.Ledger, payload?.RequestId));
    }
}
