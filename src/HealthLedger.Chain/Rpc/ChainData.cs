using HealthLedger.Chain.Ethereum;

namespace HealthLedger.Chain.Rpc;

/// <summary>A block, without its transactions' content.</summary>
/// <param name="Number">Height.</param>
/// <param name="Hash">As the node says it; QBFT hashes cannot be recomputed without knowing the client's encoding.</param>
/// <param name="ParentHash">Hash of the block before.</param>
/// <param name="Timestamp">Unix seconds.</param>
/// <param name="GasLimit">Gas its transactions may use together.</param>
/// <param name="LogsBloom">Which contracts may have emitted something in it.</param>
/// <param name="TransactionHashes">In the order of execution.</param>
internal sealed record Block(
    ulong Number, Bytes32 Hash, Bytes32 ParentHash, ulong Timestamp, ulong GasLimit, LogsBloom LogsBloom,
    IReadOnlyList<Bytes32> TransactionHashes);

/// <summary>An event that a contract emitted.</summary>
/// <param name="Address">The contract.</param>
/// <param name="Topics">The event's own, then its indexed arguments.</param>
/// <param name="Data">The other arguments.</param>
/// <param name="TransactionHash">What caused it.</param>
/// <param name="BlockHash">Where it stands.</param>
/// <param name="LogIndex">Its place in the block, counted over all transactions.</param>
internal sealed record Log(
    Address Address, IReadOnlyList<Bytes32> Topics, byte[] Data, Bytes32 TransactionHash, Bytes32 BlockHash, ulong LogIndex);

/// <summary>What became of a transaction in a block.</summary>
/// <param name="TransactionHash">Whose receipt it is.</param>
/// <param name="BlockHash">The block it is in.</param>
/// <param name="BlockNumber">That block's height.</param>
/// <param name="Succeeded">False: undone, but its nonce and gas are spent.</param>
/// <param name="GasUsed">Gas of this transaction alone.</param>
/// <param name="ContractAddress">The contract it created.</param>
/// <param name="Logs">Its events.</param>
internal sealed record Receipt(
    Bytes32 TransactionHash, Bytes32 BlockHash, ulong BlockNumber, bool Succeeded, ulong GasUsed, Address? ContractAddress,
    IReadOnlyList<Log> Logs);
