using System.Reflection;
using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace HealthLedger.Chain.Ethereum;

/// <summary>The curve by libsecp256k1, the reference implementation, in constant time: a package of most systems, and never needed.</summary>
internal static class NativeSecp256k1
{
    const string Library = "secp256k1";

    /// <summary>SECP256K1_CONTEXT_SIGN | SECP256K1_CONTEXT_VERIFY, which later releases ignore and earlier ones ask for.</summary>
    const uint SignAndVerify = 0x301;

    /// <summary>SECP256K1_EC_UNCOMPRESSED.</summary>
    const uint Uncompressed = 2;

    static readonly string[] files =
        ["libsecp256k1.so.2", "libsecp256k1.so.1", "libsecp256k1.so.0", "libsecp256k1.2.dylib", "libsecp256k1.dylib", "libsecp256k1-2.dll"];

    /// <summary>Half the group's order: a larger s is the same signature in another dress.</summary>
    static ReadOnlySpan<byte> HalfOrder =>
    [
        0x7f, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff,
        0x5d, 0x57, 0x6e, 0x73, 0x57, 0xa4, 0x50, 0x1d, 0xdf, 0xe9, 0x2f, 0x46, 0x68, 0x1b, 0x20, 0xa0,
    ];

    static readonly nint context = Open();

    public static bool IsAvailable => context != 0;

    public static Address AddressOf(ReadOnlySpan<byte> privateKey)
    {
        Span<byte> point = stackalloc byte[64];
        Require(secp256k1_ec_pubkey_create(context, ref point[0], in privateKey[0]));
        return AddressOf(ref point[0]);
    }

    public static Signature Sign(ReadOnlySpan<byte> privateKey, Bytes32 digest)
    {
        Span<byte> message = stackalloc byte[32], signature = stackalloc byte[65], compact = stackalloc byte[64];
        digest.CopyTo(message);
        Require(secp256k1_ecdsa_sign_recoverable(context, ref signature[0], in message[0], in privateKey[0], 0, 0));
        Require(secp256k1_ecdsa_recoverable_signature_serialize_compact(context, ref compact[0], out var recovery, in signature[0]));
        return new Signature(new Bytes32(compact[..32]), new Bytes32(compact[32..]), (recovery & 1) == 1);
    }

    public static Address? Recover(Bytes32 digest, Signature signature)
    {
        Span<byte> message = stackalloc byte[32], compact = stackalloc byte[64], parsed = stackalloc byte[65], point = stackalloc byte[64];
        digest.CopyTo(message);
        signature.R.CopyTo(compact);
        signature.S.CopyTo(compact[32..]);
        return compact[32..].SequenceCompareTo(HalfOrder) <= 0
            && secp256k1_ecdsa_recoverable_signature_parse_compact(context, ref parsed[0], in compact[0], signature.YIsOdd ? 1 : 0) == 1
            && secp256k1_ecdsa_recover(context, ref point[0], in parsed[0], in message[0]) == 1
                ? AddressOf(ref point[0])
                : null;
    }

    static Address AddressOf(ref byte point)
    {
        Span<byte> encoded = stackalloc byte[65];
        var length = (nuint)encoded.Length;
        Require(secp256k1_ec_pubkey_serialize(context, ref encoded[0], ref length, in point, Uncompressed));
        return Address.FromPublicKey(encoded[1..]);
    }

    // Blinded by chance, once; from then on the context is only read, by any thread.
    static nint Open()
    {
        var library = files.Select(file => NativeLibrary.TryLoad(file, out var found) ? found : 0).FirstOrDefault(HasRecovery);
        if (library == 0) return 0;
        NativeLibrary.SetDllImportResolver(Assembly.GetExecutingAssembly(), (name, _, _) => name == Library ? library : 0);
        var created = secp256k1_context_create(SignAndVerify);
        Require(secp256k1_context_randomize(created, in RandomNumberGenerator.GetBytes(32)[0]));
        return created;
    }

    static bool HasRecovery(nint library) => library != 0 && NativeLibrary.TryGetExport(library, nameof(secp256k1_ecdsa_recover), out _);

    static void Require(int done)
    {
        if (done != 1) throw new CryptographicException("libsecp256k1 refused a key.");
    }

#pragma warning disable IDE1006, CA5392 // the library's own names; where it lies the resolver says
    [DllImport(Library)]
    static extern nint secp256k1_context_create(uint flags);

    [DllImport(Library)]
    static extern int secp256k1_context_randomize(nint context, in byte seed);

    [DllImport(Library)]
    static extern int secp256k1_ec_pubkey_create(nint context, ref byte point, in byte key);

    [DllImport(Library)]
    static extern int secp256k1_ec_pubkey_serialize(nint context, ref byte output, ref nuint length, in byte point, uint form);

    [DllImport(Library)]
    static extern int secp256k1_ecdsa_sign_recoverable(nint context, ref byte signature, in byte message, in byte key, nint nonce, nint data);

    [DllImport(Library)]
    static extern int secp256k1_ecdsa_recoverable_signature_serialize_compact(nint context, ref byte output, out int recovery, in byte signature);

    [DllImport(Library)]
    static extern int secp256k1_ecdsa_recoverable_signature_parse_compact(nint context, ref byte signature, in byte input, int recovery);

    [DllImport(Library)]
    static extern int secp256k1_ecdsa_recover(nint context, ref byte point, in byte signature, in byte message);
#pragma warning restore IDE1006, CA5392
}
