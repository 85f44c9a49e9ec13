namespace HealthLedger.Core.Replicas;

/// <summary>Another replica leads now: what this one began as the leader is undone, and ends like anything that is cancelled.</summary>
public sealed class LeadershipLostException() : OperationCanceledException("Another replica leads now.");
