using HealthLedger.Core.Ledger;

namespace HealthLedger.Core.Consents;

/// <summary>A consent as the chain tells it. Rebuildable. ValidFrom and ValidUntil are Unix seconds, both inclusive.</summary>
public sealed class Consent
{
    public LedgerId Id { get; set; }
    public LedgerId Patient { get; set; }
    public LedgerId Grantee { get; set; }
    public Scopes Scopes { get; set; }
    public Purpose Purpose { get; set; }
    public long ValidFrom { get; set; }
    public long ValidUntil { get; set; }

    /// <summary>One prescription or exam request; null: all of the patient's.</summary>
    public LedgerId? Resource { get; set; }
    public bool Revoked { get; set; }
    public long Position { get; set; }
    public Standing Ledger { get; set; } = new();
}
