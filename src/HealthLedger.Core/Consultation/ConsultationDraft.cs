using HealthLedger.Core.Ledger;

namespace HealthLedger.Core.Consultation;

/// <summary>
/// A consultation that hospital staff put down for a physician: nothing of it is on the ledger before the physician signs. A record of our own,
/// never rebuilt. Times are UTC milliseconds.
/// </summary>
public sealed class ConsultationDraft
{
    public long Sequence { get; set; }
    public LedgerId Id { get; set; }
    public LedgerId Patient { get; set; }
    public LedgerId Physician { get; set; }
    public LedgerId Staff { get; set; }
    public long CreatedAt { get; set; }

    /// <summary>The keyed hash of the request's body: a repetition says the same.</summary>
    public Digest BodyHash { get; set; }

    /// <summary>The consultation as drafted, sealed under the patient's key.</summary>
    public byte[] Sealed { get; set; } = [];

    /// <summary>The operation of the sign-off; the draft is open again where that failed.</summary>
    public LedgerId? SignedBy { get; set; }
    public long? DiscardedAt { get; set; }
}
