using System.Globalization;
using System.Text.Json.Nodes;
using HealthLedger.Core.Consultation;
using HealthLedger.Core.Ledger;
using HealthLedger.Core.Store;
using HealthLedger.Core.Vault;
using Microsoft.EntityFrameworkCore;

namespace HealthLedger.Core.Research;

/// <summary>Opens the diagnoses of one patient. They stay in the gateway: who calls this tells them on as Research allows, or not at all.</summary>
public sealed class CareReader(LedgerStore store, Vault.Vault vault)
{
    /// <param name="patient">Whose.</param>
    /// <param name="from">Of consultations that the ledger took in from then on, UTC milliseconds.</param>
    /// <param name="before">And before then; amendments, too.</param>
    /// <param name="cancellation">Ends the reading.</param>
    /// <returns>Null for a patient with none, or whose key or profile is gone.</returns>
    internal async Task<PatientCare?> ReadAsync(LedgerId patient, long from, long before, CancellationToken cancellation)
    {
        await using var db = store.OpenRead();
        var versions = await db.Records
            .Where(row => row.Patient == patient && (row.Kind == PayloadKinds.Consultation || row.Kind == PayloadKinds.Amendment))
            .Where(row => row.Ledger.At >= from && row.Ledger.At < before)
            .Join(db.Payloads, row => row.Id, payload => payload.Id, (row, payload) => new { Record = row, Payload = payload })
            .OrderBy(row => row.Record.Position).ToListAsync(cancellation);
        if (versions.Count == 0 || await vault.SubjectAsync(patient, cancellation) is not { } subject) return null;
        var (profile, _) = await vault.OpenContentAsync(db, patient, patient, cancellation);
        if (profile?["birthDate"]?.GetValue<string>() is not { } birth || !DateOnly.TryParse(birth, CultureInfo.InvariantCulture, out var born)) return null;
        var diagnoses = versions.Select(version => (version.Record, Content: subject.OpenPayload(version.Payload)))
            .GroupBy(version => version.Record.About ?? version.Record.Id)
            .SelectMany(consultation => DiagnosesOf([.. consultation])).ToList();
        return diagnoses.Count == 0 ? null : new PatientCare(patient, profile["sex"]?.GetValue<string>() ?? "unknown", born, diagnoses);
    }

    // Of a consultation that lies in the time; its last version that names diagnoses holds.
    static IEnumerable<Diagnosis> DiagnosesOf(List<(Record Record, JsonObject Content)> versions)
    {
        var (original, content) = versions[0];
        if (original.Kind != PayloadKinds.Consultation) return [];
        var at = JsonTime.TryParse(content["occurredAt"]?.GetValue<string>(), out var stated) ? stated : DateTimeOffset.FromUnixTimeMilliseconds(original.Ledger.At);
        var holding = versions.Select(version => version.Content["diagnoses"] as JsonArray).LastOrDefault(named => named is not null) ?? [];
        return holding.Select(node => DiagnosisCode.Of(node!["system"]!.GetValue<string>(), node["code"]!.GetValue<string>()))
            .Distinct().Select(code => new Diagnosis(at, code));
    }
}
