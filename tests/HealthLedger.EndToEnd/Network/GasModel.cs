using HealthLedger.Chain.Ethereum;

namespace HealthLedger.EndToEnd.Network;

/// <summary>
/// How fast validators execute. A block whose transactions take longer than the block period comes out empty: the empty one, proposed first,
/// has won when the filled one is built. What was pending stays pending, and so it goes on for good (GoQuorum; recorded on a real network).
/// Counted is the gas that transactions may use, for nobody knows beforehand what they will.
/// </summary>
/// <param name="gasPerSecond">Null: fast enough for anything.</param>
sealed class GasModel(long? gasPerSecond)
{
    /// <summary>From now on every block is empty.</summary>
    public bool Stopped { get; private set; }

    /// <summary>The most gas that was pending when a block was due.</summary>
    public long MostPending { get; private set; }

    /// <summary>What goes into the next block.</summary>
    public IReadOnlyList<SignedTransaction> Fill(IReadOnlyList<SignedTransaction> executable, long blockGasLimit, TimeSpan period)
    {
        var gas = 0L;
        var block = executable.TakeWhile(one => (gas += (long)one.Transaction.GasLimit) <= blockGasLimit).ToArray();
        gas = block.Sum(one => (long)one.Transaction.GasLimit);
        MostPending = Math.Max(MostPending, executable.Sum(one => (long)one.Transaction.GasLimit));
        if (gasPerSecond is { } speed && gas > speed * Math.Max(1, period.TotalSeconds)) Stopped = true;
        return Stopped ? [] : block;
    }
}
