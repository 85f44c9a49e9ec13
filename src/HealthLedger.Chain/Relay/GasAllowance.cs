using HealthLedger.Chain.Ethereum;
using HealthLedger.Chain.Rpc;

namespace HealthLedger.Chain.Relay;

/// <summary>
/// How much gas may be pending, for pending gas that takes longer than a block period to execute stops a GoQuorum network for good: twice the
/// block gas limit where that is at most 100 million a second of period, for then a block ends whatever is pending; else a figure a second.
/// </summary>
/// <param name="InFlight">Gas of everything that may be pending.</param>
/// <param name="PerBatch">A quarter of it.</param>
internal sealed record GasAllowance(long InFlight, long PerBatch)
{
    const long SafeLimitPerSecond = 100_000_000;
    const long GoQuorumPerSecond = 20_000_000;
    const long OtherPerSecond = 400_000_000;

    /// <param name="blockGasLimit">The last block's.</param>
    /// <param name="period">Seconds a block; a shorter one counts as a second.</param>
    /// <param name="client">Which node software it is.</param>
    /// <param name="configured">The operator's figure a second; null for ours.</param>
    public static GasAllowance Of(long blockGasLimit, long period, ClientKind client, long? configured)
    {
        var seconds = Math.Max(1, period);
        var inFlight = configured is null && blockGasLimit <= SafeLimitPerSecond * seconds
            ? 2 * blockGasLimit
            : (configured ?? (client == ClientKind.GoQuorum ? GoQuorumPerSecond : OtherPerSecond)) * seconds;
        return new GasAllowance(inFlight, Math.Min(inFlight / 4, blockGasLimit));
    }

    /// <summary>What moving nothing to oneself takes.</summary>
    public const long Transfer = 21_000;

    const long TransactionBase = 70_000;
    const long OperationOverhead = 45_000;
    const long CallByte = 20;

    /// <summary>What a batch must be sent with: each operation's own gas with its 64th, and the relay's work around it.</summary>
    public static long ForBatch(IEnumerable<Operation> operations) => TransactionBase + operations.Sum(OfOperation);

    public static long OfOperation(Operation operation) =>
        (long)operation.Gas * 64 / 63 + 1 + OperationOverhead + CallByte * operation.Call.Length;
}
