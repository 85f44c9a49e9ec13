using System.Globalization;
using System.Text.Json.Nodes;
using HealthLedger.Core.Consultation;
using HealthLedger.Core.Ledger;
using HealthLedger.Core.Store;
using HealthLedger.Core.Vault;
using Microsoft.EntityFrameworkCore;

namespace HealthLedger.Core.Research;

/// <summary>Opens what a study concerns of one patient. It stays in the gateway: who calls this tells it on as Research allows, or not at all.</summary>
public sealed class CareReader(LedgerStore store, Vault.Vault vault, Clock clock)
{
    /// <param name="terms">Which diagnoses, and of which time.</param>
    /// <param name="patient">Whose.</param>
    /// <param name="before">Only what the ledger held before, UTC milliseconds.</param>
    /// <param name="cancellation">Ends the reading.</param>
    /// <returns>Null for a patient whose key or profile is gone.</returns>
    internal async Task<PatientCare?> ReadAsync(StudyTerms terms, LedgerId patient, long before, CancellationToken cancellation)
    {
        await using var db = store.OpenRead();
        if (await vault.SubjectAsync(patient, cancellation) is not { } subject) return null;
        var (profile, _) = await vault.OpenContentAsync(db, patient, patient, cancellation);
        if (profile?["birthDate"]?.GetValue<string>() is not { } birth || !DateOnly.TryParse(birth, CultureInfo.InvariantCulture, out var born)) return null;

        var versions = await db.Records
            .Where(row => row.Patient == patient && (row.Kind == PayloadKinds.Consultation || row.Kind == PayloadKinds.Amendment) && row.Ledger.At < before)
            .Join(db.Payloads, row => row.Id, payload => payload.Id, (row, payload) => new { Record = row, Payload = payload })
            .OrderBy(row => row.Record.Position).ToListAsync(cancellation);
        var diagnoses = versions.Select(version => (version.Record, Content: subject.OpenPayload(version.Payload)))
            .GroupBy(version => version.Record.About ?? version.Record.Id)
            .SelectMany(consultation => DiagnosesOf([.. consultation], terms));
        return new PatientCare(patient, profile["sex"]?.GetValue<string>() ?? "unknown", born, [.. diagnoses]);
    }

    // The last version that names diagnoses holds.
    IEnumerable<Diagnosis> DiagnosesOf(List<(Record Record, JsonObject Content)> versions, StudyTerms terms)
    {
        var (original, content) = versions[0];
        var at = JsonTime.TryParse(content["occurredAt"]?.GetValue<string>(), out var stated) ? stated : DateTimeOffset.FromUnixTimeMilliseconds(original.Ledger.At);
        if (at < clock.StartOf(new Validity(null, terms.From)) || at > clock.EndOf(new Validity(null, terms.Until))) return [];
        var holding = versions.Select(version => version.Content["diagnoses"] as JsonArray).LastOrDefault(named => named is not null) ?? [];
        return holding.Select(node => DiagnosisCode.Of(node!["system"]!.GetValue<string>(), node["code"]!.GetValue<string>()))
            .Distinct().Where(terms.Concerns).Select(code => new Diagnosis(at, code));
    }
}
