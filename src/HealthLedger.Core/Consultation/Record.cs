using HealthLedger.Core.Ledger;

namespace HealthLedger.Core.Consultation;

/// <summary>
/// One commitment on the chain about a patient: a consultation, an amendment, an exam's result or its correction, a dispensation.
/// Rebuildable; the content is in the vault under the same id.
/// </summary>
public sealed class Record
{
    public LedgerId Id { get; set; }

    /// <summary>One of <see cref="Store.PayloadKinds"/>.</summary>
    public string Kind { get; set; } = "";
    public LedgerId Patient { get; set; }
    public LedgerId Author { get; set; }

    /// <summary>The consultation amended, the exam whose result it is, or the prescription dispensed.</summary>
    public LedgerId? About { get; set; }
    public int Version { get; set; }
    public Digest Previous { get; set; }
    public Digest Commitment { get; set; }
    public long Position { get; set; }
    public Standing Ledger { get; set; } = new();
}
