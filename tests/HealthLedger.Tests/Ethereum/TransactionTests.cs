using CsCheck;
using HealthLedger.Chain.Ethereum;

namespace HealthLedger.Tests.Ethereum;

public sealed class TransactionTests
{
    [Fact]
    public void Signed_bytes_hash_and_sender_are_viems()
    {
        foreach (var vector in Vectors.Of("transactions"))
        {
            using var key = vector.Key();
            Address? to = vector.Text("to") is null ? null : vector.Address("to");
            var transaction = new LegacyTransaction(
                (ulong)vector.Number("nonce"), (ulong)vector.Number("gasPrice"), (ulong)vector.Number("gas"), to,
                vector.Number("value"), vector.Bytes("data"));
            var signed = transaction.Sign(key, (ulong)vector.Number("chainId"));

            Assert.Equal(vector.Text("raw"), Hex.Encode(signed.Raw));
            Assert.Equal(vector.Word("hash"), signed.Hash);
            Assert.Equal(vector.Address("from"), signed.Sender);
            Assert.Equal((ulong)vector.Number("chainId"), signed.ChainId);
            Assert.Equal(transaction.Data.ToArray(), signed.Transaction.Data.ToArray());
            Assert.Equal(transaction with { Data = default }, signed.Transaction with { Data = default });
        }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public void Chain_id_1_is_refused_for_GoQuorum_reads_it_as_private(ulong chainId)
    {
        using var key = PrivateKey.Generate();
        Assert.Throws<ArgumentOutOfRangeException>(() => Sample(key).Sign(key, chainId));
    }

    [Fact]
    public void A_flipped_bit_is_never_the_signers()
    {
        using var key = PrivateKey.Generate();
        var signed = Sample(key).Sign(key, 1337);
        for (var bit = 0; bit < signed.Raw.Length * 8; bit++)
        {
            var flipped = signed.Raw.ToArray();
            flipped[bit / 8] ^= (byte)(1 << bit % 8);
            Assert.NotEqual(signed.Sender, SenderOf(flipped));
        }
    }

    [Fact]
    public void What_is_cut_extended_or_random_is_refused_with_a_reason()
    {
        using var key = PrivateKey.Generate();
        var raw = Sample(key).Sign(key, 1337).Raw;
        for (var length = 0; length < raw.Length; length++) Assert.Null(SenderOf(raw[..length]));
        Assert.Null(SenderOf([.. raw, 0]));
        Gen.Byte.Array[0, 200].Sample(bytes => Assert.Null(SenderOf(bytes)));
    }

    [Theory]
    [InlineData( // type 2
        "0x02f865820539058080830186a0942c75ab17520bddee307790f99d2a312d37e661178080c001a09af0ec64492a743605b4c7018a48f6" +
        "5e15a6e55e5df3a76805ce2ed4e4fd028aa038d4a58aa9425b1132958c75fe150573a3fa588e2b40d02ce2a205e80ca5eac0")]
    [InlineData( // v 27
        "0xf8600680830186a094000000000000000000000000000000000000123480051ba0ba490927bbae5c8b293b684db072a2bdb8b452ef0c" +
        "acc8ee08c04f583dfcd8d6a01a05b3d6bcb5c07182e59cda4be6ba1a8a659adb80d1fee6c6555c35322b063")]
    public void Other_types_and_unprotected_ones_are_refused(string raw) =>
        Assert.Throws<FormatException>(() => SignedTransaction.Parse(Hex.Decode(raw)));

    static LegacyTransaction Sample(PrivateKey key) => new(7, 0, 100_000, key.Address, 0, new byte[] { 1, 2, 3 });

    static Address? SenderOf(byte[] raw)
    {
        try
        {
            return SignedTransaction.Parse(raw).Sender;
        }
        catch (FormatException)
        {
            return null;
        }
    }
}
