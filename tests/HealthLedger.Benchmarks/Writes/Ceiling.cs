using System.Diagnostics;
using System.Security.Cryptography;
using System.Text.Json;
using HealthLedger.Chain.Contracts;
using HealthLedger.Chain.Custody;
using HealthLedger.Chain.Ethereum;
using HealthLedger.Chain.Relay;
using HealthLedger.Chain.Rpc;
using HealthLedger.Core.Ledger;
using Operation = HealthLedger.Chain.Ethereum.Operation;

namespace HealthLedger.Benchmarks.Writes;

/// <summary>
/// The ceiling: the same consultations, signed beforehand, fed to the same node by a loop that does nothing else. What the node then executes
/// is what a gateway could at most confirm on this machine.
/// </summary>
sealed class Ceiling(Cast cast, RelayerKey relayer, bool items) : IDisposable
{
    const int PerBatch = 100;
    const int PerCall = 10;

    readonly RpcEndpoint endpoint = new(new Uri(cast.Node), new RpcOptions { Timeout = TimeSpan.FromSeconds(120) });
    readonly PrivateKey[] keys = [.. cast.Physicians.Select(physician => new PrivateKey(Convert.FromHexString(physician.Key)))];
    readonly LedgerContracts contracts = new(cast.ChainId, Address.Parse(cast.Relay), Address.Parse(cast.Registry), Address.Parse(cast.Care));
    readonly JsonElement body = JsonElement.Parse(Cast.Consultation(items));
    int patient;

    /// <summary>Operations a second through the relay contract, a hundred a transaction.</summary>
    /// <param name="inFlight">Transactions that wait for a block at once.</param>
    public async Task<double> BatchesAsync(int operations, int inFlight)
    {
        var node = new Node(endpoint);
        var nonce = await node.NonceAsync(relayer.Address, BlockRef.Latest, default);
        var signed = Enumerable.Range(0, operations).Select(_ => Next()).AsParallel().AsOrdered().Select(Sign).ToArray();
        var batches = signed.Chunk(PerBatch).Select((batch, index) => relayer.Sign(
            new LegacyTransaction(
                nonce + (ulong)index, 0, (ulong)GasAllowance.ForBatch(batch.Select(one => one.Operation)), contracts.Relay, 0, SignedOperation.ExecuteCall(batch)),
            cast.ChainId)).ToArray();
        return operations / await FeedAsync(batches, perCall: 1, inFlight);
    }

    /// <summary>Operations a second as transactions of the physicians' own, ten an RPC call.</summary>
    public async Task<double> SinglesAsync(int operations, int inFlight)
    {
        var node = new Node(endpoint);
        var nonces = await Task.WhenAll(keys.Select(key => node.NonceAsync(key.Address, BlockRef.Latest, default)));
        var asked = Enumerable.Range(0, operations).Select(_ => Next()).Select(one => (one.Command, one.Physician, Nonce: nonces[one.Physician]++)).ToArray();
        var singles = asked.AsParallel().AsOrdered().Select(one =>
        {
            var call = LedgerCalls.Encode(one.Command, contracts);
            return new LegacyTransaction(one.Nonce, 0, call.Gas + 100_000, call.Ledger, 0, call.Data).Sign(keys[one.Physician], cast.ChainId);
        }).ToArray();
        return operations / await FeedAsync(singles, PerCall, inFlight);
    }

    // Until blocks hold all of them; by what is in blocks the loop knows how much waits.
    async Task<double> FeedAsync(SignedTransaction[] transactions, int perCall, int inFlight)
    {
        var node = new Node(endpoint);
        var watch = Stopwatch.StartNew();
        var taken = 0;
        var head = await node.BlockNumberAsync(default);
        for (var sent = 0; taken < transactions.Length;)
        {
            if (sent < transactions.Length && sent - taken < inFlight)
            {
                var some = transactions.Skip(sent).Take(perCall).ToArray();
                foreach (var answer in await endpoint.CallManyAsync(
                    some.Select(one => ("eth_sendRawTransaction", new object?[] { Hex.Encode(one.Raw) })), default))
                    if (answer.Fault is { } fault) throw fault;
                sent += some.Length;
                continue;
            }
            for (var last = await node.BlockNumberAsync(default); head < last;)
                taken += (await node.BlockAsync(BlockRef.At(++head), default))!.TransactionHashes.Count;
            if (sent - taken >= inFlight || sent == transactions.Length) await Task.Delay(5);
        }
        return watch.Elapsed.TotalSeconds;
    }

    (AddConsultation Command, int Physician) Next()
    {
        var one = cast.Patients[patient++ % cast.Patients.Count];
        return (PlainGateway.Command(LedgerId.Random(), one, body), one.Physician);
    }

    SignedOperation Sign((AddConsultation Command, int Physician) one)
    {
        var call = LedgerCalls.Encode(one.Command, contracts);
        var operation = new Operation(
            LedgerId.Parse(cast.Physicians[one.Physician].Entity, null).ToWord(), new Bytes32(RandomNumberGenerator.GetBytes(32)), call.Ledger, call.Gas, call.Data);
        return new SignedOperation(operation, keys[one.Physician].Sign(contracts.RelayDomain.Digest(operation.StructHash())));
    }

    public void Dispose()
    {
        endpoint.Dispose();
        foreach (var key in keys) key.Dispose();
    }
}
