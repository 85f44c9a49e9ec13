using CsCheck;
using HealthLedger.Chain.Contracts;
using HealthLedger.Chain.Ethereum;
using HealthLedger.Core.Ledger;
using HealthLedger.Core.Operations;
using HealthLedger.Tests.Ethereum;

namespace HealthLedger.Tests.Chain;

public sealed class RefusalsTests
{
    /// <summary>OpenZeppelin's, which only a constructor throws.</summary>
    static readonly string[] atDeploymentOnly = ["InvalidShortString", "StringTooLong"];

    [Fact]
    public void Every_error_that_the_contracts_declare_has_a_problem()
    {
        string[] artifacts = [Artifacts.Relay, Artifacts.Registry, Artifacts.Care];
        var declared = artifacts.SelectMany(name => Artifacts.Load(name).GetProperty("abi").EnumerateArray())
            .Where(item => item.Text("type") == "error").Select(item => item.Text("name")).ToHashSet();
        Assert.NotEmpty(declared);
        Assert.Empty(declared.Except(Refusals.Known).Except(atDeploymentOnly));
    }

    [Fact]
    public void Every_refusals_code_is_on_the_closed_list_and_its_sentence_tells_no_bytes()
    {
        foreach (var error in Vectors.Of("errors"))
        {
            var refusal = Refusals.Of(error.Bytes("encoded"), Commands.Actor.ToWord());
            Assert.Contains(refusal.Code, Problems.All.Select(problem => problem.Code));
            Assert.DoesNotContain("0x", refusal.Detail, StringComparison.Ordinal);
            Assert.EndsWith(".", refusal.Detail, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void An_absent_consent_is_told_as_an_absent_thing()
    {
        var absent = Refusals.Of(Revert("ExamUnknown(bytes32)", LedgerId.Random()), default);
        var unconsented = Refusals.Of(
            AbiWriter.Call(Abi.Selector("NoConsent(bytes32,bytes32)"), 2).Write(LedgerId.Random().ToWord()).Write(LedgerId.Random().ToWord()).ToArray(), default);
        Assert.Equal(absent, unconsented);
        Assert.Equal(404, Problems.Of(absent.Code).Status);
    }

    [Fact]
    public void A_suspended_actor_hears_of_himself_and_otherwise_of_the_other()
    {
        var actor = LedgerId.Random();
        Assert.Equal("entity-suspended", Refusals.Of(Revert("EntityNotActive(bytes32)", actor), actor.ToWord()).Code);
        Assert.Equal("entity-not-active", Refusals.Of(Revert("EntityNotActive(bytes32)", LedgerId.Random()), actor.ToWord()).Code);
    }

    [Fact]
    public void What_is_left_is_told_in_the_prescribed_unit()
    {
        var data = AbiWriter.Call(Abi.Selector("PrescriptionExhausted(bytes32,uint64)"), 2).Write(LedgerId.Random().ToWord()).Write(12_500ul).ToArray();
        var refusal = Refusals.Of(data, default);
        Assert.Equal("prescription-exhausted", refusal.Code);
        Assert.Contains(" 12.5.", refusal.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public void Any_bytes_make_a_refusal_of_the_closed_list()
    {
        var selectors = Gen.OneOfConst([.. Vectors.Of("errors").Select(error => error.Bytes("encoded")[..4])]);
        (from selector in selectors from rest in Gen.Byte.Array[0, 252] select (byte[])[.. selector, .. rest])
            .Sample(data => Problems.Of(Refusals.Of(data, default).Code) is { Status: >= 400 and < 500 }, iter: 10_000);
        (from selector in selectors from words in Gen.ULong.Array[0, 4] select (byte[])[.. selector, .. words.SelectMany(Word)])
            .Sample(data => Problems.Of(Refusals.Of(data, default).Code) is { Status: >= 400 and < 500 }, iter: 10_000);
    }

    static byte[] Word(ulong number) => AbiWriter.Arguments(1).Write(number).ToArray();

    static byte[] Revert(string signature, LedgerId argument) => AbiWriter.Call(Abi.Selector(signature), 1).Write(argument.ToWord()).ToArray();
}
