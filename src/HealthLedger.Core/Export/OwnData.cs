using System.Text.Json.Nodes;
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
}
