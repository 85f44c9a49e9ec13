using HealthLedger.Chain.Ethereum;

namespace HealthLedger.Chain.Rpc;

/// <summary>What tells one network from another: the same on every endpoint, and never changing.</summary>
/// <param name="ChainId">EIP-155 chain id.</param>
/// <param name="Genesis">Hash of block 0.</param>
/// <param name="Code">Hash of each contract's code, where there is one.</param>
internal sealed record NetworkIdentity(ulong ChainId, Bytes32 Genesis, IReadOnlyDictionary<Address, Bytes32> Code)
{
    /// <summary>Asks a node; contracts without code are left out, for a node that is behind has none yet.</summary>
    /// <exception cref="RpcException">The node did not answer.</exception>
    public static async Task<NetworkIdentity> OfAsync(Node node, IEnumerable<Address> contracts, CancellationToken cancellation)
    {
        await node.ClientVersionAsync(cancellation);
        var chainId = await node.ChainIdAsync(cancellation);
        var genesis = await node.BlockAsync(BlockRef.At(0), cancellation)
            ?? throw new RpcException(RpcFault.UnknownBlock, "The node has no block 0.");

        var code = new Dictionary<Address, Bytes32>();
        foreach (var contract in contracts)
            if (await node.CodeAsync(contract, BlockRef.Latest, cancellation) is { Length: > 0 } bytes)
                code[contract] = Keccak.Hash(bytes);
        return new NetworkIdentity(chainId, genesis.Hash, code);
    }

    /// <summary>Why <paramref name="other"/> is another network than this one, in one sentence; null where it is not.</summary>
    public string? DifferenceTo(NetworkIdentity other) =>
        other.ChainId != ChainId ? $"Its chain id is {other.ChainId}, not {ChainId}."
        : other.Genesis != Genesis ? $"Its genesis is {other.Genesis}, not {Genesis}."
        : Code.Where(code => other.Code.TryGetValue(code.Key, out var hash) && hash != code.Value)
            .Select(code => $"Its contract at {code.Key} has other code.").FirstOrDefault();
}
