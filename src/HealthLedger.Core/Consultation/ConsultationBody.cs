using HealthLedger.Core.Medicines;
using HealthLedger.Core.Terminology;

namespace HealthLedger.Core.Consultation;

/// <summary>What a physician records of one consultation.</summary>
public sealed record ConsultationBody(
    DateTimeOffset? OccurredAt, IReadOnlyList<Coding>? Diagnoses, string? Observations, IReadOnlyList<ExamRequestBody>? ExamRequests,
    IReadOnlyList<PrescriptionBody>? Prescriptions, string? Appointment) : Confidential
{
    /// <summary>The most exam requests, and the most prescription items, one consultation holds: the contract's bound.</summary>
    public const int MostItems = 20;
}

/// <summary>An exam asked for, and why.</summary>
/// <param name="Kind">`laboratory`, `ambulatory` (where absent), `highComplexity` or `urgent`: what an insurer's terms go by.</param>
public sealed record ExamRequestBody(string? System, string? Code, string? Justification, string? Kind = null) : Confidential;

/// <summary>What changes in a consultation, and why: the record amended stays as it was.</summary>
public sealed record AmendmentBody(string? Reason, IReadOnlyList<Coding>? Diagnoses, string? Observations) : Confidential;
