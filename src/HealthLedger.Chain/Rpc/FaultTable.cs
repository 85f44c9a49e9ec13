namespace HealthLedger.Chain.Rpc;

/// <summary>
/// What nodes mean by their errors. The same code means different things in different clients, and the same thing is said in
/// different words, so a rule may name client, method, code and a part of the message; the first that fits decides.
/// </summary>
internal static class FaultTable
{
    const string Send = "eth_sendRawTransaction";

    sealed record Rule(RpcFault Fault, string? Text = null, long? Code = null, ClientKind? Client = null, string? Method = null)
    {
        public bool Fits(ClientKind client, string method, long code, string message) =>
            (Client is null || Client == client)
            && (Method is null || Method == method)
            && (Code is null || Code == code)
            && (Text is null || message.Contains(Text, StringComparison.OrdinalIgnoreCase));
    }

    static readonly Rule[] Rules =
    [
        new(RpcFault.MethodMissing, Code: -32601),
        new(RpcFault.MethodMissing, Code: -32604, Client: ClientKind.Besu), // known, but its API is not enabled

        // Running code. Besu before 25.12 gives -32000 for a revert, the others and later ones 3.
        new(RpcFault.Reverted, Code: 3),
        new(RpcFault.Reverted, "execution reverted"),
        new(RpcFault.Reverted, "invalid opcode"),
        new(RpcFault.OutOfGas, "out of gas"),
        new(RpcFault.OutOfGas, "gas required exceeds allowance"),

        // Nonces and the pool.
        new(RpcFault.NonceTooLow, "nonce too low"),
        new(RpcFault.NonceTooLow, Code: -32001, Client: ClientKind.Besu, Method: Send),
        new(RpcFault.NonceTooDistant, "too distant"),
        new(RpcFault.NonceTooDistant, Code: -32006, Client: ClientKind.Besu, Method: Send),
        new(RpcFault.AlreadyKnown, "already known"),
        new(RpcFault.AlreadyKnown, "known transaction"),
        new(RpcFault.AlreadyKnown, "already imported"),
        new(RpcFault.UnderpricedReplacement, "replacement transaction underpriced"),

        // Price, funds, gas, size.
        new(RpcFault.GasPriceNotAccepted, "gas price not 0"),
        new(RpcFault.GasPriceNotAccepted, "gas price below"),
        new(RpcFault.GasPriceNotAccepted, "less than block base fee"),
        new(RpcFault.GasPriceNotAccepted, "transaction underpriced"),
        new(RpcFault.GasPriceNotAccepted, Code: -32009, Client: ClientKind.Besu, Method: Send),
        new(RpcFault.InsufficientFunds, "insufficient funds"),
        new(RpcFault.InsufficientFunds, Code: -32004, Client: ClientKind.Besu, Method: Send),
        new(RpcFault.ExceedsBlockGas, "exceeds block gas limit"),
        new(RpcFault.ExceedsBlockGas, "intrinsic gas too high", Client: ClientKind.Anvil), // so anvil calls gas over the limit
        new(RpcFault.IntrinsicGas, "intrinsic gas"),
        new(RpcFault.Oversized, "oversized data"),
        new(RpcFault.Oversized, Code: -32005, Client: ClientKind.Besu), // log range, batch; block gas has its words above

        // Who may send what.
        new(RpcFault.PermissionDenied, "not authorized"),
        new(RpcFault.PermissionDenied, "permission"),
        new(RpcFault.PermissionDenied, "cannot send transaction from this node"),
        new(RpcFault.PermissionDenied, Code: -32007, Client: ClientKind.Besu, Method: Send),
        new(RpcFault.WrongChain, "wrong chainid"),
        new(RpcFault.WrongChain, "invalid chain id"),
        new(RpcFault.WrongChain, "only replay-protected"),
        new(RpcFault.UnsupportedType, "transaction type not supported"),
        new(RpcFault.UnsupportedType, "not supported for private transactions"), // v 37 or 38 on GoQuorum

        // The node's own state. -32002 is also Besu's word for a bad signature.
        new(RpcFault.Malformed, "signature", Code: -32002, Client: ClientKind.Besu),
        new(RpcFault.Syncing, Code: -32002, Client: ClientKind.Besu),
        new(RpcFault.Syncing, Code: -32008, Client: ClientKind.Besu),
        new(RpcFault.Malformed, Code: -32602, Client: ClientKind.Besu, Method: Send), // in words: "block not found"
        new(RpcFault.UnknownBlock, "unknown block"),
        new(RpcFault.UnknownBlock, "block not found"),
        new(RpcFault.UnknownBlock, "header not found"),
        new(RpcFault.UnknownBlock, "header for hash not found"),
        new(RpcFault.UnknownBlock, "resource not found", Client: ClientKind.Anvil), // a block named by its hash
        new(RpcFault.UnknownBlock, "BlockOutOfRange"),
        new(RpcFault.UnknownBlock, Code: -39001, Client: ClientKind.Besu),
        new(RpcFault.MissingState, "missing trie node"),
        new(RpcFault.MissingState, "world state unavailable"),

        // What cannot be read.
        new(RpcFault.Malformed, "rlp:"),
        new(RpcFault.Malformed, "empty typed transaction bytes"),
        new(RpcFault.Malformed, "failed to decode"),
        new(RpcFault.Malformed, Code: -32700),
        new(RpcFault.Malformed, Code: -32600),
        new(RpcFault.Malformed, Code: -32602),

        new(RpcFault.Internal, "method handler crashed"),
        new(RpcFault.Internal, Code: -32603),
    ];

    public static RpcFault Classify(ClientKind client, string method, long code, string message) =>
        Rules.FirstOrDefault(rule => rule.Fits(client, method, code, message))?.Fault ?? RpcFault.Unknown;
}
