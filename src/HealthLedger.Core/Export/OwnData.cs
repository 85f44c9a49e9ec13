using System.Text.Json.Nodes;
using HealthLedger.Core.Appointments;
using HealthLedger.Core.Ledger;
using HealthLedger.Core.Operations;
using HealthLedger.Core.Regulation;
using HealthLedger.Core.Store;
using HealthLedger.Core.Vault;
using Microsoft.EntityFrameworkCore;

namespace HealthLedger.Core.Export;

/// <summary>Who somebody is, all of it: for that person alone.</summary>
/// <param name="Profile">As it was said at the registration.</param>
public sealed record ProfileCopy(
    string Identifier, string Class, string Status, string Address, DateTimeOffset RegisteredAt, JsonObject? Profile) : Confidential;

/// <summary>An appointment with what was written down about it.</summary>
public sealed record AppointmentCopy(
    string Id, string Physician, string Staff, DateTimeOffset StartsAt, DateTimeOffset EndsAt, string Status, string? Consultation, JsonObject? Content,
    LedgerView Ledger) : Confidential;

/// <summary>What the gateway holds of a person and no list shows whole.</summary>
public sealed class OwnData(LedgerStore store, Vault.Vault vault, EntityDirectory directory)
{
    /// <exception cref="RefusedException">404: not on the ledger.</exception>
    public async Task<ProfileCopy> ProfileAsync(LedgerId person, CancellationToken cancellation)
    {
        await using var db = store.OpenRead();
        var row = await db.Entities.FirstOrDefaultAsync(row => row.Id == person, cancellation) ?? throw Problems.NotFound.With().AsException();
        var (profile, _) = await vault.OpenContentAsync(db, person, person, cancellation);
        return new ProfileCopy(
            await directory.IdentifierOfAsync(person, cancellation), row.Class.NameOf(), row.Status.ToString().ToLowerInvariant(), row.Address,
            DateTimeOffset.FromUnixTimeMilliseconds(row.RegisteredAt), profile);
    }

    /// <summary>Newest first.</summary>
    public async Task<Page<AppointmentCopy>> AppointmentsAsync(LedgerId patient, PageRequest page, CancellationToken cancellation)
    {
        await using var db = store.OpenRead();
        var rows = await db.Appointments.Where(row => row.Patient == patient && row.Position < page.Before)
            .OrderByDescending(row => row.Position).Take(page.Take).ToListAsync(cancellation);
        return await Page.OfAsync(rows, page.Limit, row => row.Position, async row =>
        {
            var (content, payload) = await vault.OpenContentAsync(db, patient, row.Id, cancellation);
            return new AppointmentCopy(
                row.Id.ToString(), await directory.IdentifierOfAsync(row.Physician, cancellation), await directory.IdentifierOfAsync(row.Staff, cancellation),
                DateTimeOffset.FromUnixTimeSeconds(row.StartsAt), DateTimeOffset.FromUnixTimeSeconds(row.EndsAt), AppointmentWords.Of(row.Status),
                row.Consultation?.ToString(), content, LedgerView.Of(row.Ledger, payload?.RequestId));
        });
    }
}
