using System.Security.Cryptography;
using System.Text.Json;
using HealthLedger.Chain.Contracts;
using HealthLedger.Chain.Ethereum;
using HealthLedger.Chain.Rpc;
using HealthLedger.Core.Ledger;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace HealthLedger.Benchmarks.Writes;

/// <summary>
/// The peer: a gateway as tutorials write it. One transaction a request from the entity's own account, the nonce counted in memory, the request
/// answered when the receipt is there. It keeps nothing, checks nothing, and loses everything when it ends.
/// </summary>
static class PlainGateway
{
    static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(50);

    public static async Task<int> RunAsync(string castPath, string url)
    {
        var cast = Cast.Load(castPath);
        using var endpoint = new RpcEndpoint(new Uri(cast.Node), new RpcOptions { MaxConnections = 64, Timeout = TimeSpan.FromSeconds(60) });
        var node = new Node(endpoint);
        var accounts = await Task.WhenAll(cast.Physicians.Select(physician => OpenAsync(node, physician)));
        var contracts = new LedgerContracts(cast.ChainId, Address.Parse(cast.Relay), Address.Parse(cast.Registry), Address.Parse(cast.Care));

        var builder = WebApplication.CreateBuilder();
        builder.Logging.ClearProviders();
        var app = builder.Build();
        app.MapPost("/patients/{number}/consultations", async (int number, JsonElement body) =>
        {
            var patient = cast.Patients[number];
            var account = accounts[patient.Physician];
            var id = LedgerId.Random();
            var call = LedgerCalls.Encode(Command(id, patient, body), contracts);
            var signed = new LegacyTransaction(account.NextNonce(), 0, call.Gas + 100_000, call.Ledger, 0, call.Data).Sign(account.Key, cast.ChainId);
            await node.SendRawAsync(signed.Raw, signed.Hash, default);
            Receipt? receipt;
            while ((receipt = await node.ReceiptAsync(signed.Hash, default)) is null) await Task.Delay(Poll);
            return receipt.Succeeded
                ? Results.Json(new { id = id.ToString(), transactionHash = signed.Hash.ToString(), blockNumber = receipt.BlockNumber }, statusCode: 201)
                : Results.Conflict();
        });
        await app.RunAsync(url);
        return 0;
    }

    /// <summary>What the body asks of the contract, with commitments to something.</summary>
    public static AddConsultation Command(LedgerId id, CastPatient patient, JsonElement body) => new(
        id, LedgerId.Parse(patient.Entity, null), LedgerId.Parse(patient.Consent, null), Any(),
        [.. body.GetProperty("examRequests").EnumerateArray().Select(_ => new ExamOrder(LedgerId.Random(), Any()))],
        [.. body.GetProperty("prescriptions").EnumerateArray().Select(item => new PrescriptionItem(
            LedgerId.Random(), Any(), item.GetProperty("quantity").GetProperty("value").GetInt64() * 1000, 1, false, false, PrescriptionItem.NoEnd))]);

    static Digest Any() => new(RandomNumberGenerator.GetBytes(32));

    static async Task<OwnAccount> OpenAsync(Node node, CastPhysician physician)
    {
        var key = new PrivateKey(Convert.FromHexString(physician.Key));
        return new OwnAccount(key, (long)await node.NonceAsync(key.Address, BlockRef.Latest, default));
    }

    sealed class OwnAccount(PrivateKey key, long nonce)
    {
        long next = nonce - 1;

        public PrivateKey Key => key;

        public ulong NextNonce() => (ulong)Interlocked.Increment(ref next);
    }
}
