namespace HealthLedger.Chain.Rpc;

/// <summary>What is thought of an endpoint.</summary>
internal enum EndpointState
{
    /// <summary>Not asked yet, or not since it failed.</summary>
    Unchecked,
    Healthy,

    /// <summary>It failed to answer, or lacks what the network has; it is asked again after a while.</summary>
    Down,

    /// <summary>It belongs to another network, and stays out until the gateway is started again.</summary>
    Excluded,
}

/// <param name="Endpoint">Host and port.</param>
/// <param name="State">What is thought of it.</param>
/// <param name="Ancestry">What its chain is to ours.</param>
/// <param name="Client">Whose dialect it speaks.</param>
/// <param name="Reason">Why it is not healthy, in a sentence for an operator; null where it is.</param>
internal sealed record EndpointStatus(string Endpoint, EndpointState State, Ancestry Ancestry, ClientKind Client, string? Reason);
