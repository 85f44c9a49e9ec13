using HealthLedger.Core.Ledger;

namespace HealthLedger.Core.Medicines;

/// <summary>
/// A prescription item as the chain tells it. Rebuildable; medicine, dosage and unit are in the vault under its id.
/// Quantities are thousandths of the prescribed unit, ValidUntil is Unix seconds.
/// </summary>
public sealed class Prescription
{
    public LedgerId Id { get; set; }
    public LedgerId Consultation { get; set; }
    public LedgerId Patient { get; set; }
    public LedgerId Physician { get; set; }
    public Digest Commitment { get; set; }
    public long QuantityPerFill { get; set; }
    public int Fills { get; set; }
    public bool PartialAllowed { get; set; }
    public bool Controlled { get; set; }
    public long ValidUntil { get; set; }
    public long Remaining { get; set; }
    public bool Cancelled { get; set; }
    public long Position { get; set; }
    public Standing Ledger { get; set; } = new();
}

/// <summary>A dispensation as the chain tells it. Rebuildable; lots, buyer and pharmacist are in the vault under its id.</summary>
public sealed class Dispensation
{
    public LedgerId Id { get; set; }
    public LedgerId Prescription { get; set; }
    public LedgerId Patient { get; set; }
    public LedgerId Pharmacy { get; set; }
    public long Quantity { get; set; }

    /// <summary>What remained of the prescription right after it.</summary>
    public long Remaining { get; set; }
    public bool Reversed { get; set; }
    public Digest Commitment { get; set; }
    public long Position { get; set; }
    public Standing Ledger { get; set; } = new();
}
