using HealthLedger.Chain.Rpc;

namespace HealthLedger.Tests.Rpc;

/// <summary>What Besu and anvil say, from their sources; GoQuorum's words are replayed from recordings.</summary>
public sealed class FaultTableTests
{
    const string Send = "eth_sendRawTransaction";

    [Theory]
    [InlineData(-32001, "Nonce too low", RpcFault.NonceTooLow)]
    [InlineData(-32000, "Known transaction", RpcFault.AlreadyKnown)]
    [InlineData(-32000, "Replacement transaction underpriced", RpcFault.UnderpricedReplacement)]
    [InlineData(-32009, "Gas price below configured minimum gas price", RpcFault.GasPriceNotAccepted)]
    [InlineData(-32005, "Transaction gas limit exceeds block gas limit", RpcFault.ExceedsBlockGas)]
    [InlineData(-32004, "Upfront cost exceeds account balance", RpcFault.InsufficientFunds)]
    [InlineData(-32003, "Intrinsic gas exceeds gas limit", RpcFault.IntrinsicGas)]
    [InlineData(-32007, "Sender account not authorized to send transactions", RpcFault.PermissionDenied)]
    [InlineData(-32000, "Transaction nonce is too distant from current sender nonce", RpcFault.NonceTooDistant)]
    [InlineData(-32000, "Wrong chainId", RpcFault.WrongChain)]
    [InlineData(-32602, "Invalid block param (block not found)", RpcFault.Malformed)]
    [InlineData(-32008, "Initial sync is still in progress", RpcFault.Syncing)]
    [InlineData(-32002, "Transaction pool not enabled. (Either txpool explicitly disabled, or node not yet in sync).", RpcFault.Syncing)]
    [InlineData(-32002, "Invalid signature", RpcFault.Malformed)]
    [InlineData(-32603, "Internal error", RpcFault.Internal)]
    [InlineData(-32604, "Method not enabled", RpcFault.MethodMissing)]
    [InlineData(-32099, "something new", RpcFault.Unknown)]
    public void Besu_on_a_transaction(long code, string message, object fault) => AssertReads(ClientKind.Besu, Send, code, message, fault);

    [Theory]
    [InlineData("eth_call", 3, "Execution reverted: 0x46011af5", RpcFault.Reverted)]
    [InlineData("eth_call", -32000, "Execution reverted", RpcFault.Reverted)]
    [InlineData("eth_call", -32603, "Internal error", RpcFault.Internal)]
    [InlineData("eth_call", -32602, "Invalid block param (block not found)", RpcFault.UnknownBlock)]
    [InlineData("eth_getBlockByNumber", -39001, "Unknown block", RpcFault.UnknownBlock)]
    [InlineData("eth_getProof", -32000, "World state unavailable", RpcFault.MissingState)]
    [InlineData("eth_getLogs", -32005, "Requested range exceeds maximum RPC range limit", RpcFault.Oversized)]
    public void Besu_on_a_question(string method, long code, string message, object fault) =>
        AssertReads(ClientKind.Besu, method, code, message, fault);

    [Theory]
    [InlineData(-32003, "nonce too low", RpcFault.NonceTooLow)]
    [InlineData(-32003, "transaction already imported", RpcFault.AlreadyKnown)]
    [InlineData(-32003, "replacement transaction underpriced", RpcFault.UnderpricedReplacement)]
    [InlineData(-32003, "max fee per gas less than block base fee", RpcFault.GasPriceNotAccepted)]
    [InlineData(-32000, "intrinsic gas too high -- CallGasCostMoreThanGasLimit", RpcFault.ExceedsBlockGas)]
    [InlineData(-32003, "Insufficient funds for gas * price + value", RpcFault.InsufficientFunds)]
    [InlineData(-32000, "intrinsic gas too low", RpcFault.IntrinsicGas)]
    [InlineData(-32000, "invalid chain id for signer", RpcFault.WrongChain)]
    [InlineData(-32602, "Failed to decode transaction", RpcFault.Malformed)]
    [InlineData(-32602, "BlockOutOfRangeError: block height is 5 but requested was 100", RpcFault.UnknownBlock)]
    public void Anvil(long code, string message, object fault) => AssertReads(ClientKind.Anvil, Send, code, message, fault);

    [Theory]
    [InlineData("Geth/v1.10.3-stable(quorum-v24.4.1)/linux-amd64/go1.26.8", ClientKind.GoQuorum)]
    [InlineData("besu/v26.1.0/linux-x86_64/openjdk-java-21", ClientKind.Besu)]
    [InlineData("anvil/v1.7.1", ClientKind.Anvil)]
    [InlineData("Geth/v1.16.0/linux-amd64/go1.24", ClientKind.Other)]
    [InlineData("", ClientKind.Other)]
    public void Clients_are_known_by_their_version(string version, object client) => Assert.Equal(client, ClientKinds.Detect(version));

    [Fact]
    public void What_nobody_foresaw_is_no_success() => Assert.Equal(RpcFault.Unknown, default);

    static void AssertReads(ClientKind client, string method, long code, string message, object fault) =>
        Assert.Equal(fault, FaultTable.Classify(client, method, code, message));
}
