using System.Security.Cryptography;
using HealthLedger.Chain.Contracts;
using HealthLedger.Chain.Ethereum;
using HealthLedger.Core.Ledger;
using HealthLedger.Core.Store;
using HealthLedger.Core.Vault;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;

namespace HealthLedger.Chain.Custody;

/// <summary>
/// The entities' keys. A row is opened when its address first signs: a hundred thousand keys cost the start nothing, and only those at work
/// are in memory.
/// </summary>
internal sealed class KeyCustody(LedgerStore store, MasterKeys master, ILogger<KeyCustody> logger) : IKeyCustody
{
    const int CacheBound = 4096;

    readonly Dictionary<string, PrivateKey> cache = new(StringComparer.Ordinal);
    readonly Lock gate = new();

    public EntityKey Create(LedgerId entity, int version)
    {
        using var key = PrivateKey.Generate();
        var address = key.Address.ToText();
        return new EntityKey
        {
            Address = address,
            Entity = entity,
            Version = version,
            Sealed = KeySeal.Seal(key, master, Owner(entity, address, version)),
        };
    }

    /// <summary>
    /// The keys of these addresses. One that custody does not hold is absent, and so is one whose row was tampered with: it must not keep the
    /// others from signing.
    /// </summary>
    public async Task<IReadOnlyDictionary<string, PrivateKey>> FindAsync(IReadOnlyCollection<string> addresses, CancellationToken cancellation)
    {
        var found = new Dictionary<string, PrivateKey>(StringComparer.Ordinal);
        lock (gate)
            foreach (var address in addresses)
                if (cache.TryGetValue(address, out var key)) found[address] = key;

        var missing = addresses.Where(address => !found.ContainsKey(address)).ToArray();
        if (missing.Length == 0) return found;

        await using var db = store.OpenRead();
        foreach (var row in await db.EntityKeys.Where(row => missing.Contains(row.Address)).ToListAsync(cancellation))
            if (Open(row) is { } opened) found[row.Address] = opened;
        Remember(found);
        return found;
    }

    PrivateKey? Open(EntityKey row)
    {
        try
        {
            return KeySeal.Open(row.Sealed, master, Owner(row.Entity, row.Address, row.Version), row.Address);
        }
        catch (CryptographicException tampered)
        {
            logger.LogCritical(tampered, "The key of {Address} cannot be opened: its row was tampered with, or the master key is another.", row.Address);
            return null;
        }
    }

    void Remember(Dictionary<string, PrivateKey> keys)
    {
        lock (gate)
        {
            // Dropped, not disposed: somebody may be signing with one. Coarse, but a full cache is rare and refills by itself.
            if (cache.Count + keys.Count > CacheBound) cache.Clear();
            foreach (var (address, key) in keys) cache[address] = key;
        }
    }

    static string Owner(LedgerId entity, string address, int version) => $"entity key {entity} {address} {version}";
}
