using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;
using Org.BouncyCastle.Crypto.Generators;
using Org.BouncyCastle.Crypto.Parameters;

namespace HealthLedger.Api.Identity;

/// <summary>
/// Argon2id with OWASP's figures (Password Storage Cheat Sheet: 7 MiB and five passes are worth as much as 19 MiB and two), stored as a PHC
/// string that names them, so that they can change later. Of those that are worth the same, the one with the least memory: it comes fresh from
/// the system each time, which takes longer than to go through it. As many run at once as there are processors, so that a flood of sign-ins
/// does not take all memory.
/// </summary>
public sealed partial class PasswordHasher : IDisposable
{
    const int MemoryKiB = 7 * 1024;
    const int Passes = 5;
    const int SaltLength = 16;
    const int HashLength = 32;

    readonly SemaphoreSlim places = new(Environment.ProcessorCount);

    // Somebody unknown costs as much time as somebody known.
    readonly string nobody = Encode(RandomNumberGenerator.GetBytes(SaltLength), RandomNumberGenerator.GetBytes(HashLength));

    public async Task<string> HashAsync(string password, CancellationToken cancellation)
    {
        var salt = RandomNumberGenerator.GetBytes(SaltLength);
        return Encode(salt, await ComputeAsync(password, salt, MemoryKiB, Passes, cancellation));
    }

    /// <param name="encoded">The stored hash; null where there is no such credential, which takes as long and is never right.</param>
    public async Task<bool> VerifyAsync(string? encoded, string password, CancellationToken cancellation)
    {
        var match = Phc().Match(encoded ?? nobody);
        if (!match.Success) throw new InvalidOperationException("A stored password hash is not one of ours.");
        var expected = FromBase64(match.Groups["hash"].Value);
        var actual = await ComputeAsync(password, FromBase64(match.Groups["salt"].Value), Figure("m"), Figure("t"), cancellation);
        return CryptographicOperations.FixedTimeEquals(expected, actual) && encoded is not null;

        int Figure(string name) => int.Parse(match.Groups[name].Value, CultureInfo.InvariantCulture);
    }

    async Task<byte[]> ComputeAsync(string password, byte[] salt, int memory, int passes, CancellationToken cancellation)
    {
        await places.WaitAsync(cancellation);
        try
        {
            var argon = new Argon2BytesGenerator();
            argon.Init(new Argon2Parameters.Builder(Argon2Parameters.Argon2id)
                .WithMemoryAsKB(memory).WithIterations(passes).WithParallelism(1).WithSalt(salt).Build());
            var hash = new byte[HashLength];
            argon.GenerateBytes(Encoding.UTF8.GetBytes(password), hash);
            return hash;
        }
        finally
        {
            places.Release();
        }
    }

    static string Encode(byte[] salt, byte[] hash) => $"$argon2id$v=19$m={MemoryKiB},t={Passes},p=1${ToBase64(salt)}${ToBase64(hash)}";

    // PHC strings carry base64 without its padding.
    static string ToBase64(byte[] bytes) => Convert.ToBase64String(bytes).TrimEnd('=');

    static byte[] FromBase64(string text) => Convert.FromBase64String(text.PadRight((text.Length + 3) / 4 * 4, '='));

    [GeneratedRegex(@"^\$argon2id\$v=19\$m=(?<m>\d{1,7}),t=(?<t>\d{1,2}),p=1\$(?<salt>[A-Za-z0-9+/]+)\$(?<hash>[A-Za-z0-9+/]+)$", RegexOptions.ExplicitCapture)]
    private static partial Regex Phc();

    public void Dispose() => places.Dispose();
}
