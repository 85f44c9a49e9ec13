using System.Text.Json;
using CsCheck;
using HealthLedger.Chain.Ethereum;

namespace HealthLedger.Tests.Ethereum;

public sealed class RlpTests
{
    [Fact]
    public void Items_are_encoded_and_read_as_viem_does()
    {
        foreach (var vector in Vectors.Of("rlp"))
        {
            // The writer ends as a list: a lone item is compared inside a list of one.
            var item = vector.GetProperty("item");
            var encoded = vector.Bytes("encoded");
            var list = item.ValueKind == JsonValueKind.Array ? Collect(item).ToList() : Collect(item, new RlpWriter()).ToList();
            Assert.Equal(Hex.Encode(encoded), Hex.Encode(item.ValueKind == JsonValueKind.Array ? list : list[^encoded.Length..]));

            var reader = new RlpReader(encoded);
            AssertReads(ref reader, item);
            reader.End();
        }
    }

    [Fact]
    public void Numbers_and_words_come_back() =>
        Gen.Select(Gen.UInt128, Gen.Byte.Array[32], Gen.Byte.Array[0, 300]).Sample((number, word, bytes) =>
        {
            var reader = new RlpReader(new RlpWriter().Write(number).Write(new Bytes32(word)).Write(bytes).ToList()).ReadList();
            Assert.Equal(number, reader.ReadNumber());
            Assert.Equal(new Bytes32(word), reader.ReadWord());
            Assert.Equal(bytes, reader.ReadBytes());
            reader.End();
        });

    [Theory]
    [InlineData("0x8100")] // a byte below 0x80 stands for itself
    [InlineData("0xb801ff")] // a short length in the long form
    [InlineData("0xb90001ff")] // a length with a leading zero
    [InlineData("0x82ff")] // too short
    [InlineData("0xbfffffffffffffffff")] // longer than anything
    [InlineData("0xbbffffffff")]
    [InlineData("0x")]
    [InlineData("0xc0")] // a list, where bytes are read
    public void Any_form_but_the_canonical_one_is_refused(string encoded) =>
        Assert.Throws<FormatException>(() => { new RlpReader(Hex.Decode(encoded)).ReadBytes(); });

    [Theory]
    [InlineData("0x820001")]
    [InlineData("0x00")]
    [InlineData("0x9101000000000000000000000000000000ff")]
    public void A_number_has_no_leading_zero_and_fits(string encoded) =>
        Assert.Throws<FormatException>(() => { new RlpReader(Hex.Decode(encoded)).ReadNumber(); });

    [Fact]
    public void Whatever_is_read_is_what_would_be_written() =>
        Gen.Byte.Array[0, 80].Sample(bytes =>
        {
            try
            {
                var reader = new RlpReader(bytes);
                var item = reader.ReadBytes();
                reader.End();
                Assert.Equal(bytes, new RlpWriter().Write(item).ToList()[^bytes.Length..]);
            }
            catch (FormatException)
            {
                // most are no RLP at all
            }
        });

    static RlpWriter Collect(JsonElement list) => list.EnumerateArray().Aggregate(new RlpWriter(), (writer, item) => Collect(item, writer));

    static RlpWriter Collect(JsonElement item, RlpWriter writer) => item.ValueKind == JsonValueKind.Array
        ? writer.Write(Collect(item))
        : writer.Write(Hex.Decode(item.GetString()));

    static void AssertReads(ref RlpReader reader, JsonElement item)
    {
        if (item.ValueKind == JsonValueKind.String)
        {
            Assert.Equal(item.GetString(), Hex.Encode(reader.ReadBytes()));
            return;
        }

        var list = reader.ReadList();
        foreach (var inner in item.EnumerateArray()) AssertReads(ref list, inner);
        list.End();
    }
}
