using HealthLedger.Chain.Ethereum;
using HealthLedger.Chain.Rpc;
using HealthLedger.Core.Ledger;

namespace HealthLedger.Chain.Contracts;

/// <summary>Reads a log's indexed arguments in order, next to its data.</summary>
internal ref struct LogReader(Log log)
{
    public AbiReader Data = new(log.Data);

    readonly IReadOnlyList<Bytes32> topics = log.Topics;
    int next = 1;

    public Bytes32 Topic() => next < topics.Count ? topics[next++] : throw new FormatException("An indexed argument is missing.");

    public LedgerId Id() => Ours(Topic());

    /// <summary>Times and quantities: the contracts' 64 bits are unsigned, ours are not.</summary>
    public long Long() => Data.ReadUInt64() is <= long.MaxValue and var number ? (long)number : long.MaxValue;

    /// <exception cref="FormatException">No gateway made this id.</exception>
    public static LedgerId Ours(Bytes32 word) => word.ToIdOrNull() ?? throw new FormatException("Not an id of ours.");
}
