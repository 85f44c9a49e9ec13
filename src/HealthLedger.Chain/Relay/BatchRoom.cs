using HealthLedger.Chain.Ethereum;
using HealthLedger.Core.Ledger;

namespace HealthLedger.Chain.Relay;

/// <summary>Whether one more operation goes into a batch.</summary>
internal enum Fit
{
    /// <summary>Not now: something has to be decided first.</summary>
    Later,

    /// <summary>Not into this batch.</summary>
    NextBatch,
    Taken,
}

/// <summary>What is left of a batch's gas and bytes, and of the gas that may be pending.</summary>
internal sealed class BatchRoom(Bounds bounds, IReadOnlyCollection<Batch> pending)
{
    /// <summary>Of an operation in a batch beside its call: head, signature, padding.</summary>
    const int OperationBytes = 448;

    readonly long free = bounds.Gas.InFlight - pending.Sum(batch => batch.Gas);
    long gas = GasAllowance.ForBatch([]);
    int bytes, taken;

    public Fit Take(Operation operation)
    {
        var (gasThen, bytesThen) = (gas + GasAllowance.OfOperation(operation), bytes + OperationBytes + operation.Call.Length);
        // No block takes it, while the limit is what it is; nothing may overtake it either.
        if (GasAllowance.ForBatch([operation]) > bounds.BlockGas) return Fit.Later;
        if (taken > 0 && (gasThen > bounds.Gas.PerBatch || bytesThen > bounds.TransactionSize)) return Fit.NextBatch;
        // One alone is always let through: an allowance too small for it would hold it for ever.
        if (gasThen > free && (taken > 0 || pending.Count > 0)) return Fit.Later;
        (gas, bytes, taken) = (gasThen, bytesThen, taken + 1);
        return Fit.Taken;
    }
}
