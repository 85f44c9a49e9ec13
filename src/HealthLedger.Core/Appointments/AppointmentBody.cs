using HealthLedger.Core.Consultation;
using HealthLedger.Core.Operations;

namespace HealthLedger.Core.Appointments;

/// <summary>Who meets whom, where and when. Times lie on a grid of five minutes; at most twelve hours.</summary>
public sealed record AppointmentBody(
    string? Patient, string? Physician, DateTimeOffset? StartsAt, DateTimeOffset? EndsAt, string? Place, string? Remarks,
    OperatorBody? Operator = null) : Confidential, IOperated
{
    /// <summary>The contract's grid and its longest appointment.</summary>
    public static readonly TimeSpan Slot = TimeSpan.FromMinutes(5), Longest = TimeSpan.FromHours(12);
}

/// <summary>Which hospital staff a physician links.</summary>
public sealed record LinkBody(string? Staff) : Confidential;

/// <summary>A consultation as staff put it down for a physician.</summary>
public sealed record DraftBody(string? Physician, ConsultationBody? Consultation, OperatorBody? Operator = null) : Confidential, IOperated;

/// <summary>What a physician signs: the draft as it is, or what it should say instead.</summary>
public sealed record SignOffBody(ConsultationBody? Consultation) : Confidential;
