using System.Text.Json;
using HealthLedger.Chain.Contracts;
using HealthLedger.Chain.Ethereum;
using HealthLedger.Core;
using HealthLedger.Core.Vault;

namespace HealthLedger.Chain.Custody;

/// <summary>
/// The account that carries batches: relayer.json in the keys directory, sealed like the entities' keys, made once. It forges nothing; who
/// steals it can delay.
/// </summary>
internal sealed class RelayerKey : IDisposable
{
    readonly PrivateKey key;

    RelayerKey(PrivateKey key) => this.key = key;

    public Address Address => key.Address;

    /// <param name="keysDirectory">Where the master key is, too.</param>
    /// <param name="master">What it is sealed under.</param>
    /// <param name="known">The address this store's ledger was deployed with; null where none was. Then a missing file is made.</param>
    /// <exception cref="CannotStartException">Missing though a ledger rests on it, another one's, or damaged.</exception>
    public static RelayerKey Open(string keysDirectory, MasterKeys master, string? known)
    {
        var path = Path.GetFullPath(Path.Combine(keysDirectory, "relayer.json"));
        if (!File.Exists(path))
        {
            if (known is not null) throw new CannotStartException($"The key file {path} is missing, but the ledger lists its account {known}: put the file back.");
            Create(path, master);
        }

        try
        {
            if (JsonSerializer.Deserialize<Stored>(File.ReadAllBytes(path)) is not { Address: not null, Sealed: not null } stored) throw new JsonException();
            if (known is not null && stored.Address != known)
                throw new CannotStartException($"The key file {path} is that of {stored.Address}, but this ledger's relayer is {known}: put the right file back.");
            return new RelayerKey(KeySeal.Open(stored.Sealed, master, Owner(stored.Address), stored.Address));
        }
        catch (Exception damaged) when (damaged is JsonException or System.Security.Cryptography.CryptographicException
            or IOException or UnauthorizedAccessException)
        {
            throw new CannotStartException($"The key file {path} cannot be opened with this master key: put the right file back.");
        }
    }

    /// <summary>The transaction's bytes, whose sender was recovered from them and is this account.</summary>
    public SignedTransaction Sign(LegacyTransaction transaction, ulong chainId)
    {
        var signed = transaction.Sign(key, chainId);
        return signed.Sender == Address
            ? signed
            : throw new InvalidOperationException("A transaction does not recover to the relayer: nothing is sent.");
    }

    public void Dispose() => key.Dispose();

    static void Create(string path, MasterKeys master)
    {
        using var key = PrivateKey.Generate();
        var address = key.Address.ToText();
        var content = JsonSerializer.SerializeToUtf8Bytes(new Stored(address, KeySeal.Seal(key, master, Owner(address))));

        // Whole or not at all, and readable to its owner only from the first byte on.
        var draft = $"{path}.{Guid.NewGuid():N}";
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows()) options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        using (var file = new FileStream(draft, options))
        {
            file.Write(content);
            file.Flush(flushToDisk: true);
        }
        try
        {
            File.Move(draft, path, overwrite: false);
        }
        catch (IOException) when (File.Exists(path))
        {
            // A replica that shares the directory was first: its key holds.
            File.Delete(draft);
        }
    }

    static string Owner(string address) => $"relayer key {address}";

    sealed record Stored(string Address, byte[] Sealed);
}
