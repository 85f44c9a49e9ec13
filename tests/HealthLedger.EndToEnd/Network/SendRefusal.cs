namespace HealthLedger.EndToEnd.Network;

/// <summary>Why a node does not take a transaction; how it says so is its dialect.</summary>
public enum SendRefusal
{
    NonceTooLow,
    AlreadyKnown,
    Underpriced,
    Price,
    OverBlockGas,
    Funds,
    IntrinsicGas,
    Permission,
    TooDistant,
    WrongChain,
    Malformed,
    Oversized,
    Syncing,
}

/// <summary>A JSON-RPC error.</summary>
sealed record RpcFailure(int Code, string Message, string? Data = null);
