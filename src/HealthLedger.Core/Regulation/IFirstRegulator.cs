using HealthLedger.Core.Ledger;

namespace HealthLedger.Core.Regulation;

/// <summary>The regulator that the contracts' constructor registers: somebody has to register everybody else.</summary>
public sealed record FirstRegulator(LedgerId Entity, string Address, Digest Commitment);

/// <summary>Makes the first regulator before there is a ledger to register it on.</summary>
public interface IFirstRegulator
{
    /// <summary>
    /// The first regulator of the ledger that is about to be deployed there, on the disk with its key before this answers. Asked again after a
    /// crash it is the same one, its commitment bound to the ledger that is named then.
    /// </summary>
    Task<FirstRegulator> GetOrCreateAsync(LedgerIdentity ledger, CancellationToken cancellation);
}
