using HealthLedger.Chain.Contracts;
using HealthLedger.Chain.Nodes;
using HealthLedger.Chain.Rpc;
using HealthLedger.Core.Ledger;
using HealthLedger.Core.Store;
using Microsoft.EntityFrameworkCore;

namespace HealthLedger.Chain.Indexer;

/// <summary>
/// Asks every endpoint what its chain is to the blocks that were taken in. One that has our last block is true; one whose head is an ancestor
/// of it is behind; one with another hash at a height we hold is forked.
/// </summary>
internal sealed class ChainJudge(ChainLink link, LedgerStore store)
{
    static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    /// <returns>True if one is; else forked if one is; else behind. The endpoints are told, and questions go to the true ones from now on.</returns>
    /// <exception cref="RpcException">None of them answered.</exception>
    public async Task<Ancestry> JudgeAsync(BlockMark last, CancellationToken cancellation)
    {
        var endpoints = link.Endpoints;
        await endpoints.CheckAsync(cancellation);
        var judged = await Task.WhenAll(endpoints.Usable.Select(member => JudgeAsync(member, last, cancellation)));
        return judged.Contains(Ancestry.True) ? Ancestry.True
            : judged.Contains(Ancestry.Forked) ? Ancestry.Forked
            : judged.Contains(Ancestry.Behind) ? Ancestry.Behind
            : throw new RpcException(RpcFault.Unreachable, "No endpoint says where its chain stands.");
    }

    /// <summary>
    /// Whether at the chain's head nothing is left that was told of a later block: where everything was derived again, a chain that became
    /// shorter meanwhile shows by this alone.
    /// </summary>
    public async Task<bool> ReachesWhatWasToldAsync(BlockMark head, CancellationToken cancellation)
    {
        await using var db = store.OpenRead();
        return !await db.Operations.AnyAsync(row => row.BlockNumber > head.Number, cancellation);
    }

    /// <summary>The endpoint whose chain is the longest: whom to believe where none is true.</summary>
    public async Task<Node> LongestAsync(CancellationToken cancellation)
    {
        var heads = new List<(Node Node, ulong Head)>();
        foreach (var member in link.Endpoints.Usable) heads.Add((member.Node, await member.Node.BlockNumberAsync(cancellation)));
        return heads.Count > 0 ? heads.MaxBy(one => one.Head).Node : throw new RpcException(RpcFault.Unreachable, "No endpoint can be believed.");
    }

    /// <summary>The last block that we and the node hold, by what the node says; the first block's predecessor where it holds none of ours.</summary>
    public async Task<long> CommonAsync(Node node, long first, long last, CancellationToken cancellation)
    {
        // Whoever has a block has all before it: what is common is a beginning.
        var (low, high) = (first - 1, last);
        while (low < high)
        {
            var middle = low + (high - low + 1) / 2;
            if (await HoldsAsync(node, middle, cancellation)) low = middle;
            else high = middle - 1;
        }

        return low;
    }

    async Task<Ancestry> JudgeAsync(EndpointMember member, BlockMark last, CancellationToken cancellation)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        limit.CancelAfter(Patience);
        try
        {
            var theirs = await member.Node.BlockAsync(BlockRef.At((ulong)last.Number), limit.Token);
            member.Head = await member.Node.BlockNumberAsync(limit.Token);
            member.Ancestry = theirs is null ? await BelowAsync(member.Node, limit.Token)
                : theirs.Hash.ToDigest() == last.Hash ? Ancestry.True : Ancestry.Forked;
            if (member.Ancestry == Ancestry.Forked) await link.Endpoints.ReviewAsync(member);
            return member.Ancestry;
        }
        catch (RpcException fault)
        {
            if (fault.Transport) member.MarkDown(fault.Message);
            return member.Ancestry = Ancestry.Unknown;
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            member.MarkDown($"It did not say where its chain stands within {Patience.TotalSeconds:0} s.");
            return Ancestry.Unknown;
        }
    }

    async Task<Ancestry> BelowAsync(Node node, CancellationToken cancellation)
    {
        var head = await node.BlockAsync(BlockRef.Latest, cancellation) ?? throw new RpcException(RpcFault.UnknownBlock, "The node has no last block.");
        return await OursAsync((long)head.Number, cancellation) is { } ours && ours != head.Hash.ToDigest() ? Ancestry.Forked : Ancestry.Behind;
    }

    async Task<bool> HoldsAsync(Node node, long number, CancellationToken cancellation) =>
        await node.BlockAsync(BlockRef.At((ulong)number), cancellation) is { } theirs && await OursAsync(number, cancellation) == theirs.Hash.ToDigest();

    async Task<Digest?> OursAsync(long number, CancellationToken cancellation)
    {
        await using var db = store.OpenRead();
        return await db.Blocks.Where(row => row.Number == number).Select(row => (Digest?)row.Hash).FirstOrDefaultAsync(cancellation);
    }
}
