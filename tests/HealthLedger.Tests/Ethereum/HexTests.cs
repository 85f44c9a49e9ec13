using CsCheck;
using HealthLedger.Chain.Ethereum;

namespace HealthLedger.Tests.Ethereum;

public sealed class HexTests
{
    [Fact]
    public void Bytes_come_back() => Gen.Byte.Array[0, 100].Sample(bytes => Assert.Equal(bytes, Hex.Decode(Hex.Encode(bytes))));

    [Fact]
    public void Quantities_come_back() => Gen.ULong.Sample(value => Assert.Equal(value, Hex.ParseQuantity(Hex.Quantity(value))));

    [Fact]
    public void Words_come_back_and_equal_only_themselves() =>
        Gen.Select(Gen.Byte.Array[32], Gen.Int[0, 255]).Sample((bytes, bit) =>
        {
            var word = new Bytes32(bytes);
            Assert.Equal(bytes, word.ToArray());
            Assert.Equal(word, Bytes32.Parse(word.ToString()));
            bytes[bit / 8] ^= (byte)(1 << bit % 8);
            Assert.NotEqual(word, new Bytes32(bytes));
        });

    [Theory]
    [InlineData("")]
    [InlineData("0x1")]
    [InlineData("0X12")]
    [InlineData("12")]
    [InlineData("0xzz")]
    [InlineData("0x 12")]
    [InlineData(" 0x12")]
    [InlineData("0x12 ")]
    [InlineData("0x１２")]
    public void Anything_but_bytes_is_refused(string text) => Assert.Throws<FormatException>(() => Hex.Decode(text));

    [Theory]
    [InlineData("")]
    [InlineData("0x")]
    [InlineData("0x01")]
    [InlineData("0x-1")]
    [InlineData("0x+1")]
    [InlineData("0x 1")]
    [InlineData("1")]
    [InlineData("0x10000000000000000")]
    public void Anything_but_a_quantity_is_refused(string text) => Assert.Throws<FormatException>(() => Hex.ParseQuantity(text));
}
