using HealthLedger.Chain.Ethereum;

namespace HealthLedger.Chain.Rpc;

/// <summary>What the endpoints said to one transaction; a null fault means accepted.</summary>
internal sealed record Broadcast(IReadOnlyList<(string Endpoint, RpcException? Refusal)> Answers)
{
    /// <summary>At least one node holds the transaction now. That promises nothing: only a block decides.</summary>
    public bool Held => Answers.Any(answer => answer.Refusal is null or { Fault: RpcFault.AlreadyKnown });
}

/// <summary>
/// Several nodes of one network. A question goes to the healthy one of most weight and, where that fails or lacks the answer, to the
/// next; what a node refuses is an answer and is not asked elsewhere. A transaction goes to all but those on another fork. Who belongs to the network is decided when it is first asked;
/// whether a node is true, behind or forked is judged by who knows the blocks, and told here: those that are not stand last.
/// </summary>
/// <param name="nodes">In the order of preference.</param>
/// <param name="contracts">Contracts that must be there, with the same code everywhere; none before they are deployed.</param>
/// <param name="expected">The network as it was known before; null to take that of the first node that answers.</param>
/// <param name="clock">Times the pauses of failing endpoints.</param>
internal sealed class Endpoints(
    IEnumerable<Node> nodes, IReadOnlyCollection<Address> contracts, NetworkIdentity? expected = null, TimeProvider? clock = null)
{
    /// <summary>Blocks by which one true node may be behind another without being thought to stand still.</summary>
    const ulong Lag = 2;

    /// <summary>What an endpoint has to answer a transaction when another one has answered it.</summary>
    static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    /// <summary>Answers that say something of the node rather than of the question.</summary>
    static readonly RpcFault[] lacking =
    [
        RpcFault.UnknownBlock, RpcFault.MissingState, RpcFault.Syncing, RpcFault.Internal, RpcFault.Unknown, RpcFault.MethodMissing,
    ];

    readonly EndpointMember[] members = [.. nodes.Select((node, place) => new EndpointMember(node, 1.0 / (1 + place), clock ?? TimeProvider.System))];
    readonly Lock gate = new();
    Task check = Task.CompletedTask;

    /// <summary>The network that all healthy endpoints belong to; null before one has answered.</summary>
    public NetworkIdentity? Network { get; private set; } = expected;

    public IReadOnlyList<EndpointStatus> Statuses => [.. members.Select(member => member.Status)];

    /// <summary>
    /// Those that may be asked now, the one to ask first in front: before all others one that is not behind or forked, and then one that does not
    /// stand still while others go on.
    /// </summary>
    public IReadOnlyList<EndpointMember> Usable
    {
        get
        {
            var healthy = members.Where(member => member.IsHealthy).ToArray();
            var foremost = healthy.Where(IsOurs).Select(member => member.Head).DefaultIfEmpty().Max();
            return [.. healthy.OrderByDescending(IsOurs).ThenBy(member => member.Head + Lag < foremost).ThenByDescending(member => member.Weight)];
        }
    }

    public IReadOnlyList<Node> Healthy => [.. Usable.Select(member => member.Node)];

    /// <summary>Something is wrong with the chain: every endpoint says again who it is before it is used.</summary>
    public void Suspect()
    {
        foreach (var member in members) member.Suspect();
    }

    /// <summary>
    /// Asks each endpoint that is new, or has failed a while ago, who it is. Waits for the answers only while no endpoint is healthy:
    /// a dead one must not slow the others down. Called at start, and then before every use.
    /// </summary>
    public async Task CheckAsync(CancellationToken cancellation)
    {
        Task running;
        lock (gate)
        {
            if (check.IsCompleted && members.Any(member => member.IsDue)) check = AskDueAsync();
            running = check;
        }

        if (Usable.Count == 0) await running.WaitAsync(cancellation);
    }

    /// <summary>Asks the healthy endpoints in turn until one answers.</summary>
    /// <exception cref="RpcException">What the node refused with, or the last transport fault where none answered.</exception>
    public async Task<T> AskAsync<T>(Func<Node, CancellationToken, Task<T>> question, CancellationToken cancellation)
    {
        await CheckAsync(cancellation);
        RpcException? last = null;
        foreach (var member in Usable)
        {
            try
            {
                return await question(member.Node, cancellation);
            }
            catch (RpcException fault) when (fault.Transport)
            {
                member.MarkDown(fault.Message);
                last = fault;
            }
            catch (RpcException fault) when (lacking.Contains(fault.Fault))
            {
                // It may be well, and lacks what another one has; or it is ill in a way of its own.
                last = fault;
            }
        }

        throw last ?? NoneHealthy();
    }

    /// <summary>Asks one whose chain is not ours whether it still belongs to the network, and excludes it where it does not.</summary>
    public async Task ReviewAsync(EndpointMember member)
    {
        if (await member.IdentifyAsync(contracts) is { } identity && Network?.DifferenceTo(identity) is { } difference) member.Exclude(difference);
    }

    /// <summary>Hands a transaction to every healthy endpoint at once. After the first answer the others do not have long: a silent one is down.</summary>
    /// <exception cref="RpcException">There is no healthy endpoint. Refusals are in the result.</exception>
    public async Task<Broadcast> SendRawAsync(ReadOnlyMemory<byte> raw, Bytes32 hash, CancellationToken cancellation)
    {
        await CheckAsync(cancellation);
        var healthy = Usable;
        if (healthy.Count == 0) throw NoneHealthy();
        // What is of this network has the transaction from the others as well.
        if (IsOurs(healthy[0])) healthy = [.. healthy.Where(member => member.Ancestry != Ancestry.Forked)];
        using var late = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        return new Broadcast(await Task.WhenAll(healthy.Select(member => SendAsync(member, raw, hash, late, cancellation))));
    }

    static async Task<(string, RpcException?)> SendAsync(
        EndpointMember member, ReadOnlyMemory<byte> raw, Bytes32 hash, CancellationTokenSource late, CancellationToken cancellation)
    {
        RpcException? refusal = null;
        try
        {
            await member.Node.SendRawAsync(raw, hash, late.Token);
        }
        catch (RpcException answer)
        {
            refusal = answer;
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            refusal = new RpcException(RpcFault.TimedOut, $"It did not take a transaction within {Patience.TotalSeconds:0} s after another answered.");
        }

        if (refusal is { Transport: true }) member.MarkDown(refusal.Message);
        else late.CancelAfter(Patience);
        return (member.Node.Name, refusal);
    }

    async Task AskDueAsync()
    {
        var due = members.Where(member => member.IsDue).ToArray();
        foreach (var (member, identity) in due.Zip(await Task.WhenAll(due.Select(member => member.IdentifyAsync(contracts)))))
        {
            if (identity is null) continue;
            var missing = contracts.Where(contract => !identity.Code.ContainsKey(contract)).ToArray();
            if (Network?.DifferenceTo(identity) is { } difference) member.Exclude(difference);
            else if (missing.Length > 0) member.MarkDown($"It has no contract at {missing[0]}, or not yet.");
            else
            {
                Network ??= identity;
                member.MarkHealthy();
            }
        }
    }

    static bool IsOurs(EndpointMember member) => member.Ancestry is not (Ancestry.Behind or Ancestry.Forked);

    RpcException NoneHealthy() => new(
        RpcFault.Unreachable,
        $"No endpoint can be used. {string.Join(' ', Statuses.Select(status => $"{status.Endpoint}: {status.Reason}"))}");
}
