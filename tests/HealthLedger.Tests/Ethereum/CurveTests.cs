using CsCheck;
using HealthLedger.Chain.Ethereum;

namespace HealthLedger.Tests.Ethereum;

public sealed class CurveTests
{
    static readonly Gen<byte[]> Words = Gen.Byte.Array[32];

    [Fact]
    public void Hashes_are_viems()
    {
        foreach (var vector in Vectors.Of("keccak")) Assert.Equal(vector.Word("hash"), Keccak.Hash(vector.Bytes("input")));
    }

    [Fact]
    public void Signatures_are_viems_byte_for_byte_and_name_their_signer()
    {
        foreach (var vector in Vectors.Of("signatures"))
        {
            using var key = vector.Key();
            var signature = key.Sign(vector.Word("hash"));
            Assert.Equal(vector.Text("signature"), Hex.Encode(signature.ToArray()));
            Assert.Equal(key.Address, signature.Recover(vector.Word("hash")));
            Assert.Equal(signature, Signature.Parse(signature.ToArray()));
        }
    }

    [Fact]
    public void What_is_signed_is_low_and_recovered() =>
        Words.Sample(
            digest =>
            {
                using var key = PrivateKey.Generate();
                var signature = key.Sign(new Bytes32(digest));
                Assert.Equal(key.Address, signature.Recover(new Bytes32(digest)));
                Assert.True(Number(signature.S) <= Order / 2);
            },
            iter: 200);

    [Fact]
    public void The_same_signature_in_its_high_dress_is_refused() =>
        Words.Sample(
            digest =>
            {
                using var key = PrivateKey.Generate();
                var signature = key.Sign(new Bytes32(digest));
                var high = signature with { S = Word(Order - Number(signature.S)), YIsOdd = !signature.YIsOdd };
                Assert.Null(high.Recover(new Bytes32(digest)));
            },
            iter: 50);

    [Fact]
    public void Any_bytes_at_all_are_recovered_or_refused_without_an_exception() =>
        Gen.Select(Words, Words, Words, Gen.Bool).Sample(
            (digest, r, s, odd) => _ = new Signature(new Bytes32(r), new Bytes32(s), odd).Recover(new Bytes32(digest)),
            iter: 300);

    [Theory]
    [InlineData("0x0000000000000000000000000000000000000000000000000000000000000000")]
    [InlineData("0xfffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141")]
    [InlineData("0xffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff")]
    [InlineData("0x01")]
    public void Numbers_outside_the_group_are_no_keys(string bytes) =>
        Assert.Throws<ArgumentException>(() => new PrivateKey(Hex.Decode(bytes)));

    [Fact]
    public void A_disposed_key_signs_no_more()
    {
        var key = PrivateKey.Generate();
        key.Dispose();
        Assert.Throws<ObjectDisposedException>(() => key.Sign(default));
        Assert.Throws<ObjectDisposedException>(() => key.CopyTo(new byte[32]));
    }

    static readonly System.Numerics.BigInteger Order = System.Numerics.BigInteger.Parse(
        "115792089237316195423570985008687907852837564279074904382605163141518161494337", null);

    static System.Numerics.BigInteger Number(Bytes32 word) => new(word.ToArray(), isUnsigned: true, isBigEndian: true);

    static Bytes32 Word(System.Numerics.BigInteger number)
    {
        var bytes = number.ToByteArray(isUnsigned: true, isBigEndian: true);
        return new Bytes32([.. new byte[32 - bytes.Length], .. bytes]);
    }
}
