using System.Numerics;
using HealthLedger.Chain.Contracts;
using HealthLedger.Chain.Custody;
using HealthLedger.Chain.Ethereum;
using HealthLedger.Chain.Relay;
using HealthLedger.EndToEnd.Chain;
using Row = HealthLedger.Core.Operations.Operation;

namespace HealthLedger.EndToEnd.Faults;

/// <summary>What a broken or foreign signer would send, sent past the gateway's own checks: the relay contract is asked.</summary>
public sealed class SignatureFaultTests
{
    static readonly BigInteger order =
        BigInteger.Parse("0fffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141", System.Globalization.NumberStyles.HexNumber, null);

    [Fact]
    public async Task Fault_25_a_signature_of_another_key_or_with_a_high_s_is_passed_over_by_the_contract_and_the_right_one_executes_once()
    {
        await using var world = await ChainWorld.StartAsync();
        await world.HoldRelayAsync();
        var operations = new List<Row>();
        for (var i = 0; i < 4; i++) operations.Add((await world.RegisterAsync()).Operation);
        using var stranger = PrivateKey.Generate();
        var signed = await SignedAsync(world, operations);
        Func<SignedOperation, Signature>[] wrong =
        [
            one => stranger.Sign(world.Session.Contracts.RelayDomain.Digest(one.Operation.StructHash())), one => HighS(one.Signature),
            one => one.Signature with { YIsOdd = !one.Signature.YIsOdd },
        ];
        // One that is right among them: the batch itself is in order.
        SignedOperation[] batch = [.. wrong.Select((sign, at) => signed[at] with { Signature = sign(signed[at]) }), signed[3]];
        var call = SignedOperation.ExecuteCall(batch);
        var contracts = world.Session.Contracts;
        Assert.True(await world.MinedAsync(world.Session.Relayer.Sign(
            new LegacyTransaction((ulong)await world.NonceAsync(), 0, 5_000_000, contracts.Relay, 0, call), contracts.ChainId)));

        await using var node = world.Node;
        Assert.Equal($"{operations[3].Actor.ToWord()} {operations[3].RequestId}", Assert.Single(await node.ExecutedAsync()));
        await world.ReleaseRelayAsync();
        foreach (var operation in operations) await world.PlaceOnChainAsync(await world.ConfirmedAsync(operation));
    }

    [Fact]
    public async Task Fault_25_every_signature_that_leaves_is_low_and_its_signers()
    {
        await using var world = await ChainWorld.StartAsync();
        await world.HoldRelayAsync();
        var operations = new List<Row>();
        for (var i = 0; i < 30; i++) operations.Add((await world.RegisterAsync()).Operation);
        var regulator = (await world.ReadAsync(db => Task.FromResult(db.Entities.Single()))).Address;
        foreach (var (operation, signature) in await SignedAsync(world, operations))
        {
            Assert.True(Number(signature.S) <= order / 2);
            var digest = world.Session.Contracts.RelayDomain.Digest(operation.StructHash());
            Assert.Equal(Address.Parse(regulator), signature.Recover(digest));
            Assert.Null(HighS(signature).Recover(digest));
        }
    }

    static async Task<SignedOperation[]> SignedAsync(ChainWorld world, List<Row> operations)
    {
        var speakers = await world.Get<Outbox>().SpeakersAsync(operations.Select(row => row.Actor), ChainWorld.Cancellation);
        return OperationSigner.Sign(
            await world.Get<OperationSigner>().PrepareAsync(operations, speakers, world.Session.Contracts, ChainWorld.Cancellation), world.Session.Contracts);
    }

    // The same signature in its other dress.
    static Signature HighS(Signature signature) =>
        new(signature.R, new Bytes32((order - Number(signature.S)).ToByteArray(isUnsigned: true, isBigEndian: true)), !signature.YIsOdd);

    static BigInteger Number(Bytes32 word) => new(word.ToArray(), isUnsigned: true, isBigEndian: true);
}
