using HealthLedger.Core.Ledger;

namespace HealthLedger.Core.Consents;

/// <summary>
/// What somebody asks a patient to consent to. A record of our own, never rebuilt: on the ledger there is only the consent that comes of it.
/// CreatedAt and ExpiresAt are UTC milliseconds, the terms Unix seconds.
/// </summary>
public sealed class ConsentRequest
{
    /// <summary>So many wrong codes close a request.</summary>
    public const int MostAttempts = 3;

    public long Sequence { get; set; }
    public LedgerId Id { get; set; }
    public LedgerId Patient { get; set; }
    public LedgerId Grantee { get; set; }
    public Scopes Scopes { get; set; }
    public Purpose Purpose { get; set; }

    /// <summary>Null: from the approval on.</summary>
    public long? ValidFrom { get; set; }
    public long ValidUntil { get; set; }
    public LedgerId? Resource { get; set; }
    public long CreatedAt { get; set; }
    public long ExpiresAt { get; set; }

    /// <summary>Wrong codes so far.</summary>
    public int Attempts { get; set; }
    public long? RefusedAt { get; set; }

    /// <summary>The operation of the approval; the request is pending again where that failed.</summary>
    public LedgerId? GrantedBy { get; set; }

    /// <summary>The keyed hash of the request's body: a repetition says the same.</summary>
    public Digest BodyHash { get; set; }
}

/// <summary>
/// A code that a patient without a device holds on paper: it approves one consent request at somebody else's terminal. Known by its keyed hash
/// alone. Times are UTC milliseconds.
/// </summary>
public sealed class ConsentCode
{
    public Digest Hash { get; set; }
    public LedgerId Patient { get; set; }

    /// <summary>Who printed it, and may therefore not use it for itself.</summary>
    public LedgerId IssuedBy { get; set; }
    public long IssuedAt { get; set; }
    public long ExpiresAt { get; set; }

    /// <summary>The operation that it approved; it may be used again where that failed.</summary>
    public LedgerId? UsedBy { get; set; }
}
