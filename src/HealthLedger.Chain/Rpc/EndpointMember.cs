namespace HealthLedger.Chain.Rpc;

/// <summary>One endpoint among several, with its health. A failing one is left alone for a while that doubles up to a bound.</summary>
internal sealed class EndpointMember(Node node, TimeProvider clock)
{
    static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(250);
    static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(30);

    readonly Lock gate = new();
    EndpointState state;
    string? reason;
    TimeSpan pause = FirstPause;
    DateTimeOffset retryAt;

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
            lock (gate) return new EndpointStatus(node.Name, state, node.Client, reason);
        }
    }

    public void MarkHealthy()
    {
        lock (gate) (state, reason, pause) = (EndpointState.Healthy, null, FirstPause);
    }

    public void MarkDown(string why)
    {
        lock (gate)
        {
            if (state == EndpointState.Excluded) return;
            (state, reason, retryAt) = (EndpointState.Down, why, clock.GetUtcNow() + pause);
            pause = pause * 2 < LongestPause ? pause * 2 : LongestPause;
        }
    }

    public void Exclude(string why)
    {
        lock (gate) (state, reason) = (EndpointState.Excluded, why);
    }
}
