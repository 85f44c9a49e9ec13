using HealthLedger.Chain.Contracts;
using HealthLedger.Chain.Indexer;
using HealthLedger.Chain.Nodes;
using HealthLedger.Chain.Rpc;
using HealthLedger.Core;
using HealthLedger.Core.Ledger;
using Microsoft.Extensions.Logging;

namespace HealthLedger.Chain.Relay;

/// <summary>What the nodes said to a batch.</summary>
internal enum Reception
{
    Unclear,

    /// <summary>A node holds it now, which promises nothing.</summary>
    Held,

    /// <summary>No node holds it, and one refused it for a reason that does not pass.</summary>
    RefusedForGood,

    /// <summary>Its nonce is further ahead than a pool takes.</summary>
    TooDistant,
}

/// <summary>Brings stored bytes to the nodes.</summary>
internal sealed class BatchSender(ChainOptions options, ChainLink link, ChainSignals chain, ILogger<BatchSender> logger)
{
    /// <summary>With these a node will not take the same bytes later either.</summary>
    static readonly RpcFault[] lasting =
    [
        RpcFault.GasPriceNotAccepted, RpcFault.ExceedsBlockGas, RpcFault.IntrinsicGas, RpcFault.Oversized, RpcFault.UnsupportedType, RpcFault.Malformed,
    ];

    /// <returns>How it was received; where no node holds it, what one of them said.</returns>
    public async Task<(Reception Reception, string? Answer)> SendAsync(Batch batch, CancellationToken cancellation)
    {
        var broadcast = await link.Endpoints.SendRawAsync(batch.Raw, batch.Hash.ToWord(), cancellation);
        if (broadcast.Held) Boundaries.Passed(Boundary.BatchSent);
        if (options.Embedded) chain.BlockMayBeThere();
        if (broadcast.Held) return (Reception.Held, null);
        foreach (var (endpoint, refusal) in broadcast.Answers)
            logger.LogWarning("{Endpoint} refused transaction {TransactionHash}: {Fault}", endpoint, batch.Hash, refusal!.Message);
        var faults = broadcast.Answers.Select(answer => answer.Refusal!.Fault).ToArray();
        // Whoever has it after all does no harm with it. That a nonce is used says that a block may hold these very bytes.
        var reception = faults.Any(fault => lasting.Contains(fault)) && !faults.Contains(RpcFault.NonceTooLow) ? Reception.RefusedForGood
            : faults.Contains(RpcFault.NonceTooDistant) ? Reception.TooDistant
            : Reception.Unclear;
        return (reception, broadcast.Answers[0].Refusal!.Message);
    }
}
