using System.Text.Json.Nodes;
using HealthLedger.Core.Audit;
using HealthLedger.Core.Consents;
using HealthLedger.Core.Ledger;
using HealthLedger.Core.Operations;
using HealthLedger.Core.Regulation;
using HealthLedger.Core.Store;
using HealthLedger.Core.Vault;
using Microsoft.EntityFrameworkCore;

namespace HealthLedger.Core.Medicines;

/// <summary>A prescription item; dispensed and remaining are numbers in the prescribed unit.</summary>
/// <param name="Recipe">The type that was decided; null where nothing was known of the substance.</param>
public sealed record PrescriptionView(
    string Id, string Patient, string Physician, JsonNode? Medicine, JsonNode? Quantity, string? Dosage, int Fills, bool PartialAllowed,
    bool Controlled, decimal Dispensed, decimal Remaining, DateTimeOffset? ValidUntil, int? TreatmentDays, string Status, string Consultation,
    DateTimeOffset PrescribedAt, LedgerView Ledger, string? Recipe, string? Substance, JsonNode? Presentation, string? Notification) : Confidential;

/// <summary>One dispensation, with what the pharmacy wrote down.</summary>
public sealed record DispensationView(
    string Id, string Prescription, string Pharmacy, decimal Quantity, decimal Remaining, string Status, JsonObject? Content,
    DateTimeOffset RecordedAt, LedgerView Ledger) : Confidential;

/// <summary>Reads prescriptions and dispensations. Who may is judged before.</summary>
public sealed class PrescriptionReader(LedgerStore store, Vault.Vault vault, EntityDirectory directory, PatientAccess access, Clock clock)
{
    /// <summary>The words a status filter takes.</summary>
    public static IReadOnlyList<string> Statuses { get; } = ["active", "exhausted", "expired", "cancelled"];

    public async Task<Page<PrescriptionView>> OfPatientAsync(LedgerId patient, string? status, PageRequest page, CancellationToken cancellation)
    {
        await using var db = store.OpenRead();
        var rows = await WithStatus(db.Prescriptions.Where(row => row.Patient == patient && row.Position < page.Before), status)
            .OrderByDescending(row => row.Position).Take(page.Take).ToListAsync(cancellation);
        return await Page.OfAsync(rows, page.Limit, row => row.Position, row => ViewAsync(db, row, cancellation));
    }

    /// <summary>
    /// What a pharmacy may dispense under the consents it holds now. A page may hold fewer than asked for and still have a next one: the access
    /// policy judges each row.
    /// </summary>
    public async Task<Page<PrescriptionView>> OfPharmacyAsync(Actor pharmacy, string? status, PageRequest page, CancellationToken cancellation)
    {
        await using var db = store.OpenRead();
        var consented = db.Consents.Where(row => row.Grantee == pharmacy.Entity && !row.Revoked).Select(row => row.Patient);
        var rows = await WithStatus(db.Prescriptions.Where(row => consented.Contains(row.Patient) && row.Position < page.Before), status)
            .OrderByDescending(row => row.Position).Take(page.Take).ToListAsync(cancellation);
        var shown = await access.FilterAsync(
            pharmacy, rows.Take(page.Limit), row => (row.Patient, row.Id), Scopes.PrescriptionsServe, "prescriptions.work", cancellation);
        var views = new List<PrescriptionView>(shown.Count);
        foreach (var row in shown) views.Add(await ViewAsync(db, row, cancellation));
        return new Page<PrescriptionView>(views, rows.Count > page.Limit ? rows[page.Limit - 1].Position : null);
    }

    /// <summary>The row, for judging access; null where there is none.</summary>
    public async Task<Prescription?> FindAsync(LedgerId prescription, CancellationToken cancellation)
    {
        await using var db = store.OpenRead();
        return await db.Prescriptions.FirstOrDefaultAsync(row => row.Id == prescription, cancellation);
    }

    public async Task<PrescriptionView> GetAsync(Prescription prescription, CancellationToken cancellation)
    {
        await using var db = store.OpenRead();
        return await ViewAsync(db, prescription, cancellation);
    }

    public async Task<Page<DispensationView>> DispensationsAsync(LedgerId prescription, PageRequest page, CancellationToken cancellation)
    {
        await using var db = store.OpenRead();
        var rows = await db.Dispensations.Where(row => row.Prescription == prescription && row.Position < page.Before)
            .OrderByDescending(row => row.Position).Take(page.Take).ToListAsync(cancellation);
        return await Page.OfAsync(rows, page.Limit, row => row.Position, async row =>
        {
            var (content, payload) = await vault.OpenContentAsync(db, row.Patient, row.Id, cancellation);
            return new DispensationView(
                row.Id.ToString(), row.Prescription.ToString(), await directory.IdentifierOfAsync(row.Pharmacy, cancellation),
                Quantities.ToUnits(row.Quantity), Quantities.ToUnits(row.Remaining), row.Reversed ? "reversed" : "dispensed", content,
                DateTimeOffset.FromUnixTimeMilliseconds(row.Ledger.At), LedgerView.Of(row.Ledger, payload?.RequestId));
        });
    }

    // Cancelled before exhausted before expired: the first that holds is the status.
    IQueryable<Prescription> WithStatus(IQueryable<Prescription> rows, string? status)
    {
        var now = clock.Now.ToUnixTimeSeconds();
        return status switch
        {
            "cancelled" => rows.Where(row => row.Cancelled),
            "exhausted" => rows.Where(row => !row.Cancelled && row.Remaining == 0),
            "expired" => rows.Where(row => !row.Cancelled && row.Remaining > 0 && row.ValidUntil < now),
            "active" => rows.Where(row => !row.Cancelled && row.Remaining > 0 && row.ValidUntil >= now),
            _ => rows,
        };
    }

    string StatusOf(Prescription row) =>
        row.Cancelled ? "cancelled" : row.Remaining == 0 ? "exhausted" : row.ValidUntil < clock.Now.ToUnixTimeSeconds() ? "expired" : "active";

    async Task<PrescriptionView> ViewAsync(LedgerDb db, Prescription row, CancellationToken cancellation)
    {
        var (content, payload) = await vault.OpenContentAsync(db, row.Patient, row.Id, cancellation);
        return await ViewAsync(row, content, payload, cancellation);
    }

    /// <summary>The item as its opened content and its row tell it.</summary>
    internal async Task<PrescriptionView> ViewAsync(Prescription row, JsonObject? content, Payload? payload, CancellationToken cancellation)
    {
        return new PrescriptionView(
            row.Id.ToString(), await directory.IdentifierOfAsync(row.Patient, cancellation), await directory.IdentifierOfAsync(row.Physician, cancellation),
            content?["medicine"]?.DeepClone(), content?["quantity"]?.DeepClone(), content?["dosage"]?.GetValue<string>(), row.Fills, row.PartialAllowed,
            row.Controlled, Quantities.ToUnits(row.QuantityPerFill * row.Fills - row.Remaining), Quantities.ToUnits(row.Remaining),
            row.ValidUntil == PrescriptionItem.NoEnd ? null : DateTimeOffset.FromUnixTimeSeconds(row.ValidUntil),
            content?["treatmentDays"]?.GetValue<int>(), StatusOf(row), row.Consultation.ToString(),
            DateTimeOffset.FromUnixTimeMilliseconds(row.Ledger.At), LedgerView.Of(row.Ledger, payload?.RequestId), Recipe.Of(content)?.Type,
            content?["substance"]?.GetValue<string>(), content?["presentation"]?.DeepClone(), content?["notification"]?.GetValue<string>());
    }
}
