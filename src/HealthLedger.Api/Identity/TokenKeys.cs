using System.Security.Cryptography;
using HealthLedger.Core;
using Microsoft.IdentityModel.Tokens;

namespace HealthLedger.Api.Identity;

/// <summary>
/// What tokens are signed and sealed with: a P-256 key (ES256) and a 256-bit key for refresh tokens, in the keys directory, readable by the
/// gateway's user alone. Replicas share the directory; whichever starts first makes the keys, all use what stands there.
/// </summary>
public sealed class TokenKeys : IDisposable
{
    readonly ECDsa signing;

    /// <exception cref="CannotStartException">A file holds no such key.</exception>
    public TokenKeys(string keysDirectory)
    {
        Directory.CreateDirectory(keysDirectory);
        signing = ReadOrCreate(Path.Combine(keysDirectory, "token-signing.pem"), NewSigningKey, ReadSigningKey);
        // The id is the public key's thumbprint: the same for every replica, another after a change of keys.
        var keyId = Base64UrlEncoder.Encode(SHA256.HashData(signing.ExportSubjectPublicKeyInfo()));
        Signing = new ECDsaSecurityKey(signing) { KeyId = keyId };
        Encryption = new SymmetricSecurityKey(ReadOrCreate(
            Path.Combine(keysDirectory, "token-encryption.key"), () => Convert.ToBase64String(RandomNumberGenerator.GetBytes(32)),
            text => Convert.FromBase64String(text) is { Length: 32 } key ? key : throw new FormatException()));
    }

    public ECDsaSecurityKey Signing { get; }
    public SymmetricSecurityKey Encryption { get; }

    static string NewSigningKey()
    {
        using var fresh = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        return fresh.ExportPkcs8PrivateKeyPem();
    }

    static ECDsa ReadSigningKey(string pem)
    {
        var key = ECDsa.Create();
        key.ImportFromPem(pem);
        return key;
    }

    // Written aside and moved into place without replacing: two replicas that start together end with one key.
    static T ReadOrCreate<T>(string path, Func<string> create, Func<string, T> read)
    {
        if (!File.Exists(path))
        {
            var aside = $"{path}.{Guid.NewGuid():N}";
            PrivateFile.Write(aside, create());
            try
            {
                File.Move(aside, path, overwrite: false);
            }
            catch (IOException) when (File.Exists(path))
            {
                File.Delete(aside);
            }
        }
        try
        {
            return read(File.ReadAllText(path));
        }
        catch (Exception damaged) when (damaged is ArgumentException or FormatException or CryptographicException
            or IOException or UnauthorizedAccessException)
        {
            // The cause is left out: it could quote the file.
            throw new CannotStartException($"The key file {path} cannot be read: put back the right one, or delete it, which ends all sessions.");
        }
    }

    public void Dispose() => signing.Dispose();
}

/// <summary>Files for nobody else's eyes.</summary>
static class PrivateFile
{
    /// <summary>Writes the file with mode 0600, which it has before it has content, and flushes it to the disk.</summary>
    public static void Write(string path, string content)
    {
        var options = new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows()) options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        using var stream = new FileStream(path, options);
        stream.Write(System.Text.Encoding.UTF8.GetBytes(content));
        stream.Flush(flushToDisk: true);
    }
}
