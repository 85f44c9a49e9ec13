using CsCheck;
using HealthLedger.Chain.Contracts;
using HealthLedger.Chain.Ethereum;
using HealthLedger.Chain.Rpc;
using HealthLedger.Core.Consents;
using HealthLedger.Core.Ledger;
using HealthLedger.Tests.Core;
using HealthLedger.Tests.Ethereum;

namespace HealthLedger.Tests.Chain;

public sealed class LedgerLogsTests
{
    static readonly Gen<Bytes32> anyWord = Gen.Byte.Array[32].Select(bytes => new Bytes32(bytes));
    static readonly Gen<Bytes32> idWord = Gen.Byte.Array[16].Select(left => new Bytes32([.. left, .. new byte[16]]));
    static readonly Gen<Bytes32> smallWord = Gen.Byte.Select(last => new Bytes32([.. new byte[31], last]));
    static readonly Gen<Bytes32> word = Gen.Frequency((2, anyWord), (5, idWord), (3, smallWord), (1, Gen.Const(default(Bytes32))));
    static readonly Gen<Bytes32> topic = Gen.OneOfConst([.. LedgerLogs.Known]);

    static readonly Gen<Log> anyLog =
        from signature in topic
        from arguments in word.Array[0, 4]
        from words in word.Array[0, 12]
        from cut in Gen.Int[0, 31]
        from address in Gen.OneOfConst(Commands.Ledger.All)
        select LogOf(address, [signature, .. arguments], words.SelectMany(w => w.ToArray()).SkipLast(cut).ToArray());

    [Fact]
    public void Every_event_that_the_contracts_declare_is_decoded_or_knowingly_left_aside()
    {
        string[] artifacts = [Artifacts.Relay, Artifacts.Registry, Artifacts.Care];
        var declared = artifacts.SelectMany(name => Artifacts.Load(name).GetProperty("abi").EnumerateArray())
            .Where(item => item.Text("type") == "event")
            .Select(item => Abi.Topic(item.Text("name") + AbiByShape.Types(item.GetProperty("inputs")))).ToHashSet();
        Assert.Empty(declared.Except(LedgerLogs.Known));
        Assert.Empty(LedgerLogs.Known.Except(declared));
    }

    [Fact]
    public void No_log_whatever_is_in_it_stops_the_indexer() =>
        anyLog.Sample(log => { LedgerLogs.Decode(log, Commands.Ledger); }, iter: 20_000);

    [Fact]
    public void A_word_whose_right_half_is_set_or_that_is_zero_never_becomes_an_id() =>
        anyWord.Where(word => !IsId(word)).Sample(word => word.ToIdOrNull() is null, iter: 2_000);

    [Fact]
    public void Every_id_comes_back_from_its_word() => Assert.All(
        Enumerable.Range(0, 100).Select(_ => LedgerId.Random()), id => Assert.Equal(id, id.ToWord().ToIdOrNull()));

    [Fact]
    public void No_event_is_told_about_an_entity_that_no_gateway_made() =>
        (from log in anyLog
         from stranger in Gen.OneOf(anyWord.Where(word => !IsId(word)), Gen.Const(default(Bytes32)))
         where log.Topics.Count > 1
         select log with { Topics = [log.Topics[0], stranger, .. log.Topics.Skip(2)] })
        .Sample(log => LedgerLogs.Decode(log, Commands.Ledger) is null, iter: 5_000);

    [Fact]
    public void An_event_of_another_contract_is_none_of_the_ledgers()
    {
        var executed = Executed(outcome: 1);
        Assert.NotNull(LedgerLogs.Decode(executed, Commands.Ledger));
        Assert.Null(LedgerLogs.Decode(executed with { Address = Commands.Ledger.Care }, Commands.Ledger));
        Assert.Null(LedgerLogs.Decode(executed with { Address = Commands.AnyAddress() }, Commands.Ledger));
    }

    [Fact]
    public void The_relays_word_decides_by_its_outcome()
    {
        Assert.Null(Assert.IsType<OperationExecuted>(LedgerLogs.Decode(Executed(1), Commands.Ledger)).Refusal);
        Assert.Equal("ledger-conflict", Assert.IsType<OperationExecuted>(LedgerLogs.Decode(Executed(2), Commands.Ledger)).Refusal!.Code);
        Assert.IsType<OperationGivenUp>(LedgerLogs.Decode(Executed(3), Commands.Ledger));
        Assert.Null(LedgerLogs.Decode(Executed(0), Commands.Ledger));
        Assert.Null(LedgerLogs.Decode(Executed(4), Commands.Ledger));
    }

    [Fact]
    public void A_consent_for_everything_has_no_resource_and_a_strangers_resource_hides_the_consent()
    {
        Assert.Null(Assert.IsType<ConsentGranted>(LedgerLogs.Decode(Consent(default), Commands.Ledger)).Resource);
        var resource = LedgerId.Random();
        Assert.Equal(resource, Assert.IsType<ConsentGranted>(LedgerLogs.Decode(Consent(resource.ToWord()), Commands.Ledger)).Resource);
        Assert.Null(LedgerLogs.Decode(Consent(Story.AnyDigest().ToWord()), Commands.Ledger));
    }

    [Fact]
    public void A_time_beyond_our_numbers_is_the_last_one_we_have()
    {
        var consent = Assert.IsType<ConsentGranted>(LedgerLogs.Decode(Consent(default, until: ulong.MaxValue), Commands.Ledger));
        Assert.Equal(long.MaxValue, consent.ValidUntil);
    }

    static Log Executed(byte outcome) => LogOf(
        Commands.Ledger.Relay, [LedgerLogs.Executed, Commands.Actor.ToWord(), Story.AnyDigest().ToWord()],
        AbiWriter.Arguments(2).Write((UInt128)outcome).Write((ReadOnlySpan<byte>)[1, 2, 3]).ToArray());

    static Log Consent(Bytes32 resource, ulong until = 2_000_000_000) => LogOf(
        Commands.Ledger.Registry,
        [
            Abi.Topic("ConsentGranted(bytes32,bytes32,bytes32,uint32,uint8,uint64,uint64,bytes32)"), LedgerId.Random().ToWord(),
            LedgerId.Random().ToWord(), LedgerId.Random().ToWord(),
        ],
        AbiWriter.Arguments(5).Write((UInt128)(int)Scopes.RecordsRead).Write((UInt128)(int)Purpose.Treatment).Write(1_700_000_000ul)
            .Write(until).Write(resource).ToArray());

    static Log LogOf(Address address, IReadOnlyList<Bytes32> topics, byte[] data) => new(address, topics, data, default, default, 0);

    static bool IsId(Bytes32 word)
    {
        var bytes = word.ToArray();
        return bytes[16..].All(b => b == 0) && bytes[..16].Any(b => b != 0);
    }
}
