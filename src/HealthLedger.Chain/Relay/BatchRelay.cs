using HealthLedger.Chain.Custody;
using HealthLedger.Chain.Deployment;
using HealthLedger.Chain.Ethereum;
using HealthLedger.Chain.Indexer;
using HealthLedger.Chain.Nodes;
using HealthLedger.Chain.Rpc;
using HealthLedger.Core;
using HealthLedger.Core.Ledger;
using HealthLedger.Core.Operations;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Row = HealthLedger.Core.Operations.Operation;

namespace HealthLedger.Chain.Relay;

/// <summary>
/// Carries accepted operations to the chain in batches of one relayer account: sign, persist, send, send again until a block decides. What
/// "accepted" a node says means nothing; what became of an operation only the indexer learns.
/// </summary>
internal sealed class BatchRelay(
    ChainOptions options, ChainLink link, LedgerSession session, Outbox outbox, BatchSender sender, OperationSigner signer, OperationDesk desk,
    LedgerSignals accepted, ChainSignals chain, ChainStanding standing, ILogger<BatchRelay> logger) : BackgroundService
{
    /// <summary>GoQuorum's default txnSizeLimit is 64 KB, of which the envelope takes a little.</summary>
    const int MostBytes = 60_000;
    const int MostInFlight = 16;
    const int MostOperations = 100;
    /// <summary>Gas is doubled once; who runs out again goes to the operator.</summary>
    const int MostOutOfGas = 2;
    static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);
    static readonly uint IsRelayer = Abi.Selector("isRelayer(address)");

    /// <summary>What reverted while it was alone in its batch: once may have been the account's permission, twice is the operation.</summary>
    readonly HashSet<LedgerId> revertedAlone = [];
    int largest = MostOperations;
    bool permitted = true;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var woken = accepted.WaitForAcceptedAsync(stoppingToken);
        var indexed = chain.WaitForIndexedAsync(stoppingToken);
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await Task.WhenAny(woken, indexed, Task.Delay(Pause, stoppingToken));
                if (woken.IsCompleted) woken = accepted.WaitForAcceptedAsync(stoppingToken);
                if (indexed.IsCompleted) indexed = chain.WaitForIndexedAsync(stoppingToken);
                if (standing.IsCaughtUp && standing.Health.Ready) await TurnAsync(stoppingToken);
            }
            catch (RpcException fault)
            {
                logger.LogWarning("The relay could not reach the chain: {Fault}", fault.Message);
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception failure)
            {
                // Everything is in the store: the next turn begins from there. A relay that ended would take the gateway with it.
                logger.LogCritical(failure, "The relay failed and goes on.");
                await Task.Delay(Pause, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    async Task TurnAsync(CancellationToken cancellation)
    {
        if (!await SettleRevertedAsync(cancellation)) return;
        var pending = await sender.HealAsync(await outbox.PendingAsync(cancellation), cancellation);
        while (pending.Count < MostInFlight && await PackAsync(pending, cancellation) is { } batch)
        {
            standing.Waiting(true);
            await sender.SendAsync(batch, cancellation);
            pending = [.. pending, batch];
        }
        standing.Waiting(pending.Count > 0);
    }

    // A reverted batch is packed again in halves, until the one operation stands alone that reverts it. False where nothing may be sent.
    async Task<bool> SettleRevertedAsync(CancellationToken cancellation)
    {
        var reverted = await outbox.RevertedAsync(cancellation);
        if (reverted.Count > 0 || !permitted)
        {
            if (!await HasPermissionAsync(cancellation)) return false;
        }
        if (reverted.Count == 0)
        {
            largest = Math.Min(MostOperations, largest * 2);
            return true;
        }
        largest = Math.Max(1, reverted.Max(batch => batch.Count) / 2);
        foreach (var batch in reverted)
            if (batch is not [var alone] || revertedAlone.Add(alone.Id)) await outbox.ReleaseAsync(batch[0].Nonce!.Value, cancellation);
            else
            {
                await FailAsync(alone, Problems.NeedsOperator.With("The ledger's relay contract cannot execute the operation."), cancellation);
                revertedAlone.Remove(alone.Id);
            }
        return true;
    }

    // Whoever is no relayer reverts everything, and goes on doing so until a regulator lists the account: what reverted meanwhile is not to blame.
    async Task<bool> HasPermissionAsync(CancellationToken cancellation)
    {
        var call = AbiWriter.Call(IsRelayer, words: 1).Write(session.Relayer.Address).ToArray();
        var listed = new AbiReader(await link.AskAsync((node, token) => node.CallAsync(session.Contracts.Registry, call, BlockRef.Latest, token), cancellation)).ReadBool();
        if (!listed && permitted)
        {
            standing.Stopped($"The relayer account {session.Relayer.Address} is not listed on the ledger: a regulator has to list it.");
            logger.LogCritical("The relayer account {Relayer} is not listed on the ledger; nothing can be written.", session.Relayer.Address);
        }
        if (listed && !permitted) standing.Stopped(null);
        return permitted = listed;
    }

    async Task<Batch?> PackAsync(IReadOnlyList<Batch> pending, CancellationToken cancellation)
    {
        var waiting = await outbox.WaitingAsync(cancellation);
        if (waiting.Count == 0) return null;
        var allowance = await AllowanceAsync(cancellation);
        var free = allowance.InFlight - pending.Sum(batch => batch.Gas);
        var contracts = session.Contracts;
        var signings = await signer.SignAsync(
            [.. waiting.Take(largest)], await outbox.SpeakersAsync(waiting.Select(row => row.Actor), cancellation), contracts, cancellation);

        var rows = new List<Row>();
        var signed = new List<SignedOperation>();
        var (gas, bytes) = (GasAllowance.ForBatch([]), 0);
        foreach (var (row, signing) in waiting.Zip(signings))
        {
            if (Hopeless(row, signing) is { } refusal)
            {
                await FailAsync(row, refusal, cancellation);
                continue;
            }
            var operation = signing.Signed!.Value;
            gas += GasAllowance.OfOperation(operation.Operation);
            bytes += 448 + operation.Operation.Call.Length;
            if (rows.Count > 0 && (gas > allowance.PerBatch || bytes > MostBytes)) break;
            // One alone is always let through: an allowance too small for it would hold it for ever.
            if (gas > free && (rows.Count > 0 || pending.Count > 0)) break;
            rows.Add(row);
            signed.Add(operation);
        }
        return rows.Count == 0 ? null : await PersistAsync(rows, signed, cancellation);
    }

    static Refusal? Hopeless(Row row, Signing signing) =>
        signing.Refusal ?? (row.OutOfGas >= MostOutOfGas ? Problems.NeedsOperator.With("The operation runs out of gas, with twice its gas too.") : null);

    async Task<Batch> PersistAsync(List<Row> rows, List<SignedOperation> signed, CancellationToken cancellation)
    {
        var chainNonce = await link.AskAsync((node, token) => node.NonceAsync(session.Relayer.Address, BlockRef.Latest, token), cancellation);
        var nonce = Math.Max(await outbox.HighestNonceAsync(cancellation) + 1 ?? 0, (long)chainNonce);
        var gas = GasAllowance.ForBatch(signed.Select(one => one.Operation));
        var transaction = session.Relayer.Sign(
            new LegacyTransaction((ulong)nonce, session.GasPrice, (ulong)gas, session.Contracts.Relay, 0, SignedOperation.ExecuteCall(signed)),
            session.Contracts.ChainId);
        var batch = Outbox.BatchOf(nonce, transaction, gas);
        Boundaries.Passed(Boundary.BatchSigned);
        await outbox.PersistAsync(batch, [.. rows.Select(row => row.Sequence)], cancellation);
        Boundaries.Passed(Boundary.BatchPersisted);
        foreach (var row in rows) logger.LogInformation("Operation {OperationId} goes in transaction {TransactionHash}.", row.Id, batch.Hash);
        return batch;
    }

    async Task FailAsync(Row row, Refusal refusal, CancellationToken cancellation)
    {
        await desk.FailAsync(row.Id, refusal, cancellation);
        logger.LogError("Operation {OperationId} goes to the operator: {Reason}", row.Id, refusal.Detail);
    }

    async Task<GasAllowance> AllowanceAsync(CancellationToken cancellation)
    {
        var (limit, client) = await link.AskAsync(
            async (node, token) => ((await node.BlockAsync(BlockRef.Latest, token))?.GasLimit ?? 0, node.Client), cancellation);
        return GasAllowance.Of((long)limit, options.BlockTime, client, options.GasPerSecond);
    }
}
