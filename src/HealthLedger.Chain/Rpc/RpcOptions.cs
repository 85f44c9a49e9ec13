namespace HealthLedger.Chain.Rpc;

/// <summary>Bounds on one endpoint.</summary>
internal sealed record RpcOptions
{
    /// <summary>From the question to the last byte of the answer.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>The longest answer that is read, in bytes.</summary>
    public int MaxAnswerLength { get; init; } = 64 * 1024 * 1024;

    /// <summary>Calls in one HTTP request; Besu takes 1,024.</summary>
    public int MaxBatch { get; init; } = 1000;

    /// <summary>Besu serves 80 connections in all, so that a few gateways must fit.</summary>
    public int MaxConnections { get; init; } = 16;
}
