using HealthLedger.Chain.Contracts;
using HealthLedger.Chain.Custody;
using HealthLedger.Chain.Ethereum;
using HealthLedger.Chain.Nodes;
using HealthLedger.Chain.Rpc;
using HealthLedger.Core;
using HealthLedger.Core.Ledger;
using HealthLedger.Core.Regulation;
using HealthLedger.Core.Store;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;

namespace HealthLedger.Chain.Deployment;

/// <summary>
/// Deploys the ledger: the relayer account's first three transactions. Where each contract lands is known beforehand, so that a deployment
/// that was broken off is taken up again by looking at which of the three has code.
/// </summary>
internal sealed class LedgerDeployer(ChainLink link, LedgerStore store, IFirstRegulator firstRegulator, ILogger<LedgerDeployer> logger)
{
    /// <summary>How long the old key may veto when a regulator replaces one that is lost, in seconds: three days.</summary>
    const ulong ReplacementDelay = 72 * 60 * 60;

    const ulong MostGas = 6_000_000;
    static readonly TimeSpan Patience = TimeSpan.FromSeconds(90);
    static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);

    public async Task DeployAsync(LedgerContracts contracts, RelayerKey relayer, ulong gasPrice, CancellationToken cancellation)
    {
        var regulator = await firstRegulator.GetOrCreateAsync(contracts.Identity, cancellation);
        byte[][] creations =
        [
            [.. Artifacts.CreationCode(Artifacts.Relay), .. AbiWriter.Arguments(2).Write(contracts.Registry).Write(contracts.Care).ToArray()],
            [
                .. Artifacts.CreationCode(Artifacts.Registry),
                .. AbiWriter.Arguments(6).Write(contracts.Relay).Write(regulator.Entity.ToWord()).Write(Address.Parse(regulator.Address))
                    .Write(regulator.Commitment.ToWord()).Write(relayer.Address).Write(ReplacementDelay).ToArray(),
            ],
            [.. Artifacts.CreationCode(Artifacts.Care), .. AbiWriter.Arguments(2).Write(contracts.Relay).Write(contracts.Registry).ToArray()],
        ];
        for (var nonce = 0; nonce < creations.Length; nonce++)
            if (!await HasCodeAsync(contracts.All[nonce], cancellation))
                await CreateAsync(nonce, creations[nonce], contracts, relayer, gasPrice, cancellation);
        logger.LogInformation("The ledger stands at {Relay} on chain {ChainId}.", contracts.Relay, contracts.ChainId);
    }

    async Task CreateAsync(
        int nonce, byte[] code, LedgerContracts contracts, RelayerKey relayer, ulong gasPrice, CancellationToken cancellation)
    {
        var batch = await PersistAsync(nonce, relayer.Sign(new LegacyTransaction((ulong)nonce, gasPrice, MostGas, null, 0, code), contracts.ChainId), cancellation);
        var limit = DateTimeOffset.UtcNow + Patience;
        var hash = batch.Hash.ToWord();
        RpcException? refusal = null;
        while (await link.AskAsync((node, token) => node.ReceiptAsync(hash, token), cancellation) is not { } receipt)
        {
            if (DateTimeOffset.UtcNow > limit)
                throw new CannotStartException($"The contracts could not be deployed: no block took the transaction {hash}{(refusal is null ? "" : $" ({refusal.Message})")}.");
            var broadcast = await link.Endpoints.SendRawAsync(batch.Raw, hash, cancellation);
            refusal = broadcast.Answers.Select(answer => answer.Refusal).FirstOrDefault(fault => fault is not null);
            await Task.Delay(Pause, cancellation);
        }
        if (!await HasCodeAsync(contracts.All[nonce], cancellation))
            throw new CannotStartException($"The contracts could not be deployed: transaction {hash} was mined and left no code at {contracts.All[nonce]}.");
    }

    // The very bytes are on the disk before they leave; a second attempt sends the same.
    Task<Batch> PersistAsync(int nonce, SignedTransaction signed, CancellationToken cancellation) => store.LeadAsync(
        async (db, token) =>
        {
            if (await db.Batches.FirstOrDefaultAsync(row => row.Nonce == nonce, token) is { } known) return known;
            var batch = new Batch
            {
                Nonce = nonce,
                Hash = signed.Hash.ToDigest(),
                Raw = signed.Raw,
                Gas = (long)MostGas,
                State = BatchState.Pending,
                CreatedAt = DateTimeOffset.UtcNow.ToUnixTimeMilliseconds(),
            };
            db.Batches.Add(batch);
            return batch;
        },
        cancellation);

    async Task<bool> HasCodeAsync(Address contract, CancellationToken cancellation) =>
        (await link.AskAsync((node, token) => node.CodeAsync(contract, BlockRef.Latest, token), cancellation)).Length > 0;
}
