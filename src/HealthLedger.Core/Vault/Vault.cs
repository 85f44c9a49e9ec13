using System.Security.Cryptography;
using HealthLedger.Core.Ledger;
using HealthLedger.Core.Store;
using Microsoft.EntityFrameworkCore;

namespace HealthLedger.Core.Vault;

/// <summary>Gives each subject the vault that its key opens.</summary>
public sealed class Vault(LedgerStore store, MasterKeys masterKeys)
{
    readonly BoundedCache<LedgerId, SubjectVault> vaults = new(10_000);

    /// <summary>A new subject's key and vault. The row is stored with the operation that brings the subject in.</summary>
    public (SubjectKey Row, SubjectVault Vault) CreateSubject(LedgerId subject)
    {
        var key = RandomNumberGenerator.GetBytes(32);
        var row = new SubjectKey { Subject = subject, Wrapped = masterKeys.Wrap(key, ContextOf(subject)), MasterVersion = masterKeys.Version };
        return (row, new SubjectVault(subject, key));
    }

    /// <summary>The subject's vault; null where there is no key: never was, or erased.</summary>
    public async Task<SubjectVault?> SubjectAsync(LedgerId subject, CancellationToken cancellation)
    {
        if (vaults.TryGet(subject, out var known)) return known;
        await using var db = store.OpenRead();
        if (await db.SubjectKeys.SingleOrDefaultAsync(key => key.Subject == subject, cancellation) is not { } row) return null;
        var vault = Open(row);
        vaults.Put(subject, vault);
        return vault;
    }

    /// <summary>The vault that this row's key opens.</summary>
    /// <exception cref="CryptographicException">The master key that wrapped it is not here.</exception>
    public SubjectVault Open(SubjectKey row) => new(row.Subject, masterKeys.Unwrap(row.Wrapped, ContextOf(row.Subject)));

    /// <summary>Forgets a key that was destroyed in the store.</summary>
    public void Forget(LedgerId subject) => vaults.Remove(subject);

    static string ContextOf(LedgerId subject) => $"subject key {subject}";
}
