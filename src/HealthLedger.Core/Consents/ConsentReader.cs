using HealthLedger.Core.Ledger;
using HealthLedger.Core.Operations;
using HealthLedger.Core.Regulation;
using HealthLedger.Core.Store;
using Microsoft.EntityFrameworkCore;

namespace HealthLedger.Core.Consents;

/// <summary>A consent as the patient and the grantee see it. A research institute is not told whose it is.</summary>
public sealed record ConsentView(
    string Id, string? Patient, string Grantee, IReadOnlyList<string> Scopes, string Purpose, DateTimeOffset ValidFrom, DateTimeOffset ValidUntil,
    string? Resource, string Status, LedgerView Ledger);

/// <summary>Lists consents, newest first.</summary>
public sealed class ConsentReader(LedgerStore store, EntityDirectory directory, Clock clock)
{
    public async Task<Page<ConsentView>> OfPatientAsync(LedgerId patient, PageRequest page, CancellationToken cancellation)
    {
        await using var db = store.OpenRead();
        var now = await LedgerTime.LaterAsync(db, clock.Now, cancellation);
        return await ViewAsync(db.Consents.Where(row => row.Patient == patient), now, page, cancellation);
    }

    /// <summary>What the grantee holds now.</summary>
    public async Task<Page<ConsentView>> HeldByAsync(Actor actor, PageRequest page, CancellationToken cancellation)
    {
        await using var db = store.OpenRead();
        var now = await LedgerTime.LaterAsync(db, clock.Now, cancellation);
        var held = db.Consents.Where(row => row.Grantee == actor.Entity && !row.Revoked && row.ValidFrom <= now && row.ValidUntil >= now);
        var views = await ViewAsync(held, now, page, cancellation);
        if (actor.Class != EntityClass.ResearchInstitute) return views;
        // Nor where on the ledger it stands, where the patient's id can be looked up.
        return views with { Items = [.. views.Items.Select(view => view with { Patient = null, Ledger = new LedgerView(null, null, null) })] };
    }

    async Task<Page<ConsentView>> ViewAsync(IQueryable<Consent> consents, long now, PageRequest page, CancellationToken cancellation)
    {
        var rows = await consents.Where(row => row.Position < page.Before)
            .OrderByDescending(row => row.Position).Take(page.Take).ToListAsync(cancellation);
        return await Page.OfAsync(rows, page.Limit, row => row.Position, async row => new ConsentView(
            row.Id.ToString(), await directory.IdentifierOfAsync(row.Patient, cancellation), await directory.IdentifierOfAsync(row.Grantee, cancellation),
            row.Scopes.WordsOf(), row.Purpose.WordOf(), DateTimeOffset.FromUnixTimeSeconds(row.ValidFrom),
            DateTimeOffset.FromUnixTimeSeconds(row.ValidUntil), row.Resource?.ToString(), StatusOf(row, now), LedgerView.Of(row.Ledger)));
    }

    static string StatusOf(Consent consent, long now) =>
        consent.Revoked ? "revoked" : consent.ValidUntil < now ? "expired" : consent.ValidFrom > now ? "pending" : "active";
}
