using CsCheck;
using HealthLedger.Chain.Ethereum;

namespace HealthLedger.Tests.Ethereum;

/// <summary>The managed curve and the system's libsecp256k1 are one curve: whichever a gateway has, it says the same.</summary>
public sealed class TwoCurvesTests
{
    static readonly Gen<byte[]> Words = Gen.Byte.Array[32];

    [Fact]
    public void The_managed_curve_signs_as_viem_does_and_names_the_signer()
    {
        foreach (var vector in Vectors.Of("signatures"))
        {
            using var key = vector.Key();
            var secret = new byte[PrivateKey.Length];
            key.CopyTo(secret);
            var signature = ManagedSecp256k1.Sign(secret, vector.Word("hash"));
            Assert.Equal(vector.Text("signature"), Hex.Encode(signature.ToArray()));
            Assert.Equal(ManagedSecp256k1.AddressOf(secret), ManagedSecp256k1.Recover(vector.Word("hash"), signature));
        }
    }

    [Fact]
    public void Both_sign_alike_and_recover_alike()
    {
        Assert.SkipUnless(NativeSecp256k1.IsAvailable, "This system has no libsecp256k1 (Debian: libsecp256k1-1): the managed curve is all there is.");
        Gen.Select(Words, Words).Where((key, _) => Secp256k1.IsPrivateKey(key)).Sample(
            (key, digest) =>
            {
                var signature = NativeSecp256k1.Sign(key, new Bytes32(digest));
                Assert.Equal(ManagedSecp256k1.Sign(key, new Bytes32(digest)), signature);
                Assert.Equal(ManagedSecp256k1.AddressOf(key), NativeSecp256k1.AddressOf(key));
                Assert.Equal(NativeSecp256k1.AddressOf(key), NativeSecp256k1.Recover(new Bytes32(digest), signature));
                Assert.Equal(NativeSecp256k1.AddressOf(key), ManagedSecp256k1.Recover(new Bytes32(digest), signature));
            },
            iter: 200);
    }

    [Fact]
    public void Both_refuse_the_same_numbers()
    {
        Assert.SkipUnless(NativeSecp256k1.IsAvailable, "This system has no libsecp256k1 (Debian: libsecp256k1-1): the managed curve is all there is.");
        // Zero, the order and its neighbours, and everything: as r and as s.
        var edges = new[] { "00", "01", "7fffffffffffffffffffffffffffffff5d576e7357a4501ddfe92f46681b20a0", "7fffffffffffffffffffffffffffffff5d576e7357a4501ddfe92f46681b20a1",
            "fffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364140", "fffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141",
            "ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff" }.Select(hex => new Bytes32(Convert.FromHexString(hex.PadLeft(64, '0')))).ToArray();
        foreach (var (r, s) in edges.SelectMany(r => edges.Select(s => (r, s))))
            foreach (var odd in new[] { false, true })
            {
                var signature = new Signature(r, s, odd);
                Assert.Equal(ManagedSecp256k1.Recover(edges[1], signature), NativeSecp256k1.Recover(edges[1], signature));
            }
        Gen.Select(Words, Words, Words, Gen.Bool).Sample(
            (digest, r, s, odd) =>
            {
                var signature = new Signature(new Bytes32(r), new Bytes32(s), odd);
                Assert.Equal(ManagedSecp256k1.Recover(new Bytes32(digest), signature), NativeSecp256k1.Recover(new Bytes32(digest), signature));
            },
            iter: 300);
    }
}
