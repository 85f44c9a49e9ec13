using HealthLedger.Chain.Custody;
using HealthLedger.Chain.Deployment;
using HealthLedger.Chain.Ethereum;
using HealthLedger.Chain.Nodes;
using HealthLedger.Chain.Rpc;
using HealthLedger.Core;
using HealthLedger.Core.Ledger;
using HealthLedger.Core.Operations;
using Microsoft.Extensions.Logging;
using Row = HealthLedger.Core.Operations.Operation;

namespace HealthLedger.Chain.Relay;

/// <summary>
/// Makes a batch of what waits: signs it, as much as the nodes take and the gas allowance leaves room for, and persists it with its
/// operations before anybody sends it.
/// </summary>
internal sealed class BatchPacker(
    ChainLink link, LedgerSession session, NodeLimits limits, Outbox outbox, OperationSigner signer, OperationDesk desk, ILogger<BatchPacker> logger)
{
    /// <summary>Gas is doubled once; who runs out again goes to the operator.</summary>
    const int MostOutOfGas = 2;

    /// <param name="pending">What no block has decided.</param>
    /// <param name="largest">At most so many operations.</param>
    /// <param name="cancellation">Stops it before it is persisted.</param>
    /// <returns>Null where nothing waits that may go now; and whether it is full, so that more waits for the next one.</returns>
    public async Task<(Batch? Batch, bool Full)> PackAsync(IReadOnlyList<Batch> pending, int largest, CancellationToken cancellation)
    {
        if (await FillAsync(pending, largest, cancellation) is not { } load) return (null, false);
        var batch = Sign(await NextNonceAsync(pending, cancellation), load);
        Boundaries.Passed(Boundary.BatchSigned);
        await outbox.PersistAsync(batch, load.Rows, cancellation);
        Boundaries.Passed(Boundary.BatchPersisted);
        Tell(batch, load);
        return (batch, load.Full);
    }

    // While something of ours is pending the chain is behind us: it is asked only where nothing is.
    async Task<long> NextNonceAsync(IReadOnlyList<Batch> pending, CancellationToken cancellation)
    {
        var next = await outbox.HighestNonceAsync(cancellation) + 1 ?? 0;
        if (pending.Count > 0) return next;
        var chain = await link.AskAsync((node, token) => node.NonceAsync(session.Relayer.Address, BlockRef.Latest, token), cancellation);
        return Math.Max(next, (long)chain);
    }

    /// <summary>A new batch on a nonce that nothing fills; empty where nothing waits.</summary>
    public async Task<Batch> RefillAsync(long nonce, IReadOnlyList<Batch> pending, int largest, CancellationToken cancellation)
    {
        session.Reprice(await link.AskAsync((node, token) => node.GasPriceAsync(token), cancellation));
        if (await FillAsync(pending, largest, cancellation) is not { } load) load = new Load([], [], false);
        var batch = Sign(nonce, load);
        await outbox.ReplaceAsync(batch, load.Rows, cancellation);
        Tell(batch, load);
        return batch;
    }

    async Task<Load?> FillAsync(IReadOnlyList<Batch> pending, int largest, CancellationToken cancellation)
    {
        var waiting = await outbox.WaitingAsync(cancellation);
        if (waiting.Count == 0) return null;
        var bounds = await limits.ReadAsync(cancellation);
        var speakers = await outbox.SpeakersAsync(waiting.Select(row => row.Actor), cancellation);
        var speeches = await signer.PrepareAsync([.. waiting.Take(largest)], speakers, session.Contracts, cancellation);
        var room = new BatchRoom(bounds, pending);
        var (rows, fitting, full) = (new List<Row>(), new List<Speech>(), waiting.Count > largest);
        foreach (var (row, speech) in waiting.Zip(speeches))
        {
            if (Hopeless(row, speech) is { } refusal) await GiveToOperatorAsync(row, refusal, cancellation);
            else if (room.Take(speech.Operation) is var fit && fit == Fit.Taken)
            {
                rows.Add(row);
                fitting.Add(speech);
            }
            else
            {
                full = fit == Fit.NextBatch;
                break;
            }
        }

        return rows.Count == 0 ? null : new Load(rows, OperationSigner.Sign(fitting, session.Contracts), full);
    }

    /// <summary>The ledger will never execute it as it is.</summary>
    public async Task GiveToOperatorAsync(Row row, Refusal refusal, CancellationToken cancellation)
    {
        if (row.State == OperationState.Failed)
        {
            // Its id cannot be given up either: nobody can sign for it any more.
            await outbox.ForgetAsync(row.Sequence, cancellation);
            return;
        }

        await desk.FailAsync(row.Id, refusal, cancellation);
        logger.LogError("Operation {OperationId} goes to the operator: {Reason}", row.Id, refusal.Detail);
    }

    static Refusal? Hopeless(Row row, Speech speech) =>
        speech.Refusal ?? (row.OutOfGas >= MostOutOfGas && row.State != OperationState.Failed
            ? Problems.NeedsOperator.With("The operation runs out of gas, with twice its gas too.")
            : null);

    Batch Sign(long nonce, Load load)
    {
        var gas = load.Signed.Count == 0 ? GasAllowance.Transfer : GasAllowance.ForBatch(load.Signed.Select(one => one.Operation));
        // Nothing, sent to ourselves, closes a nonce.
        var (to, call) = load.Signed.Count == 0 ? (session.Relayer.Address, []) : (session.Contracts.Relay, SignedOperation.ExecuteCall(load.Signed));
        var transaction = session.Relayer.Sign(new LegacyTransaction((ulong)nonce, session.GasPrice, (ulong)gas, to, 0, call), session.Contracts.ChainId);
        return Outbox.BatchOf(nonce, transaction, gas);
    }

    void Tell(Batch batch, Load load)
    {
        if (logger.IsEnabled(LogLevel.Information))
            logger.LogInformation("Transaction {TransactionHash} carries the operations {OperationIds}", batch.Hash, string.Join(' ', load.Rows.Select(row => row.Id)));
    }

    /// <param name="Full">More waits than it holds.</param>
    sealed record Load(IReadOnlyList<Row> Rows, IReadOnlyCollection<SignedOperation> Signed, bool Full);
}
