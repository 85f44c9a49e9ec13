using HealthLedger.Chain.Rpc;

namespace HealthLedger.Tests.Rpc;

/// <summary>What fault each recorded case is, by file; a case that is not named here brought a result.</summary>
static class GoQuorumFaults
{
    public static readonly Dictionary<string, RpcFault> Sends = new()
    {
        ["nonce too low"] = RpcFault.NonceTooLow,
        ["the bytes of a mined transaction again"] = RpcFault.NonceTooLow,
        ["already known (the same bytes while pending)"] = RpcFault.AlreadyKnown,
        ["replacement at the same price"] = RpcFault.UnderpricedReplacement,
        ["gas price above zero"] = RpcFault.GasPriceNotAccepted,
        ["gas price 1 gwei"] = RpcFault.GasPriceNotAccepted,
        ["gas over the block limit"] = RpcFault.ExceedsBlockGas,
        ["gas below the intrinsic cost"] = RpcFault.IntrinsicGas,
        ["value above the balance"] = RpcFault.InsufficientFunds,
        ["type 2 transaction"] = RpcFault.UnsupportedType,
        ["wrong chain id"] = RpcFault.WrongChain,
        ["no chain id in the signature (v 27 or 28)"] = RpcFault.WrongChain,
        ["truncated"] = RpcFault.Malformed,
        ["a byte too many"] = RpcFault.Malformed,
        ["empty"] = RpcFault.Malformed,
        ["odd number of digits"] = RpcFault.Malformed,
        ["not hexadecimal"] = RpcFault.Malformed,
        ["no prefix"] = RpcFault.Malformed,
        ["no transaction but a list"] = RpcFault.Malformed,
        ["no parameter"] = RpcFault.Malformed,
        ["parameter of another type"] = RpcFault.Malformed,
        ["two parameters"] = RpcFault.Malformed,
        ["66,000 bytes of data, over 64 KiB"] = RpcFault.Oversized,
        ["130,000 bytes of data"] = RpcFault.Oversized,
        ["contract creation of 70,000 bytes"] = RpcFault.Oversized,
        ["v that marks a private transaction (37)"] = RpcFault.UnsupportedType,
    };

    public static readonly Dictionary<string, RpcFault> Calls = new()
    {
        ["call: custom"] = RpcFault.Reverted,
        ["estimate: custom"] = RpcFault.Reverted,
        ["call: reason"] = RpcFault.Reverted,
        ["estimate: reason"] = RpcFault.Reverted,
        ["call: empty"] = RpcFault.Reverted,
        ["estimate: empty"] = RpcFault.Reverted,
        ["call: halt"] = RpcFault.Reverted,
        ["estimate: halt"] = RpcFault.Reverted,
        ["call: division by zero"] = RpcFault.Reverted,
        ["estimate: division by zero"] = RpcFault.Reverted,
        ["call: out of gas at 100,000"] = RpcFault.OutOfGas,
        ["estimate: out of gas at 100,000"] = RpcFault.OutOfGas,
        ["call: no such function"] = RpcFault.Reverted,
        ["estimate: no such function"] = RpcFault.Reverted,
        ["call with gasPrice above zero and no balance"] = RpcFault.InsufficientFunds,
        ["call with input instead of data"] = RpcFault.Reverted,
        ["call with both, different"] = RpcFault.Reverted,
        ["call at a block not there yet"] = RpcFault.UnknownBlock,
        ["call at finalized"] = RpcFault.Malformed,
        ["call at safe"] = RpcFault.Malformed,
        ["proof at a block not there yet"] = RpcFault.UnknownBlock,
    };

    public static readonly Dictionary<string, RpcFault> Methods = new()
    {
        ["eth_protocolVersion"] = RpcFault.MethodMissing,
        ["eth_maxPriorityFeePerGas"] = RpcFault.MethodMissing,
        ["eth_feeHistory"] = RpcFault.MethodMissing,
        ["eth_getBlockReceipts"] = RpcFault.MethodMissing,
        ["eth_sendRawPrivateTransaction"] = RpcFault.Malformed,
        ["qbft_getValidatorsByBlockNumber"] = RpcFault.MethodMissing,
        ["admin_nodeInfo"] = RpcFault.MethodMissing,
        ["personal_listAccounts"] = RpcFault.MethodMissing,
        ["miner_start"] = RpcFault.MethodMissing,
        ["debug_metrics"] = RpcFault.MethodMissing,
        ["eth_blobBaseFee"] = RpcFault.MethodMissing,
        ["eth_createAccessList"] = RpcFault.Internal,
        ["no_such"] = RpcFault.MethodMissing,
        ["nosuch"] = RpcFault.MethodMissing,
    };

    public static readonly Dictionary<string, RpcFault> Receipts = new()
    {
        ["block by tag finalized"] = RpcFault.Malformed,
        ["block by tag safe"] = RpcFault.Malformed,
        ["logs of an unknown block hash"] = RpcFault.UnknownBlock,
        ["logs with range and hash"] = RpcFault.Malformed,
    };

    public static readonly Dictionary<string, RpcFault> Http = new()
    {
        ["GET"] = RpcFault.Garbage,
        ["PUT"] = RpcFault.HttpStatus,
        ["OPTIONS"] = RpcFault.Garbage,
        ["content type text"] = RpcFault.HttpStatus,
        ["no content type"] = RpcFault.HttpStatus,
        ["host not allowed"] = RpcFault.HttpStatus,
        ["empty body"] = RpcFault.Garbage,
        ["no JSON"] = RpcFault.Malformed,
        ["JSON but no object"] = RpcFault.Malformed,
        ["empty batch"] = RpcFault.Malformed,
        ["batch of numbers"] = RpcFault.Garbage,
        ["no id (a notification)"] = RpcFault.Garbage,
        ["id is text"] = RpcFault.Garbage,
        ["params an object"] = RpcFault.Malformed,
        ["batch of three, one unknown method"] = RpcFault.Garbage, // a batch's answer to a single question
        ["batch of 2,000"] = RpcFault.Garbage, // recorded cut short
        ["body of 6 MiB"] = RpcFault.Oversized,
    };
}
