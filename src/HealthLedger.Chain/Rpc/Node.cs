using HealthLedger.Chain.Ethereum;
using static HealthLedger.Chain.Rpc.ChainDataReader;

namespace HealthLedger.Chain.Rpc;

/// <summary>
/// The questions that the gateway asks a node. Answers are checked against the question where that is possible: a balancer in front
/// of nodes may mix them up. Every method throws <see cref="RpcException"/>.
/// </summary>
internal sealed class Node(RpcEndpoint endpoint)
{
    public string Name => endpoint.Name;

    public ClientKind Client => endpoint.Client;

    /// <summary>The client's name and version; from now on its errors are read in its dialect.</summary>
    public async Task<string> ClientVersionAsync(CancellationToken cancellation)
    {
        var version = (await endpoint.CallAsync("web3_clientVersion", cancellation)).Read(answer => answer.GetString() ?? "");
        endpoint.Client = ClientKinds.Detect(version);
        return version;
    }

    public Task<ulong> ChainIdAsync(CancellationToken cancellation) => QuantityAsync("eth_chainId", cancellation);

    public Task<ulong> BlockNumberAsync(CancellationToken cancellation) => QuantityAsync("eth_blockNumber", cancellation);

    /// <summary>Wei a gas that the node suggests; 0 on free networks.</summary>
    public Task<ulong> GasPriceAsync(CancellationToken cancellation) => QuantityAsync("eth_gasPrice", cancellation);

    /// <summary>The nonce that follows the account's transactions in blocks (latest) or in blocks and pool (pending).</summary>
    public Task<ulong> NonceAsync(Address account, BlockRef at, CancellationToken cancellation) =>
        QuantityAsync("eth_getTransactionCount", cancellation, account.ToString(), at.Parameter);

    /// <summary>The block, null where the node does not have it.</summary>
    public async Task<Block?> BlockAsync(BlockRef at, CancellationToken cancellation)
    {
        var method = at.Hash is null ? "eth_getBlockByNumber" : "eth_getBlockByHash";
        var block = (await endpoint.CallAsync(method, cancellation, at.ToString(), false)).ReadOrNull(ToBlock);
        var mixedUp = block is not null && (at.Hash is { } hash ? block.Hash != hash : at.Number is { } number && block.Number != number);
        return mixedUp ? throw MixedUp() : block;
    }

    /// <summary>What these contracts emitted in one block, in order. Asked by hash: a node that lacks the block says so.</summary>
    public async Task<IReadOnlyList<Log>> LogsAsync(Bytes32 block, IEnumerable<Address> contracts, CancellationToken cancellation)
    {
        var filter = new { blockHash = block.ToString(), address = contracts.Select(contract => contract.ToString()) };
        var logs = (await endpoint.CallAsync("eth_getLogs", cancellation, filter)).Read(answer => List(answer, ToLog));
        return logs.All(log => log.BlockHash == block) ? logs : throw MixedUp();
    }

    /// <summary>Null while no block that the node has holds the transaction.</summary>
    public async Task<Receipt?> ReceiptAsync(Bytes32 transaction, CancellationToken cancellation)
    {
        var receipt = (await endpoint.CallAsync("eth_getTransactionReceipt", cancellation, transaction.ToString())).ReadOrNull(ToReceipt);
        return receipt is null || receipt.TransactionHash == transaction ? receipt : throw MixedUp();
    }

    /// <summary>Hands a signed transaction in. Returning means accepted, which promises nothing: only a block decides.</summary>
    /// <exception cref="RpcException">Refused; <see cref="RpcFault.Garbage"/> where the node names another hash than ours.</exception>
    public async Task SendRawAsync(ReadOnlyMemory<byte> raw, Bytes32 hash, CancellationToken cancellation)
    {
        var answered = (await endpoint.CallAsync("eth_sendRawTransaction", cancellation, Hex.Encode(raw.Span))).Read(ToWord);
        if (answered != hash) throw MixedUp();
    }

    /// <summary>A transaction's bytes, null where the node does not know it; <see cref="RpcFault.MethodMissing"/> on Besu.</summary>
    public async Task<byte[]?> RawTransactionAsync(Bytes32 transaction, CancellationToken cancellation)
    {
        var raw = (await endpoint.CallAsync("eth_getRawTransactionByHash", cancellation, transaction.ToString())).ReadOrNull(ToBytes);
        return raw is { Length: 0 } ? null : raw; // GoQuorum answers "0x" to an unknown hash
    }

    /// <summary>Empty where there is no contract.</summary>
    public async Task<byte[]> CodeAsync(Address contract, BlockRef at, CancellationToken cancellation) =>
        (await endpoint.CallAsync("eth_getCode", cancellation, contract.ToString(), at.Parameter)).Read(ToBytes);

    /// <summary>Runs a call without a transaction.</summary>
    /// <exception cref="RpcException">Among others <see cref="RpcFault.Reverted"/>, with the contract's reason.</exception>
    public async Task<byte[]> CallAsync(Address to, ReadOnlyMemory<byte> data, BlockRef at, CancellationToken cancellation)
    {
        var call = new { to = to.ToString(), data = Hex.Encode(data.Span) };
        return (await endpoint.CallAsync("eth_call", cancellation, call, at.Parameter)).Read(ToBytes);
    }

    /// <summary>Gas that a transaction would need now. "data", because GoQuorum does not see "input".</summary>
    public Task<ulong> EstimateGasAsync(Address from, Address? to, ReadOnlyMemory<byte> data, CancellationToken cancellation)
    {
        var call = new Dictionary<string, string> { ["from"] = from.ToString(), ["data"] = Hex.Encode(data.Span) };
        if (to is not null) call["to"] = to.Value.ToString();
        return QuantityAsync("eth_estimateGas", cancellation, call);
    }

    async Task<ulong> QuantityAsync(string method, CancellationToken cancellation, params object?[] parameters) =>
        (await endpoint.CallAsync(method, cancellation, parameters)).Read(ToQuantity);

    static RpcException MixedUp() => new(RpcFault.Garbage, "The answer is about something else than was asked.");
}
