using System.Text.Json;
using HealthLedger.Chain.Ethereum;
using HealthLedger.Tests.Ethereum;

namespace HealthLedger.Tests.Deploy;

/// <summary>The genesis of the sample network, which no node of these tests starts from: what a node would refuse or suffer from.</summary>
public sealed class GenesisTests
{
    /// <summary>Placeholders, ascending, whose keys nobody has: deploy/besu/init puts real ones in their place.</summary>
    static readonly Address[] validators =
        [.. new byte[] { 0x11, 0x22, 0x33, 0x44 }.Select(digits => new Address([.. Enumerable.Repeat(digits, Address.Length)]))];

    readonly JsonElement genesis = Read("besu", "genesis.json");

    JsonElement Config => genesis.GetProperty("config");

    [Fact]
    public void Extra_data_names_four_validators()
    {
        var addresses = new RlpWriter();
        foreach (var validator in validators) addresses.Write(validator);
        var extraData = new RlpWriter().Write(default(Bytes32).ToArray()).Write(addresses).Write(new RlpWriter()).Write(UInt128.Zero).Write(new RlpWriter());

        Assert.Equal(Hex.Encode(extraData.ToList()), genesis.Text("extraData"));
    }

    [Fact]
    public void Extra_data_has_the_bytes_that_both_clients_read()
    {
        var each = string.Concat(validators.Select(validator => $"94{Convert.ToHexStringLower(validator.ToArray())}"));

        Assert.Equal($"0xf87aa0{new string('0', 64)}f854{each}c080c0", genesis.Text("extraData"));
    }

    // Pending gas that takes longer than a period to execute stops a GoQuorum network for good; a limit that fits ends every block in time.
    [Fact]
    public void A_block_fits_its_period()
    {
        var period = Config.GetProperty("qbft").GetProperty("blockperiodseconds").GetUInt64();

        Assert.InRange(Hex.ParseQuantity(genesis.Text("gasLimit")), 30_000_000ul, period * 100_000_000);
    }

    [Fact]
    public void Gas_costs_nothing()
    {
        Assert.True(Config.GetProperty("zeroBaseFee").GetBoolean());
        Assert.Equal("0x0", genesis.Text("baseFeePerGas"));
        Assert.Empty(genesis.GetProperty("alloc").EnumerateObject());
    }

    [Fact]
    public void The_chain_runs_what_the_contracts_are_compiled_for()
    {
        Assert.Equal(0, Config.GetProperty("berlinBlock").GetInt32());
        Assert.Equal(0, Config.GetProperty("londonBlock").GetInt32());
        Assert.NotEqual(1, Config.GetProperty("chainId").GetInt64());
    }

    [Fact]
    public void A_round_is_longer_than_a_period()
    {
        var qbft = Config.GetProperty("qbft");

        Assert.True(qbft.GetProperty("requesttimeoutseconds").GetInt32() > qbft.GetProperty("blockperiodseconds").GetInt32());
    }

    static JsonElement Read(params string[] path)
    {
        using var file = File.OpenRead(Path.Combine([Vectors.RepositoryRoot, "deploy", .. path]));
        return JsonDocument.Parse(file).RootElement.Clone();
    }
}
