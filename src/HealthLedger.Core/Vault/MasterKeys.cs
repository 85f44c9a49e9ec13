using System.Buffers.Binary;
using System.Security.Cryptography;

namespace HealthLedger.Core.Vault;

/// <summary>
/// The keys that wrap all others, by version: the newest wraps, all unwrap. Held in a file of their own, which is the embedded default.
/// A wrapped key says which version wrapped it.
/// </summary>
public sealed class MasterKeys
{
    const int VersionLength = 4;
    readonly SortedDictionary<int, byte[]> keys;

    MasterKeys(SortedDictionary<int, byte[]> keys)
    {
        this.keys = keys;
        Version = keys.Keys.Last();
    }

    /// <summary>The version that wraps now.</summary>
    public int Version { get; }

    /// <summary>Reads master.json; makes it where there is none yet and nothing was ever wrapped.</summary>
    /// <param name="mayCreate">False where the database holds wrapped keys.</param>
    /// <exception cref="CannotStartException">Missing, or not what it should be.</exception>
    public static MasterKeys Open(string keysDirectory, bool mayCreate)
    {
        var path = Path.Combine(keysDirectory, "master.json");
        var keys = KeyFile.ReadOrCreate(path, () => new SortedDictionary<int, byte[]> { [1] = RandomNumberGenerator.GetBytes(32) }, mayCreate);
        return keys.Count > 0 && keys.All(pair => pair.Key > 0 && pair.Value is { Length: 32 })
            ? new MasterKeys(keys)
            : throw new CannotStartException($"The key file {Path.GetFullPath(path)} does not hold master keys of 32 bytes: put back the right one.");
    }

    /// <summary>Seals a key under the newest master key, for one context.</summary>
    public byte[] Wrap(ReadOnlySpan<byte> key, string context)
    {
        var prefix = new byte[VersionLength];
        BinaryPrimitives.WriteInt32BigEndian(prefix, Version);
        return [.. prefix, .. SealedBox.Seal(keys[Version], key, context)];
    }

    /// <exception cref="CryptographicException">Wrapped by a version that is not here, for another context, or damaged.</exception>
    public byte[] Unwrap(ReadOnlySpan<byte> wrapped, string context)
    {
        if (wrapped.Length < VersionLength || !keys.TryGetValue(BinaryPrimitives.ReadInt32BigEndian(wrapped), out var master))
            throw new CryptographicException("No master key of that version is here.");
        return SealedBox.Open(master, wrapped[VersionLength..], context);
    }

    public override string ToString() => "MasterKeys (redacted)";
}
