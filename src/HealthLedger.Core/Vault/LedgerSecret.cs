using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using HealthLedger.Core.Ledger;

namespace HealthLedger.Core.Vault;

/// <summary>
/// The secret under which this gateway hashes what must be found again but not guessed: request ids, bodies, documents. Kept with the master
/// key, so that a database restored from yesterday still derives the same request ids.
/// </summary>
public sealed class LedgerSecret
{
    readonly byte[] secret;

    LedgerSecret(byte[] secret) => this.secret = secret;

    /// <summary>Reads secret.json; makes it where there is none yet and nothing was ever derived from it.</summary>
    /// <exception cref="CannotStartException">Missing, or not what it should be.</exception>
    public static LedgerSecret Open(string keysDirectory, bool mayCreate)
    {
        var path = Path.Combine(keysDirectory, "secret.json");
        var secret = KeyFile.ReadOrCreate(path, () => RandomNumberGenerator.GetBytes(32), mayCreate);
        return secret.Length == 32
            ? new LedgerSecret(secret)
            : throw new CannotStartException($"The key file {Path.GetFullPath(path)} does not hold a secret of 32 bytes: put back the right one.");
    }

    /// <summary>HMAC-SHA256 over the purpose and the parts, each with its length in front: no two different lists hash alike.</summary>
    public Digest Hash(string purpose, params ReadOnlySpan<string> parts)
    {
        using var hash = Begin(purpose);
        foreach (var part in parts) Append(hash, Encoding.UTF8.GetBytes(part));
        return new Digest(hash.GetHashAndReset());
    }

    /// <summary>The same over one part of bytes.</summary>
    public Digest Hash(string purpose, ReadOnlySpan<byte> part)
    {
        using var hash = Begin(purpose);
        Append(hash, part);
        return new Digest(hash.GetHashAndReset());
    }

    public override string ToString() => "LedgerSecret (redacted)";

    IncrementalHash Begin(string purpose)
    {
        var hash = IncrementalHash.CreateHMAC(HashAlgorithmName.SHA256, secret);
        Append(hash, Encoding.UTF8.GetBytes(purpose));
        return hash;
    }

    static void Append(IncrementalHash hash, ReadOnlySpan<byte> part)
    {
        Span<byte> length = stackalloc byte[4];
        BinaryPrimitives.WriteInt32BigEndian(length, part.Length);
        hash.AppendData(length);
        hash.AppendData(part);
    }
}
