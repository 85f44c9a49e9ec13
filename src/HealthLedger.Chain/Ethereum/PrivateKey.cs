using System.Security.Cryptography;

namespace HealthLedger.Chain.Ethereum;

/// <summary>
/// An entity's or relayer's secret. Its bytes are pinned, so that no copy stays behind, and are wiped on dispose; numbers that
/// signing derives from them live until they are collected. ToString never shows them.
/// </summary>
internal sealed class PrivateKey : IDisposable
{
    public const int Length = 32;

    readonly byte[] secret = GC.AllocateUninitializedArray<byte>(Length, pinned: true);
    Address? address;
    bool disposed;

    /// <exception cref="ArgumentException">Not 32 bytes, zero, or not below the group's order.</exception>
    public PrivateKey(ReadOnlySpan<byte> bytes)
    {
        if (!Secp256k1.IsPrivateKey(bytes)) throw new ArgumentException("Not a secp256k1 private key.", nameof(bytes));
        bytes.CopyTo(secret);
    }

    public static PrivateKey Generate()
    {
        Span<byte> bytes = stackalloc byte[Length];
        try
        {
            do RandomNumberGenerator.Fill(bytes);
            while (!Secp256k1.IsPrivateKey(bytes));
            return new PrivateKey(bytes);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(bytes);
        }
    }

    /// <summary>Who signs with this key. Computed when first asked: loading 100,000 keys must not cost as many multiplications.</summary>
    public Address Address => address ??= Secp256k1.AddressOf(Secret);

    public Signature Sign(Bytes32 digest) => Secp256k1.Sign(Secret, digest);

    /// <summary>Copies the 32 bytes out, to be wrapped by custody; the caller wipes them.</summary>
    public void CopyTo(Span<byte> destination) => Secret.CopyTo(destination);

    public void Dispose()
    {
        disposed = true;
        CryptographicOperations.ZeroMemory(secret);
    }

    ReadOnlySpan<byte> Secret
    {
        get
        {
            ObjectDisposedException.ThrowIf(disposed, this);
            return secret;
        }
    }
}
