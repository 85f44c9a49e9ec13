using HealthLedger.Chain.Ethereum;
using HealthLedger.Chain.Rpc;
using HealthLedger.Tests.Ethereum;

namespace HealthLedger.Tests.Rpc;

public sealed class LogsBloomTests
{
    [Fact]
    public void A_recorded_block_shows_the_contract_that_emitted_in_it_and_no_other()
    {
        var emitted = Bloom("block by number");
        Assert.True(emitted.MayHold(Address.Parse("0x2c75ab17520bddee307790f99d2a312d37e66117")));
        Assert.False(emitted.MayHold(Address.Parse("0x5715de3dd6297a3f6069b604d38338982abe1e4c")));
        Assert.False(Bloom("genesis").MayHold(Address.Parse("0x2c75ab17520bddee307790f99d2a312d37e66117")));
    }

    [Fact]
    public void A_filter_of_another_length_is_none() => Assert.Throws<FormatException>(() => new LogsBloom(new byte[255]));

    static LogsBloom Bloom(string name) => new(Hex.Decode(GoQuorumReplayTests.Cases("receipts-and-logs.json")
        .Single(recorded => recorded.Text("case") == name).GetProperty("response").GetProperty("result").Text("logsBloom")));
}
