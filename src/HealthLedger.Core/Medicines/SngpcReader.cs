using System.Text.Json.Nodes;
using HealthLedger.Core.Ledger;
using HealthLedger.Core.Store;
using HealthLedger.Core.Vault;
using Microsoft.EntityFrameworkCore;

namespace HealthLedger.Core.Medicines;

/// <summary>One sale that the SNGPC is told of. Days are those of the configured zone.</summary>
/// <param name="RecipeNumber">The number of the recipe's type there.</param>
public sealed record SngpcSale(
    LedgerId Patient, int RecipeNumber, string? Notification, DateOnly? PrescribedOn, string? Prescriber, JsonNode? Crm, JsonNode? Buyer, bool Prolonged,
    string? Register, IReadOnlyList<SngpcLot> Lots, DateOnly SoldOn) : Confidential;

/// <param name="Boxes">How many boxes or bottles.</param>
public sealed record SngpcLot(string? Lot, int? Boxes) : Confidential;

/// <summary>What a pharmacy sold in a period on recipes whose type is reported.</summary>
/// <param name="Cnpj">The pharmacy's; null where its profile was erased.</param>
public sealed record SngpcReport(string? Cnpj, DateOnly From, DateOnly Until, IReadOnlyList<SngpcSale> Sales) : Confidential;

/// <summary>Gathers a pharmacy's own sales of controlled medicines. Reversed ones are none.</summary>
public sealed class SngpcReader(LedgerStore store, Vault.Vault vault, RuleBook rules, Clock clock)
{
    /// <summary>A file covers at most so many days: pharmacies transmit every one to seven (RDC Anvisa 22/2014, read in a secondary text).</summary>
    public const int MostDays = 7;

    // A sale may be entered later than it was made; what comes later still is in no file of its day.
    internal const int LatestEntryDays = 31;
    const int PageSize = 500;

    public async Task<SngpcReport> ReportAsync(LedgerId pharmacy, DateOnly from, DateOnly until, CancellationToken cancellation)
    {
        await using var db = store.OpenRead();
        var (profile, _) = await vault.OpenContentAsync(db, pharmacy, pharmacy, cancellation);
        var end = clock.EndOf(new Validity(null, until.AddDays(LatestEntryDays))).ToUnixTimeMilliseconds();
        var sales = new List<SngpcSale>();
        foreach (var row in await RecordedAsync(db, pharmacy, from, end, cancellation))
            if (!row.Reversed && await SaleAsync(db, row, cancellation) is { } sale && from <= sale.SoldOn && sale.SoldOn <= until)
                sales.Add(sale);
        return new SngpcReport(profile?["cnpj"]?.GetValue<string>(), from, until, sales);
    }

    // Oldest first; read backwards from the newest, for no index knows a pharmacy's days.
    async Task<List<Dispensation>> RecordedAsync(LedgerDb db, LedgerId pharmacy, DateOnly from, long end, CancellationToken cancellation)
    {
        var begin = clock.StartOf(new Validity(null, from)).ToUnixTimeMilliseconds();
        var found = new List<Dispensation>();
        for (var before = long.MaxValue; ;)
        {
            var page = await db.Dispensations.Where(row => row.Pharmacy == pharmacy && row.Position < before)
                .OrderByDescending(row => row.Position).Take(PageSize).ToListAsync(cancellation);
            found.AddRange(page.TakeWhile(row => row.Ledger.At >= begin).Where(row => row.Ledger.At <= end));
            if (page.Count < PageSize || page[^1].Ledger.At < begin) break;
            before = page[^1].Position;
        }
        found.Reverse();
        return found;
    }

    // Null where the recipe's type is not reported, or the content is gone.
    async Task<SngpcSale?> SaleAsync(LedgerDb db, Dispensation row, CancellationToken cancellation)
    {
        var (prescribed, _) = await vault.OpenContentAsync(db, row.Patient, row.Prescription, cancellation);
        if (Recipe.Of(prescribed) is not { } recipe || rules.LastOf(recipe.Type, clock.Today)?.Sngpc is not { } number) return null;
        var (sold, _) = await vault.OpenContentAsync(db, row.Patient, row.Id, cancellation);
        if (sold is null) return null;
        var prescription = await db.Prescriptions.FirstAsync(one => one.Id == row.Prescription, cancellation);
        var (consultation, _) = await vault.OpenContentAsync(db, row.Patient, prescription.Consultation, cancellation);
        var (prescriber, _) = await vault.OpenContentAsync(db, prescription.Physician, prescription.Physician, cancellation);
        return new SngpcSale(
            row.Patient, number, Text(prescribed!, "notification") ?? Text(sold, "notification"), DayIn(consultation, "occurredAt"), Text(prescriber, "name"),
            prescriber?["crm"], sold["buyer"], prescribed!["prolonged"]?.GetValue<bool>() ?? false, sold["product"]?["code"]?.GetValue<string>(), [.. Lots(sold)],
            DayIn(sold, "dispensedAt") ?? clock.DayOf(DateTimeOffset.FromUnixTimeMilliseconds(row.Ledger.At)));
    }

    static IEnumerable<SngpcLot> Lots(JsonObject sold) => (sold["lots"] as JsonArray ?? [])
        .Select(lot => new SngpcLot(lot!["lot"]?.GetValue<string>(), lot["boxes"] is { } boxes ? (int)boxes.GetValue<decimal>() : null));

    DateOnly? DayIn(JsonObject? content, string field) => JsonTime.TryParse(Text(content, field), out var at) ? clock.DayOf(at) : null;

    static string? Text(JsonObject? content, string field) => content?[field]?.GetValue<string>();
}
