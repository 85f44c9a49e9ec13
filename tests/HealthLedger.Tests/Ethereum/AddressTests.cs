using CsCheck;
using HealthLedger.Chain.Ethereum;

namespace HealthLedger.Tests.Ethereum;

public sealed class AddressTests
{
    [Fact]
    public void Keys_have_the_addresses_that_viem_gives_them()
    {
        foreach (var vector in Vectors.Of("accounts"))
        {
            using var key = vector.Key();
            Assert.Equal(vector.Text("address"), key.Address.ToString());
        }
    }

    [Fact]
    public void Contracts_land_where_viem_says()
    {
        foreach (var vector in Vectors.Of("contracts"))
            Assert.Equal(vector.Text("address"), Address.OfContract(vector.Address("from"), (ulong)vector.Number("nonce")).ToString());
    }

    [Fact]
    public void Text_and_words_come_back() =>
        Gen.Byte.Array[20].Sample(bytes =>
        {
            var address = new Address(bytes);
            Assert.Equal(bytes, address.ToArray());
            Assert.Equal(address, Address.Parse(address.ToString()));
            Assert.Equal(address, Address.Parse(Hex.Encode(bytes)));
            Assert.Equal(address, Address.Parse("0x" + Convert.ToHexString(bytes)));
            Assert.Equal(address, Address.FromWord(new Bytes32([.. new byte[12], .. bytes])));
        });

    [Theory]
    [InlineData("0x5715De3dD6297a3f6069b604d38338982Abe1e4c")] // one letter's case is wrong
    [InlineData("0x5715de3dD6297a3f6069b604d38338982Abe1e4")]
    [InlineData("5715de3dD6297a3f6069b604d38338982Abe1e4c")]
    [InlineData("0x5715de3dD6297a3f6069b604d38338982Abe1e4g")]
    [InlineData("")]
    public void Mistyped_addresses_are_refused(string text)
    {
        Assert.False(Address.TryParse(text, out _));
        Assert.Throws<FormatException>(() => Address.Parse(text));
    }

    [Fact]
    public void A_word_that_holds_more_than_an_address_is_refused() =>
        Assert.Throws<FormatException>(() => Address.FromWord(Keccak.Hash([])));
}
