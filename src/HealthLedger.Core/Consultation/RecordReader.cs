using System.Text.Json.Nodes;
using HealthLedger.Core.Ledger;
using HealthLedger.Core.Operations;
using HealthLedger.Core.Regulation;
using HealthLedger.Core.Store;
using HealthLedger.Core.Vault;
using Microsoft.EntityFrameworkCore;

namespace HealthLedger.Core.Consultation;

/// <summary>A record with its content opened; content is null and available false where the payload is gone.</summary>
public sealed record RecordView(
    string Id, string Kind, string Author, DateTimeOffset? OccurredAt, DateTimeOffset RecordedAt, string? About, int Version, JsonObject? Content,
    bool Available, LedgerView Ledger) : Confidential;

/// <summary>Reads a patient's records. Who may is judged before.</summary>
public sealed class RecordReader(LedgerStore store, Vault.Vault vault, EntityDirectory directory)
{
    // A payload may be gone.
    static readonly Func<LedgerDb, LedgerId, LedgerId, Task<Found?>> find = EF.CompileAsyncQuery((LedgerDb db, LedgerId patient, LedgerId record) => db.Records
        .Where(row => row.Id == record && row.Patient == patient)
        .LeftJoin(db.Payloads, row => row.Id, payload => payload.Id, (row, payload) => new Found { Record = row, Payload = payload })
        .FirstOrDefault());

    public async Task<Page<RecordView>> ListAsync(LedgerId patient, PageRequest page, CancellationToken cancellation)
    {
        await using var db = store.OpenRead();
        var wanted = db.Records.Where(row => row.Patient == patient && row.Position < page.Before).OrderByDescending(row => row.Position).Take(page.Take);
        var rows = await wanted
            .LeftJoin(db.Payloads, row => row.Id, payload => payload.Id, (row, payload) => new Found { Record = row, Payload = payload })
            .OrderByDescending(row => row.Record.Position).ToListAsync(cancellation);
        return await Page.OfAsync(rows, page.Limit, row => row.Record.Position, row => ViewAsync(row, cancellation));
    }

    /// <exception cref="RefusedException">404: not a record of this patient.</exception>
    public async Task<RecordView> GetAsync(LedgerId patient, LedgerId record, CancellationToken cancellation)
    {
        await using var db = store.OpenRead();
        return await ViewAsync(await find(db, patient, record) ?? throw Problems.NotFound.With().AsException(), cancellation);
    }

    async Task<RecordView> ViewAsync(Found found, CancellationToken cancellation)
    {
        var (row, payload) = (found.Record, found.Payload);
        var content = payload is null ? null : await vault.OpenContentAsync(row.Patient, payload, cancellation);
        return new RecordView(
            row.Id.ToString(), row.Kind, await directory.IdentifierOfAsync(row.Author, cancellation), OccurredAt(content),
            DateTimeOffset.FromUnixTimeMilliseconds(row.Ledger.At), row.About?.ToString(), row.Version, content, content is not null,
            LedgerView.Of(row.Ledger, payload?.RequestId));
    }

    static DateTimeOffset? OccurredAt(JsonObject? content)
    {
        var stated = content?["occurredAt"] ?? content?["performedAt"] ?? content?["dispensedAt"];
        return stated?.GetValue<string>() is { } text && JsonTime.TryParse(text, out var time) ? time : null;
    }

    sealed class Found
    {
        public required Record Record { get; init; }
        public Payload? Payload { get; init; }
    }
}
