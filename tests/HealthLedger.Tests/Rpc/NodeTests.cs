using System.Text.Json.Nodes;
using HealthLedger.Chain.Ethereum;
using HealthLedger.Chain.Rpc;
using HealthLedger.Tests.Ethereum;

namespace HealthLedger.Tests.Rpc;

public sealed class NodeTests
{
    static readonly Bytes32 BlockHash = Bytes32.Parse("0xad079418cda040c6a792da3d34d367b4127f6a4a441392e41802f4f6520443a4");
    static readonly Bytes32 Store = Bytes32.Parse("0x8a577d09b16e73bdd725072ce3d20a16af4f84b110eadeaf36f5081292df02fd");
    static readonly Address Contract = Address.Parse("0x2c75ab17520bddee307790f99d2a312d37e66117");

    static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_recorded_block_is_read()
    {
        var block = await Recorded("block by number").BlockAsync(BlockRef.At(7), Cancellation);
        Assert.Equal((7ul, BlockHash, 0x6b046d13ul, 300_000_000ul), (block!.Number, block.Hash, block.Timestamp, block.GasLimit));
        Assert.Equal([Store], block.TransactionHashes);
        Assert.Null(await Recorded("block not there yet").BlockAsync(BlockRef.At(0xffffff), Cancellation));
        Assert.Equal(7ul, (await Recorded("block by hash").BlockAsync(BlockRef.Of(BlockHash), Cancellation))!.Number);
    }

    [Fact]
    public async Task A_block_other_than_asked_for_is_garbage()
    {
        await AssertGarbageAsync(() => Recorded("block by number").BlockAsync(BlockRef.At(8), Cancellation));
        await AssertGarbageAsync(() => Recorded("block by hash").BlockAsync(BlockRef.Of(Store), Cancellation));
        await AssertGarbageAsync(() => Recorded("block by tag pending").BlockAsync(BlockRef.Latest, Cancellation));
    }

    [Fact]
    public async Task Recorded_logs_are_read()
    {
        var log = Assert.Single(await Recorded("logs by block hash").LogsAsync(BlockHash, [Contract], Cancellation));
        Assert.Equal((Contract, Store, 0ul, 3), (log.Address, log.TransactionHash, log.LogIndex, log.Topics.Count));
        Assert.Equal(42ul, new AbiReader(log.Data).ReadUInt64());
        await AssertGarbageAsync(() => Recorded("logs by block hash").LogsAsync(Store, [Contract], Cancellation));
    }

    [Fact]
    public async Task Recorded_receipts_are_read()
    {
        var receipt = await Recorded("receipt of a success with a log").ReceiptAsync(Store, Cancellation);
        Assert.True(receipt is { Succeeded: true, BlockNumber: 7, GasUsed: 0xb38b, ContractAddress: null, Logs.Count: 1 });
        Assert.Equal(BlockHash, receipt!.BlockHash);

        var creation = Bytes32.Parse("0x966e1f752fa1b49c1cd5cf7f30ea5a82117b8ff71c91e3725c054ce3ee7c0fef");
        Assert.Equal(Contract, (await Recorded("receipt of a contract creation").ReceiptAsync(creation, Cancellation))!.ContractAddress);
        var reverted = Bytes32.Parse("0xd8bb12b8774c7bd3872d0e331cfe2a24a98e0e17522d39e5defab611e0f90e72");
        Assert.False((await Recorded("receipt of a revert (no reason in it)").ReceiptAsync(reverted, Cancellation))!.Succeeded);
        Assert.Null(await Recorded("receipt of a pending transaction").ReceiptAsync(Store, Cancellation));
    }

    [Fact]
    public async Task A_hash_other_than_ours_is_no_acceptance()
    {
        var sent = GoQuorumReplayTests.Cases("sends.json").First(recorded => recorded.Text("case") == "accepted");
        var raw = Hex.Decode(sent.GetProperty("request").GetProperty("params")[0].GetString());
        var node = ScriptedNode.Of((_, _) => sent.GetProperty("response").Text("result")).Node();

        await node.SendRawAsync(raw, Keccak.Hash(raw), Cancellation);
        await AssertGarbageAsync(() => node.SendRawAsync(raw, Store, Cancellation));
    }

    [Fact]
    public async Task Calls_say_data_and_name_blocks_as_nodes_expect()
    {
        var asked = new List<string>();
        var node = ScriptedNode.Of((_, parameters) =>
        {
            asked.Add(parameters.ToJsonString());
            return "0x01";
        }).Node();

        await node.CallAsync(Contract, new byte[] { 1, 2 }, BlockRef.Of(BlockHash), Cancellation);
        await node.CodeAsync(Contract, BlockRef.At(16), Cancellation);
        Assert.Equal(
            [
                $$"""[{"to":"{{Contract}}","data":"0x0102"},{"blockHash":"{{BlockHash}}"}]""",
                $$"""["{{Contract}}","0x10"]""",
            ],
            asked);
    }

    [Fact]
    public async Task An_unknown_raw_transaction_is_null()
    {
        Assert.Null(await ScriptedNode.Of((_, _) => null).Node().RawTransactionAsync(Store, Cancellation));
        Assert.Null(await ScriptedNode.Of((_, _) => "0x").Node().RawTransactionAsync(Store, Cancellation));
        Assert.Equal([5], await ScriptedNode.Of((_, _) => "0x05").Node().RawTransactionAsync(Store, Cancellation));
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("[]")]
    [InlineData("1")]
    [InlineData("\"0x00\"")]
    [InlineData("\"0x10000000000000000\"")]
    [InlineData("null")]
    public async Task A_quantity_of_another_form_is_garbage(string result)
    {
        var node = ScriptedNode.Of((_, _) => JsonNode.Parse(result)).Node();
        await AssertGarbageAsync(() => node.BlockNumberAsync(Cancellation));
    }

    static Task AssertGarbageAsync(Func<Task> question) => AssertGarbageAsync<object>(async () =>
    {
        await question();
        return 0;
    });

    static async Task AssertGarbageAsync<T>(Func<Task<T>> question) =>
        Assert.Equal(RpcFault.Garbage, (await Assert.ThrowsAsync<RpcException>(question)).Fault);

    static Node Recorded(string name)
    {
        var recorded = GoQuorumReplayTests.Cases("receipts-and-logs.json").Single(recorded => recorded.Text("case") == name);
        return ScriptedNode.Of((_, _) => JsonNode.Parse(recorded.GetProperty("response").GetProperty("result").GetRawText())).Node();
    }
}
