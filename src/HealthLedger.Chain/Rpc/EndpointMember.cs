using HealthLedger.Chain.Ethereum;

namespace HealthLedger.Chain.Rpc;

/// <summary>
/// One endpoint among several, with its health. A failing one is left alone for a while that doubles up to a bound, and one that failed often
/// of late stands behind those that did not.
/// </summary>
/// <param name="node">The node behind it.</param>
/// <param name="preference">Its weight where nobody fails: more for an earlier one in the configured order.</param>
/// <param name="clock">Times its pauses.</param>
internal sealed class EndpointMember(Node node, double preference, TimeProvider clock)
{
    static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);
    static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(250);
    static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(30);

    /// <summary>In this time half of the failures are forgotten.</summary>
    static readonly TimeSpan HalfForgotten = TimeSpan.FromMinutes(1);

    readonly Lock gate = new();
    EndpointState state;
    string? reason;
    TimeSpan pause = FirstPause;
    DateTimeOffset retryAt, failedAt;
    double failures;
    Ancestry ancestry;
    ulong head;

    public Node Node => node;

    public bool IsHealthy
    {
        get
        {
            lock (gate) return state == EndpointState.Healthy;
        }
    }

    /// <summary>Whether it should be asked who it is, before it is used.</summary>
    public bool IsDue
    {
        get
        {
            lock (gate)
                return state == EndpointState.Unchecked || (state == EndpointState.Down && clock.GetUtcNow() >= retryAt);
        }
    }

    public EndpointStatus Status
    {
        get
        {
            lock (gate) return new EndpointStatus(node.Name, state, ancestry, node.Client, reason);
        }
    }

    /// <summary>What its chain was to ours when it was last asked.</summary>
    public Ancestry Ancestry
    {
        get
        {
            lock (gate) return ancestry;
        }

        set
        {
            lock (gate) ancestry = value;
        }
    }

    /// <summary>How far its chain reached when it was last asked.</summary>
    public ulong Head
    {
        get
        {
            lock (gate) return head;
        }

        set
        {
            lock (gate) head = value;
        }
    }

    /// <summary>Whoever weighs most is asked first.</summary>
    public double Weight
    {
        get
        {
            lock (gate) return preference / (1 + Failures());
        }
    }

    public void MarkHealthy()
    {
        lock (gate) (state, reason, pause, ancestry) = (EndpointState.Healthy, null, FirstPause, Ancestry.Unknown);
    }

    /// <summary>Whose node it is; null where it does not say, and is down.</summary>
    public async Task<NetworkIdentity?> IdentifyAsync(IEnumerable<Address> contracts)
    {
        using var patience = new CancellationTokenSource(Patience);
        try
        {
            return await NetworkIdentity.OfAsync(node, contracts, patience.Token);
        }
        catch (RpcException fault)
        {
            MarkDown(fault.Message);
        }
        catch (OperationCanceledException)
        {
            MarkDown($"It did not say who it is within {Patience.TotalSeconds:0} s.");
        }

        return null;
    }

    /// <summary>It may have become another network's: it is asked again who it is before it is used.</summary>
    public void Suspect()
    {
        lock (gate)
            if (state == EndpointState.Healthy) state = EndpointState.Unchecked;
    }

    public void MarkDown(string why)
    {
        lock (gate)
        {
            if (state == EndpointState.Excluded) return;
            (failures, failedAt) = (Failures() + 1, clock.GetUtcNow());
            (state, reason, retryAt) = (EndpointState.Down, why, failedAt + pause);
            pause = pause * 2 < LongestPause ? pause * 2 : LongestPause;
        }
    }

    public void Exclude(string why)
    {
        lock (gate) (state, reason) = (EndpointState.Excluded, why);
    }

    double Failures() => failures * Math.Pow(0.5, (clock.GetUtcNow() - failedAt) / HalfForgotten);
}
