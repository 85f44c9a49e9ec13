using HealthLedger.Core.Ledger;
using Org.BouncyCastle.Crypto.Digests;

namespace HealthLedger.Core.Vault;

/// <summary>The chain's hash: Keccak as it was before NIST padded it otherwise for SHA-3.</summary>
public static class Keccak256
{
    public static Digest Hash(ReadOnlySpan<byte> input)
    {
        var keccak = new KeccakDigest(256);
        keccak.BlockUpdate(input);
        Span<byte> output = stackalloc byte[32];
        keccak.DoFinal(output);
        return new Digest(output);
    }
}
