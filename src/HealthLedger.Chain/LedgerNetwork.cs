using HealthLedger.Chain.Contracts;
using HealthLedger.Chain.Deployment;
using HealthLedger.Chain.Ethereum;
using HealthLedger.Chain.Indexer;
using HealthLedger.Chain.Nodes;
using HealthLedger.Chain.Rpc;
using HealthLedger.Core.Ledger;
using HealthLedger.Core.Regulation;
using HealthLedger.Core.Replicas;
using HealthLedger.Core.Store;
using Microsoft.EntityFrameworkCore;

namespace HealthLedger.Chain;

/// <summary>What Core asks of the chain.</summary>
internal sealed class LedgerNetwork(LedgerSession session, ChainLink link, ChainStanding standing, Leadership leadership, LedgerStore store) : ILedgerNetwork
{
    static readonly LedgerHealth nobody =
        new(LedgerState.Unreachable, false, "No replica of the gateway leads: the database is away, or one is about to take over.", 0, 0);

    static readonly uint CountOf = Abi.Selector("countOf(uint8)");

    public LedgerIdentity Identity => session.Contracts.Identity;

    /// <summary>As the leader sees it.</summary>
    public LedgerHealth Health => leadership.Leads ? standing.Health : leadership.Seen ?? nobody;

    /// <summary>At the index's last block, and only if the chain still holds that very block.</summary>
    public async Task<LedgerStatistics> ReadStatisticsAsync(CancellationToken cancellation)
    {
        await using var db = store.OpenRead();
        var block = await db.Blocks.OrderByDescending(row => row.Number).FirstAsync(cancellation);
        var counts = await link.AskAsync((node, token) => CountAsync(node, BlockRef.Of(block.Hash.ToWord()), token), cancellation);
        return new LedgerStatistics(counts, block.Number, block.Hash);
    }

    public async Task<Digest?> ReadCommitmentAsync(LedgerId record, Digest transaction, CancellationToken cancellation)
    {
        var receipt = await link.AskAsync((node, token) => node.ReceiptAsync(transaction.ToWord(), token), cancellation);
        return receipt?.Logs.Select(log => LedgerLogs.Decode(log, session.Contracts)).Select(happened => CommitmentTo(record, happened))
            .FirstOrDefault(commitment => commitment is not null);
    }

    static Digest? CommitmentTo(LedgerId record, LedgerEvent? happened) => happened switch
    {
        ConsultationAdded added when added.Consultation == record => added.Commitment,
        ConsultationAmended amended when amended.Amendment == record => amended.Commitment,
        ExamRequested requested when requested.Exam == record => requested.Commitment,
        ExamCompleted completed when completed.Result == record => completed.Commitment,
        ResultCorrected corrected when corrected.Result == record => corrected.Commitment,
        ItemPrescribed prescribed when prescribed.Prescription == record => prescribed.Commitment,
        Dispensed dispensed when dispensed.Dispensation == record => dispensed.Commitment,
        StudyRegistered registered when registered.Study == record => registered.Commitment,
        ExtractRecorded recorded when recorded.Extract == record => recorded.Commitment,
        _ => null,
    };

    async Task<Dictionary<EntityClass, long>> CountAsync(Node node, BlockRef at, CancellationToken cancellation)
    {
        var counts = new Dictionary<EntityClass, long>();
        foreach (var entityClass in EntityClasses.All)
        {
            var call = AbiWriter.Call(CountOf, words: 1).Write((UInt128)(int)entityClass).ToArray();
            counts[entityClass] = (long)new AbiReader(await node.CallAsync(session.Contracts.Registry, call, at, cancellation)).ReadUInt64();
        }
        return counts;
    }
}
