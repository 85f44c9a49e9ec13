using System.Text.Json.Nodes;
using HealthLedger.Core.Ledger;
using HealthLedger.Core.Operations;
using HealthLedger.Core.Regulation;
using HealthLedger.Core.Store;
using HealthLedger.Core.Vault;
using Microsoft.EntityFrameworkCore;

namespace HealthLedger.Core.Research;

/// <summary>A study with its protocol, as whoever may join it reads it. Only its status is known where the protocol is gone.</summary>
public sealed record StudyView(
    string Id, string Institute, string? Title, string? Protocol, string? From, string? Until, JsonNode? Codes, int? K, string Status,
    DateTimeOffset RegisteredAt, LedgerView Ledger) : Confidential;

/// <summary>Reads studies: an institute its own, a regulator all, others those that were approved, and a patient those that it ever joined.</summary>
public sealed class StudyReader(LedgerStore store, Vault.Vault vault, EntityDirectory directory)
{
    public async Task<Page<StudyView>> ListAsync(Actor actor, PageRequest page, CancellationToken cancellation)
    {
        await using var db = store.OpenRead();
        var rows = await Visible(db, actor).Where(row => row.Position < page.Before)
            .OrderByDescending(row => row.Position).Take(page.Take).ToListAsync(cancellation);
        return await Page.OfAsync(rows, page.Limit, row => row.Position, row => ViewAsync(db, row, cancellation));
    }

    /// <exception cref="RefusedException">404: absent, or not for this actor to see.</exception>
    public async Task<StudyView> GetAsync(Actor actor, LedgerId study, CancellationToken cancellation)
    {
        await using var db = store.OpenRead();
        return await ViewAsync(db, await RequireAsync(actor, study, cancellation), cancellation);
    }

    /// <inheritdoc cref="GetAsync"/>
    internal async Task<Study> RequireAsync(Actor actor, LedgerId study, CancellationToken cancellation)
    {
        await using var db = store.OpenRead();
        return await Visible(db, actor).FirstOrDefaultAsync(row => row.Id == study, cancellation) ?? throw Problems.NotFound.With().AsException();
    }

    /// <summary>The terms of the institute's own study, under which data may be handed out now.</summary>
    /// <exception cref="RefusedException">404: absent, or another's; 409: not approved, or ended.</exception>
    internal async Task<StudyTerms> RequireApprovedAsync(Actor institute, LedgerId study, CancellationToken cancellation)
    {
        var row = await RequireAsync(institute, study, cancellation);
        if (row.Institute != institute.Entity) throw Problems.NotFound.With().AsException();
        if (row.Status != StudyStatus.Approved) throw Problems.StudyNotInStatus.With($"The study is {WordOf(row.Status)}.").AsException();
        await using var db = store.OpenRead();
        var (content, _) = await vault.OpenContentAsync(db, row.Institute, row.Id, cancellation);
        return StudyTerms.Of(study, content ?? throw Problems.NotFound.With().AsException());
    }

    static IQueryable<Study> Visible(LedgerDb db, Actor actor) => actor.Class switch
    {
        EntityClass.Regulator => db.Studies,
        EntityClass.ResearchInstitute => db.Studies.Where(row => row.Institute == actor.Entity),
        _ => db.Studies.Where(row => row.Status == StudyStatus.Approved
            || db.Consents.Any(consent => consent.Patient == actor.Entity && consent.Resource == row.Id)),
    };

    async Task<StudyView> ViewAsync(LedgerDb db, Study row, CancellationToken cancellation)
    {
        var (content, payload) = await vault.OpenContentAsync(db, row.Institute, row.Id, cancellation);
        return new StudyView(
            row.Id.ToString(), await directory.IdentifierOfAsync(row.Institute, cancellation), Text("title"), Text("protocol"), Text("from"), Text("until"),
            content?["codes"]?.DeepClone(), content?["k"]?.GetValue<int>(), WordOf(row.Status), DateTimeOffset.FromUnixTimeMilliseconds(row.Ledger.At),
            LedgerView.Of(row.Ledger, payload?.RequestId));

        string? Text(string name) => content?[name]?.GetValue<string>();
    }

    static string WordOf(StudyStatus status) => status.ToString().ToLowerInvariant();
}
