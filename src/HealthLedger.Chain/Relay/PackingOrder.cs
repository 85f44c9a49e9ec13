using HealthLedger.Core.Ledger;
using HealthLedger.Core.Operations;

namespace HealthLedger.Chain.Relay;

/// <summary>
/// Which waiting operations may be packed now, so that those on one subject reach the chain in the order of acceptance, whatever becomes of a
/// batch.
/// </summary>
internal static class PackingOrder
{
    /// <param name="underWay">The subjects of what is in a batch and undecided.</param>
    /// <param name="waiting">In the order of acceptance.</param>
    public static IReadOnlyList<Operation> Of(IEnumerable<LedgerId> underWay, IEnumerable<Operation> waiting)
    {
        var held = underWay.ToHashSet();
        var packable = new List<Operation>();
        foreach (var operation in waiting)
        {
            // Who is being rotated or suspended says nothing meanwhile: a signature of the old key would be passed over, and whatever is
            // accepted later on the same subject would overtake it.
            if (held.Contains(operation.Subject) || held.Contains(operation.Actor))
            {
                held.Add(operation.Subject);
                continue;
            }

            packable.Add(operation);
            // Nor does who is being registered: the chain does not know yet who speaks for it.
            if (operation.Command is RotateKey rotation) held.Add(rotation.Entity);
            if (operation.Command is RegisterEntity registration) held.Add(registration.Entity);
        }

        return packable;
    }
}
