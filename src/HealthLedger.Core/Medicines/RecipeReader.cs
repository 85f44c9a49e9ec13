using System.Text.Json.Nodes;
using HealthLedger.Core.Ledger;
using HealthLedger.Core.Operations;
using HealthLedger.Core.Regulation;
using HealthLedger.Core.Store;
using HealthLedger.Core.Vault;
using Microsoft.EntityFrameworkCore;

namespace HealthLedger.Core.Medicines;

/// <summary>Who prescribed, as the form names the prescriber; name and crm are null where the profile was erased.</summary>
public sealed record PrescriberView(string Identifier, string? Name, JsonNode? Crm) : Confidential;

/// <summary>One recipe document of a consultation: what the law's form needs of what is known here.</summary>
/// <param name="Notification">The notification's number; null where it has none, or the paper form alone bears it.</param>
/// <param name="Date">The day of the consultation in the configured zone.</param>
/// <param name="ValidIn">Where it is valid; null where the rules do not say.</param>
/// <param name="Attached">What goes with the document.</param>
public sealed record RecipeView(
    string Type, string? Title, string? Notification, DateOnly? Date, DateTimeOffset? ValidUntil, string? ValidIn, string? Norm, string? Attached,
    PrescriberView Prescriber, string Patient, IReadOnlyList<PrescriptionView> Items) : Confidential;

/// <summary>Reads the recipe documents of a consultation. Who may is judged before.</summary>
public sealed class RecipeReader(
    LedgerStore store, Vault.Vault vault, EntityDirectory directory, PrescriptionReader prescriptions, RuleBook rules, Clock clock)
{
    /// <exception cref="RefusedException">404: not a consultation of this patient.</exception>
    public async Task<IReadOnlyList<RecipeView>> OfConsultationAsync(LedgerId patient, LedgerId consultation, CancellationToken cancellation)
    {
        await using var db = store.OpenRead();
        var record = await db.Records.FirstOrDefaultAsync(
            row => row.Id == consultation && row.Patient == patient && row.Kind == PayloadKinds.Consultation, cancellation)
            ?? throw Problems.NotFound.With().AsException();
        var (said, _) = await vault.OpenContentAsync(db, patient, consultation, cancellation);
        var on = JsonTime.TryParse(said?["occurredAt"]?.GetValue<string>(), out var occurred) ? clock.DayOf(occurred) : (DateOnly?)null;
        var rows = await db.Prescriptions.Where(row => row.Patient == patient && row.Consultation == consultation)
            .OrderBy(row => row.Position).ToListAsync(cancellation);
        var items = new List<DocumentItem<PrescriptionView>>();
        foreach (var row in rows)
        {
            var (content, payload) = await vault.OpenContentAsync(db, patient, row.Id, cancellation);
            var view = await prescriptions.ViewAsync(row, content, payload, cancellation);
            items.Add(new DocumentItem<PrescriptionView>(view, Recipe.Of(content), view.ValidUntil));
        }
        var prescriber = await PrescriberAsync(db, record.Author, cancellation);
        var of = await directory.IdentifierOfAsync(patient, cancellation);
        var day = on ?? clock.DayOf(DateTimeOffset.FromUnixTimeMilliseconds(record.Ledger.At));
        return [.. RecipeDocuments.Of(rules, day, items).Select(document => View(document, on, prescriber, of))];
    }

    RecipeView View(RecipeDocument<PrescriptionView> document, DateOnly? on, PrescriberView prescriber, string patient)
    {
        var row = on is { } day ? rules.LastOf(document.Type, day) : null;
        return new RecipeView(
            document.Type, row?.Title, document.Items.Select(item => item.Notification).FirstOrDefault(number => number is not null), on, document.ValidUntil,
            row?.ValidIn, document.Norm, row?.Attached, prescriber, patient, document.Items);
    }

    async Task<PrescriberView> PrescriberAsync(LedgerDb db, LedgerId physician, CancellationToken cancellation)
    {
        var (profile, _) = await vault.OpenContentAsync(db, physician, physician, cancellation);
        return new PrescriberView(
            await directory.IdentifierOfAsync(physician, cancellation), profile?["name"]?.GetValue<string>(), profile?["crm"]?.DeepClone());
    }
}
