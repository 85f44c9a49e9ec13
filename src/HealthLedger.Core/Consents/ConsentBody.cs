using HealthLedger.Core.Ledger;

namespace HealthLedger.Core.Consents;

/// <summary>A patient's terms: to whom, what for, how long, and where it is so, for which single prescription or exam request.</summary>
public sealed record ConsentBody(
    string? Grantee, IReadOnlyList<string>? Scopes, string? Purpose, Validity? ValidFrom, Validity? ValidUntil, string? Resource) : Confidential;
