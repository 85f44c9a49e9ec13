using System.Security.Cryptography;
using HealthLedger.Core.Consents;
using HealthLedger.Core.Ledger;
using HealthLedger.Core.Regulation;
using HealthLedger.Core.Store;
using Microsoft.EntityFrameworkCore;

namespace HealthLedger.EndToEnd.Chain;

/// <summary>A first regulator with a key and nothing else.</summary>
sealed class StandInRegulator(LedgerStore store, IKeyCustody custody) : IFirstRegulator
{
    const string Name = "stand-in-regulator";

    public async Task<FirstRegulator> GetOrCreateAsync(LedgerIdentity ledger, CancellationToken cancellation)
    {
        await using var db = store.OpenRead();
        if (await db.Facts.SingleOrDefaultAsync(fact => fact.Name == Name, cancellation) is { } known)
            return new FirstRegulator(LedgerId.Parse(known.Value.Split(' ')[0]), known.Value.Split(' ')[1], Digest.Parse(known.Value.Split(' ')[2]));

        var id = LedgerId.Random();
        var key = custody.Create(id, 1);
        var regulator = new FirstRegulator(id, key.Address, Drafts.AnyDigest());
        await store.WriteAsync(
            (write, _) =>
            {
                write.AddRange(key, new Fact { Name = Name, Value = $"{id} {key.Address} {regulator.Commitment}" });
                return Task.CompletedTask;
            },
            cancellation);
        return regulator;
    }
}

/// <summary>Commands that say something valid.</summary>
static class Drafts
{
    public static Digest AnyDigest() => new(RandomNumberGenerator.GetBytes(32));

    public static GrantConsent Grant(LedgerId patient, LedgerId grantee, LedgerId? consent = null, long? until = null) => new(
        consent ?? LedgerId.Random(), patient, grantee, Scopes.RecordsRead, Purpose.Treatment, DateTimeOffset.UtcNow.ToUnixTimeSeconds(),
        until ?? DateTimeOffset.UtcNow.AddYears(1).ToUnixTimeSeconds(), null);
}
