using System.Text;
using Org.BouncyCastle.Crypto.Digests;

namespace HealthLedger.Chain.Ethereum;

/// <summary>Keccak-256 as Ethereum uses it: the original padding, not that of SHA-3.</summary>
internal static class Keccak
{
    // A digest resets itself when it ends, so one a thread serves all its calls.
    [ThreadStatic] static KeccakDigest? digest;

    public static Bytes32 Hash(ReadOnlySpan<byte> message)
    {
        Span<byte> hash = stackalloc byte[Bytes32.Length];
        Hash(message, hash);
        return new Bytes32(hash);
    }

    /// <summary>Writes the 32 bytes of the hash to <paramref name="destination"/>.</summary>
    public static void Hash(ReadOnlySpan<byte> message, Span<byte> destination)
    {
        digest ??= new KeccakDigest(256);
        digest.BlockUpdate(message);
        digest.DoFinal(destination);
    }

    /// <summary>The hash of a text's UTF-8 bytes: signatures of functions, events and types.</summary>
    public static Bytes32 HashText(string text) => Hash(Encoding.UTF8.GetBytes(text));
}
