using HealthLedger.Chain.Deployment;
using HealthLedger.Chain.Ethereum;
using HealthLedger.Chain.Indexer;
using HealthLedger.Chain.Nodes;
using HealthLedger.Chain.Rpc;
using HealthLedger.Core.Ledger;
using HealthLedger.Core.Operations;
using Microsoft.Extensions.Logging;

namespace HealthLedger.Chain.Relay;

/// <summary>
/// A reverted batch is packed again in halves, until the one operation stands alone that reverts it. Where the relayer account is not listed
/// everything reverts, and nothing is sent until a regulator lists it.
/// </summary>
internal sealed class RevertedBatches(
    ChainLink link, LedgerSession session, Outbox outbox, BatchPacker packer, ChainStanding standing, ILogger<RevertedBatches> logger)
{
    const int MostOperations = 400;
    static readonly uint IsRelayer = Abi.Selector("isRelayer(address)");

    /// <summary>What reverted while it was alone in its batch: once may have been the account's permission, twice is the operation.</summary>
    readonly HashSet<LedgerId> alone = [];
    bool permitted;

    /// <summary>How many operations a batch may hold now.</summary>
    public int Largest { get; private set; } = MostOperations;

    /// <returns>False where nothing may be sent.</returns>
    public async Task<bool> SettleAsync(CancellationToken cancellation)
    {
        var reverted = await outbox.RevertedAsync(cancellation);
        if ((reverted.Count > 0 || !permitted) && !await HasPermissionAsync(cancellation)) return false;
        if (reverted.Count == 0)
        {
            Largest = Math.Min(MostOperations, Largest * 2);
            return true;
        }

        Largest = Math.Max(1, reverted.Max(batch => batch.Count) / 2);
        foreach (var batch in reverted)
            if (batch is not [var single] || alone.Add(single.Id)) await outbox.ReleaseAsync(batch[0].Nonce!.Value, cancellation);
            else
            {
                await packer.GiveToOperatorAsync(
                    single, Problems.NeedsOperator.With("The ledger's relay contract cannot execute the operation."), cancellation);
                alone.Remove(single.Id);
            }

        return true;
    }

    // Whoever is no relayer reverts everything, and goes on doing so until a regulator lists the account: what reverted meanwhile is not to
    // blame. Asked before the first write, too.
    async Task<bool> HasPermissionAsync(CancellationToken cancellation)
    {
        var call = AbiWriter.Call(IsRelayer, words: 1).Write(session.Relayer.Address).ToArray();
        var answer = await link.AskAsync((node, token) => node.CallAsync(session.Contracts.Registry, call, BlockRef.Latest, token), cancellation);
        var listed = new AbiReader(answer).ReadBool();
        if (!listed) logger.LogCritical("The relayer account {Relayer} is not listed on the ledger; nothing can be written.", session.Relayer.Address);
        standing.Stopped(listed ? null : $"The relayer account {session.Relayer.Address} is not listed on the ledger: a regulator has to list it.");
        return permitted = listed;
    }
}
