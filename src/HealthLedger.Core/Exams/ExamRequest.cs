using HealthLedger.Core.Ledger;

namespace HealthLedger.Core.Exams;

/// <summary>Zero is unknown.</summary>
public enum ExamStatus
{
    None = 0,
    Requested = 1,
    Accepted = 2,
    Completed = 3,
    Cancelled = 4,
    Authorized = 5,
    Denied = 6,
}

/// <summary>An exam request as the chain tells it. Rebuildable; code and justification are in the vault under its id.</summary>
public sealed class ExamRequest
{
    public LedgerId Id { get; set; }
    public LedgerId Consultation { get; set; }
    public LedgerId Patient { get; set; }
    public LedgerId Physician { get; set; }
    public LedgerId? Center { get; set; }
    public ExamStatus Status { get; set; }
    public Digest Commitment { get; set; }

    /// <summary>Whose authorization it needs; null: nobody's.</summary>
    public LedgerId? Insurer { get; set; }

    /// <summary>The insurer has not decided yet.</summary>
    public bool AwaitsInsurer { get; set; }

    /// <summary>What the insurer last said; null: nothing yet. In the vault under this commitment, and its block's time, UTC milliseconds.</summary>
    public bool? Authorized { get; set; }
    public Digest? Decision { get; set; }
    public long? DecidedAt { get; set; }

    /// <summary>The first result and the latest correction, records of their own.</summary>
    public LedgerId? Result { get; set; }
    public LedgerId? LatestResult { get; set; }
    public long Position { get; set; }
    public Standing Ledger { get; set; } = new();
}
