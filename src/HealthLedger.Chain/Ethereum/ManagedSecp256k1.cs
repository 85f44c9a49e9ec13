using Org.BouncyCastle.Asn1.X9;
using Org.BouncyCastle.Crypto.Digests;
using Org.BouncyCastle.Crypto.EC;
using Org.BouncyCastle.Crypto.Signers;
using Org.BouncyCastle.Math;
using Org.BouncyCastle.Math.EC;
using Org.BouncyCastle.Math.EC.Multiplier;
using Org.BouncyCastle.Utilities;

namespace HealthLedger.Chain.Ethereum;

/// <summary>The curve on BouncyCastle's arithmetic, for systems without libsecp256k1.</summary>
internal static class ManagedSecp256k1
{
    // The custom curve's field arithmetic is about three times as fast as the generic one's.
    static readonly X9ECParameters Curve = CustomNamedCurves.GetByName("secp256k1");
    static readonly BigInteger Order = Curve.N;
    static readonly BigInteger HalfOrder = Curve.N.ShiftRight(1);
    static readonly FixedPointCombMultiplier Base = new();

    public static Address AddressOf(ReadOnlySpan<byte> privateKey) =>
        AddressOf(Base.Multiply(Curve.G, new BigInteger(1, privateKey)));

    public static Signature Sign(ReadOnlySpan<byte> privateKey, Bytes32 digest)
    {
        var secret = new BigInteger(1, privateKey);
        var message = digest.ToArray();
        var nonces = new HMacDsaKCalculator(new Sha256Digest());
        nonces.Init(Order, secret, message);

        while (true)
        {
            var nonce = nonces.NextK();
            var point = Base.Multiply(Curve.G, nonce).Normalize();
            var r = point.AffineXCoord.ToBigInteger();
            // Ethereum's recovery id has no room for an x beyond the order; nobody has ever met one.
            if (r.CompareTo(Order) >= 0) continue;

            var s = BigIntegers.ModOddInverse(Order, nonce).Multiply(new BigInteger(1, message).Add(secret.Multiply(r))).Mod(Order);
            if (s.SignValue == 0) continue;

            var yIsOdd = point.AffineYCoord.TestBitZero();
            return s.CompareTo(HalfOrder) > 0
                ? new Signature(Word(r), Word(Order.Subtract(s)), !yIsOdd)
                : new Signature(Word(r), Word(s), yIsOdd);
        }
    }

    public static Address? Recover(Bytes32 digest, Signature signature)
    {
        var r = Number(signature.R);
        var s = Number(signature.S);
        if (!IsScalar(r) || !IsScalar(s) || s.CompareTo(HalfOrder) > 0) return null;
        if (PointAt(signature.R, signature.YIsOdd) is not { } point) return null;

        // Q = (s·R − z·G) / r, in one pass over both scalars.
        var inverse = BigIntegers.ModOddInverse(Order, r);
        var overBase = Order.Subtract(Number(digest).Mod(Order)).Multiply(inverse).Mod(Order);
        var overPoint = s.Multiply(inverse).Mod(Order);
        var key = ECAlgorithms.SumOfTwoMultiplies(Curve.G, overBase, point, overPoint);
        return key.IsInfinity ? null : AddressOf(key);
    }

    static ECPoint? PointAt(Bytes32 x, bool yIsOdd)
    {
        var compressed = new byte[33];
        compressed[0] = (byte)(yIsOdd ? 3 : 2);
        x.CopyTo(compressed.AsSpan(1));
        try
        {
            return Curve.Curve.DecodePoint(compressed);
        }
        catch (ArgumentException)
        {
            return null; // no point has this x
        }
    }

    static Address AddressOf(ECPoint point)
    {
        Span<byte> encoded = stackalloc byte[65];
        point.Normalize().EncodeTo(false, encoded);
        return Address.FromPublicKey(encoded[1..]);
    }

    static bool IsScalar(BigInteger value) => value.SignValue > 0 && value.CompareTo(Order) < 0;

    static BigInteger Number(Bytes32 word)
    {
        Span<byte> bytes = stackalloc byte[Bytes32.Length];
        word.CopyTo(bytes);
        return new BigInteger(1, bytes);
    }

    static Bytes32 Word(BigInteger value)
    {
        Span<byte> bytes = stackalloc byte[Bytes32.Length];
        BigIntegers.AsUnsignedByteArray(value, bytes);
        return new Bytes32(bytes);
    }
}
