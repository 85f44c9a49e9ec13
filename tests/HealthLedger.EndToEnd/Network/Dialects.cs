namespace HealthLedger.EndToEnd.Network;

/// <summary>The tables: codes, words and limits of each client, as its sources and recordings of it have them.</summary>
static class Dialects
{
    public static Dialect Of(NodeClient client) => client switch
    {
        NodeClient.Besu => Besu,
        NodeClient.GoQuorum => GoQuorum,
        _ => Anvil,
    };

    static readonly Dialect Besu = new()
    {
        Client = NodeClient.Besu,
        ClientVersion = "besu/v26.4.0/linux-x86_64/openjdk-java-21",
        Refusals = new Dictionary<SendRefusal, RpcFailure>
        {
            [SendRefusal.NonceTooLow] = new(-32001, "Nonce too low"),
            [SendRefusal.AlreadyKnown] = new(-32000, "Known transaction"),
            [SendRefusal.Underpriced] = new(-32000, "Replacement transaction underpriced"),
            [SendRefusal.Price] = new(-32009, "Gas price below configured minimum gas price"),
            [SendRefusal.OverBlockGas] = new(-32005, "Transaction gas limit exceeds block gas limit"),
            [SendRefusal.Funds] = new(-32004, "Upfront cost exceeds account balance"),
            [SendRefusal.IntrinsicGas] = new(-32003, "Intrinsic gas exceeds gas limit"),
            [SendRefusal.Permission] = new(-32007, "Sender account not authorized to send transactions"),
            [SendRefusal.TooDistant] = new(-32000, "Transaction nonce is too distant from current sender nonce"),
            [SendRefusal.WrongChain] = new(-32000, "Wrong chainId"),
            [SendRefusal.Malformed] = new(-32602, "Invalid block param (block not found)"),
            [SendRefusal.Syncing] = new(-32008, "Initial sync is still in progress"),
        },
        Missing = ["eth_getRawTransactionByHash", "txpool_status", "txpool_content", "txpool_inspect", "eth_blobBaseFee"],
        SwitchedOff = ["admin", "debug", "miner", "perm", "plugins", "trace"],
        NoSuchMethod = _ => new RpcFailure(-32601, "Method not found"),
        NoSuchHeight = (_, _) => new RpcFailure(-39001, "Unknown block"),
        NoSuchHash = new RpcFailure(-32000, "Block not found"),
        StateGone = new RpcFailure(-32000, "World state unavailable"),
        NoFinality = new RpcFailure(-39001, "Unknown block"),
        Reverted = data => new RpcFailure(3, "Execution reverted", data ?? "0x"),
        MostAhead = 200,
        MostCalls = 1024,
        MostBlocks = 5000,
        ReplacesSilently = true,
        StatusOfGet = 201,
    };

    static readonly Dialect GoQuorum = new()
    {
        Client = NodeClient.GoQuorum,
        ClientVersion = "Geth/v1.10.3-stable(quorum-v24.4.1)/linux-amd64/go1.26.8",
        Refusals = new Dictionary<SendRefusal, RpcFailure>
        {
            [SendRefusal.NonceTooLow] = new(-32000, "nonce too low"),
            [SendRefusal.AlreadyKnown] = new(-32000, "already known"),
            [SendRefusal.Underpriced] = new(-32000, "replacement transaction underpriced"),
            [SendRefusal.Price] = new(-32000, "Gas price not 0"),
            [SendRefusal.OverBlockGas] = new(-32000, "exceeds block gas limit"),
            [SendRefusal.Funds] = new(-32000, "insufficient funds for gas * price + value"),
            [SendRefusal.IntrinsicGas] = new(-32000, "intrinsic gas too low"),
            [SendRefusal.Permission] = new(-32000, "cannot send transaction from this node"),
            [SendRefusal.WrongChain] = new(-32000, "invalid chain id for signer"),
            [SendRefusal.Malformed] = new(-32000, "rlp: value size exceeds available input length"),
            [SendRefusal.Oversized] = new(-32000, "oversized data"),
        },
        Missing = ["eth_feeHistory", "eth_maxPriorityFeePerGas", "eth_getBlockReceipts", "eth_blobBaseFee", "eth_protocolVersion"],
        NoSuchMethod = method => new RpcFailure(-32601, $"the method {method} does not exist/is not available"),
        NoSuchHeight = (_, _) => new RpcFailure(-32000, "header not found"),
        NoSuchHash = new RpcFailure(-32000, "header for hash not found"),
        NoLogsOfThat = new RpcFailure(-32000, "unknown block"),
        StateGone = new RpcFailure(-32000, "missing trie node b7632e2abbbb7fa84b22199650ee071ddcdeafd7aca088a6e56358383d7eb96e (path )"),
        NoFinality = new RpcFailure(-32602, "invalid argument 0: hex string without 0x prefix"),
        Reverted = data => data is null or "0x" ? new RpcFailure(-32000, "execution reverted") : new RpcFailure(3, "execution reverted", data),
        MostBytes = 64 * 1024,
        TakesOtherPrices = false,
        IgnoresInput = true,
        RawOfUnknown = "0x",
        StatusOfGet = 200,
        MindsContentType = true,
    };

    static readonly Dialect Anvil = new()
    {
        Client = NodeClient.Anvil,
        ClientVersion = "anvil/v1.7.1",
        Refusals = new Dictionary<SendRefusal, RpcFailure>
        {
            [SendRefusal.NonceTooLow] = new(-32003, "nonce too low"),
            [SendRefusal.AlreadyKnown] = new(-32003, "transaction already imported"),
            [SendRefusal.Underpriced] = new(-32003, "replacement transaction underpriced"),
            [SendRefusal.Price] = new(-32003, "max fee per gas less than block base fee"),
            [SendRefusal.OverBlockGas] = new(-32000, "intrinsic gas too high -- tx.gas_limit > env.block.gas_limit"),
            [SendRefusal.Funds] = new(-32003, "Insufficient funds for gas * price + value"),
            [SendRefusal.IntrinsicGas] = new(-32000, "intrinsic gas too low"),
            [SendRefusal.WrongChain] = new(-32000, "invalid chain id for signer"),
            [SendRefusal.Malformed] = new(-32602, "Failed to decode transaction"),
        },
        NoSuchMethod = _ => new RpcFailure(-32601, "Method not found"),
        NoSuchHeight = (height, head) => new RpcFailure(-32602, $"BlockOutOfRangeError: block height is {head} but requested was {height}"),
        NoSuchHash = new RpcFailure(-32001, "Resource not found"),
        NoLogsOfThat = new RpcFailure(-32000, "unknown block"),
        NoLogsBeyond = (height, head) => new RpcFailure(-32602, $"BlockOutOfRangeError: block height is {head} but requested was {height}"),
        NoFinality = new RpcFailure(-39001, "Unknown block"),
        Reverted = data => new RpcFailure(3, "execution reverted", data ?? "0x"),
        DropsWhenFull = false,
    };
}
