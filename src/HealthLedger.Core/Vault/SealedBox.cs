using System.Security.Cryptography;
using System.Text;

namespace HealthLedger.Core.Vault;

/// <summary>AES-256-GCM with a random nonce: nonce (12) ‖ ciphertext ‖ tag (16). The context is authenticated: a box opens nowhere else.</summary>
public static class SealedBox
{
    const int NonceLength = 12, TagLength = 16;

    /// <param name="key">32 bytes.</param>
    public static byte[] Seal(ReadOnlySpan<byte> key, ReadOnlySpan<byte> plain, string context)
    {
        var box = new byte[NonceLength + plain.Length + TagLength];
        var nonce = box.AsSpan(0, NonceLength);
        RandomNumberGenerator.Fill(nonce);
        using var aes = new AesGcm(key, TagLength);
        aes.Encrypt(nonce, plain, box.AsSpan(NonceLength, plain.Length), box.AsSpan(NonceLength + plain.Length), Encoding.UTF8.GetBytes(context));
        return box;
    }

    /// <exception cref="CryptographicException">Another key, another context, or not the bytes that were sealed.</exception>
    public static byte[] Open(ReadOnlySpan<byte> key, ReadOnlySpan<byte> box, string context)
    {
        if (box.Length < NonceLength + TagLength) throw new CryptographicException("Too short to be a sealed box.");
        var plain = new byte[box.Length - NonceLength - TagLength];
        using var aes = new AesGcm(key, TagLength);
        aes.Decrypt(box[..NonceLength], box[NonceLength..^TagLength], box[^TagLength..], plain, Encoding.UTF8.GetBytes(context));
        return plain;
    }
}
