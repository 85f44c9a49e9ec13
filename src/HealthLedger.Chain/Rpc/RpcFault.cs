namespace HealthLedger.Chain.Rpc;

/// <summary>Every way a node's answer can be no answer. Closed: whoever decides on faults decides on all of them.</summary>
internal enum RpcFault
{
    /// <summary>Nothing in the table fits. Never to be taken as success, nor as a lasting refusal.</summary>
    Unknown,

    // The transport: the question may or may not have been heard.

    /// <summary>No connection, or it broke before an answer began.</summary>
    Unreachable,
    TimedOut,

    /// <summary>An HTTP status without a JSON-RPC answer in it.</summary>
    HttpStatus,

    /// <summary>HTML, cut or oversized JSON, a wrong id, neither result nor error, a field of another type.</summary>
    Garbage,

    // Sending.

    /// <summary>The nonce is used; perhaps by these very bytes: ask for their receipt before concluding anything.</summary>
    NonceTooLow,
    AlreadyKnown,
    UnderpricedReplacement,
    GasPriceNotAccepted,
    ExceedsBlockGas,
    InsufficientFunds,
    IntrinsicGas,
    PermissionDenied,
    NonceTooDistant,
    WrongChain,
    UnsupportedType,

    /// <summary>The node cannot read the transaction or the parameters.</summary>
    Malformed,

    /// <summary>The transaction or the request is larger than the node takes.</summary>
    Oversized,

    // Asking.

    Syncing,
    MethodMissing,

    /// <summary>The call was undone by the contract, with or without data, or stopped at an invalid instruction.</summary>
    Reverted,
    OutOfGas,

    /// <summary>The node does not have this block: it is behind, or on another branch.</summary>
    UnknownBlock,

    /// <summary>The block is known but its state is no longer kept.</summary>
    MissingState,

    /// <summary>The node failed at a question that may be right.</summary>
    Internal,
}
