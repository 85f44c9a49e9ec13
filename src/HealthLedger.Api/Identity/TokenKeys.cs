using System.Security.Cryptography;
using Microsoft.IdentityModel.Tokens;

namespace HealthLedger.Api.Identity;

/// <summary>
/// What tokens are signed and sealed with: a P-256 key (ES256) and a 256-bit key for refresh tokens, in the keys directory, readable by the
/// gateway's user alone. Replicas share the directory; whichever starts first makes the keys, all use what stands there.
/// </summary>
public sealed class TokenKeys : IDisposable
{
    readonly ECDsa signing;

    public TokenKeys(string keysDirectory)
    {
        Directory.CreateDirectory(keysDirectory);
        signing = ECDsa.Create();
        signing.ImportFromPem(ReadOrCreate(Path.Combine(keysDirectory, "token-signing.pem"), () =>
        {
            using var fresh = ECDsa.Create(ECCurve.NamedCurves.nistP256);
            return fresh.ExportPkcs8PrivateKeyPem();
        }));
        // The id is the public key's thumbprint: the same for every replica, another after a change of keys.
        var keyId = Base64UrlEncoder.Encode(SHA256.HashData(signing.ExportSubjectPublicKeyInfo()));
        Signing = new ECDsaSecurityKey(signing) { KeyId = keyId };
        var sealing = ReadOrCreate(
            Path.Combine(keysDirectory, "token-encryption.key"), () => Convert.ToBase64String(RandomNumberGenerator.GetBytes(32)));
        Encryption = new SymmetricSecurityKey(Convert.FromBase64String(sealing));
    }

    public ECDsaSecurityKey Signing { get; }
    public SymmetricSecurityKey Encryption { get; }

    // Written aside and moved into place without replacing: two replicas that start together end with one key.
    static string ReadOrCreate(string path, Func<string> create)
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
        return File.ReadAllText(path);
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
