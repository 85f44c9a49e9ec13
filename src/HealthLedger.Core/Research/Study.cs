using HealthLedger.Core.Ledger;

namespace HealthLedger.Core.Research;

/// <summary>The contract's numbers. Zero is unknown, which hands nothing out.</summary>
public enum StudyStatus
{
    None = 0,
    Registered = 1,
    Approved = 2,
    Ended = 3,
}

/// <summary>A study as the chain tells it. Rebuildable; its protocol is in the institute's vault under its id.</summary>
public sealed class Study
{
    public LedgerId Id { get; set; }
    public LedgerId Institute { get; set; }
    public StudyStatus Status { get; set; }
    public Digest Commitment { get; set; }
    public long Position { get; set; }
    public Standing Ledger { get; set; } = new();
}

/// <summary>What a study was handed, as the chain tells it. Rebuildable.</summary>
public sealed class StudyExtract
{
    public LedgerId Id { get; set; }
    public LedgerId Study { get; set; }
    public Digest Commitment { get; set; }
    public long Position { get; set; }
    public Standing Ledger { get; set; } = new();
}
