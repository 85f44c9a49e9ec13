using System.Buffers.Binary;
using System.Security.Cryptography;
using HealthLedger.Chain.Contracts;
using HealthLedger.Chain.Ethereum;
using HealthLedger.Core.Vault;

namespace HealthLedger.Chain.Custody;

/// <summary>
/// A secp256k1 key at rest: sealed under a data key of its own, which the master key wraps. Both are bound to whose key it is, so that a row
/// put in another's place opens nothing. Form: length of the wrapped data key (2) ‖ wrapped data key ‖ sealed key.
/// </summary>
internal static class KeySeal
{
    const int LengthPrefix = 2;

    /// <param name="owner">Entity ‖ address ‖ version, or the relayer's address.</param>
    public static byte[] Seal(PrivateKey key, MasterKeys master, string owner)
    {
        Span<byte> secret = stackalloc byte[PrivateKey.Length];
        Span<byte> dataKey = stackalloc byte[32];
        try
        {
            key.CopyTo(secret);
            RandomNumberGenerator.Fill(dataKey);
            var wrapped = master.Wrap(dataKey, owner);
            var prefix = new byte[LengthPrefix];
            BinaryPrimitives.WriteUInt16BigEndian(prefix, (ushort)wrapped.Length);
            return [.. prefix, .. wrapped, .. SealedBox.Seal(dataKey, secret, owner)];
        }
        finally
        {
            CryptographicOperations.ZeroMemory(secret);
            CryptographicOperations.ZeroMemory(dataKey);
        }
    }

    /// <exception cref="CryptographicException">Another owner, another master key, damaged, or not the key of this address.</exception>
    public static PrivateKey Open(byte[] box, MasterKeys master, string owner, string address)
    {
        var length = box.Length < LengthPrefix ? 0 : BinaryPrimitives.ReadUInt16BigEndian(box);
        if (box.Length < LengthPrefix + length) throw new CryptographicException("Too short to be a sealed key.");

        var dataKey = master.Unwrap(box.AsSpan(LengthPrefix, length), owner);
        var secret = SealedBox.Open(dataKey, box.AsSpan(LengthPrefix + length), owner);
        try
        {
            var key = new PrivateKey(secret);
            return key.Address.ToText() == address ? key : throw new CryptographicException("The sealed key is not that of its address.");
        }
        catch (ArgumentException invalid)
        {
            throw new CryptographicException("What was sealed is no key.", invalid);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(secret);
            CryptographicOperations.ZeroMemory(dataKey);
        }
    }
}
