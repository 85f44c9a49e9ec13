using System.Text.Json.Serialization;
using HealthLedger.Core.Consents;
using HealthLedger.Core.Regulation;

namespace HealthLedger.Core.Ledger;

/// <summary>
/// What an entity asks of the ledger, in ids, times, quantities and commitments: the whole of what leaves for the chain, and nothing
/// personal. Stored with its operation as JSON; the chain side encodes it when it signs. Times are Unix seconds, quantities thousandths.
/// </summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "type")]
[JsonDerivedType(typeof(RegisterEntity), "registerEntity")]
[JsonDerivedType(typeof(SuspendEntity), "suspendEntity")]
[JsonDerivedType(typeof(ReactivateEntity), "reactivateEntity")]
[JsonDerivedType(typeof(RotateKey), "rotateKey")]
[JsonDerivedType(typeof(GrantConsent), "grantConsent")]
[JsonDerivedType(typeof(RevokeConsent), "revokeConsent")]
[JsonDerivedType(typeof(AddConsultation), "addConsultation")]
[JsonDerivedType(typeof(AmendConsultation), "amendConsultation")]
[JsonDerivedType(typeof(LinkStaff), "linkStaff")]
[JsonDerivedType(typeof(ScheduleAppointment), "scheduleAppointment")]
[JsonDerivedType(typeof(AuthorizeAppointment), "authorizeAppointment")]
[JsonDerivedType(typeof(CheckIn), "checkIn")]
[JsonDerivedType(typeof(CancelAppointment), "cancelAppointment")]
[JsonDerivedType(typeof(MissAppointment), "missAppointment")]
[JsonDerivedType(typeof(DecideExam), "decideExam")]
[JsonDerivedType(typeof(WaiveCoverage), "waiveCoverage")]
[JsonDerivedType(typeof(AcceptExam), "acceptExam")]
[JsonDerivedType(typeof(ReleaseExam), "releaseExam")]
[JsonDerivedType(typeof(CancelExam), "cancelExam")]
[JsonDerivedType(typeof(CompleteExam), "completeExam")]
[JsonDerivedType(typeof(CorrectResult), "correctResult")]
[JsonDerivedType(typeof(Dispense), "dispense")]
[JsonDerivedType(typeof(CancelPrescription), "cancelPrescription")]
[JsonDerivedType(typeof(ReverseDispensation), "reverseDispensation")]
[JsonDerivedType(typeof(RegisterStudy), "registerStudy")]
[JsonDerivedType(typeof(ApproveStudy), "approveStudy")]
[JsonDerivedType(typeof(EndStudy), "endStudy")]
[JsonDerivedType(typeof(RecordExtract), "recordExtract")]
public abstract record LedgerCommand;

public sealed record RegisterEntity(LedgerId Entity, EntityClass Class, string Address, Digest Commitment) : LedgerCommand;
public sealed record SuspendEntity(LedgerId Entity, Digest Reason) : LedgerCommand;
public sealed record ReactivateEntity(LedgerId Entity) : LedgerCommand;

/// <summary>The new key's proof of possession is made by custody when the operation is signed.</summary>
public sealed record RotateKey(LedgerId Entity, string Address) : LedgerCommand;

public sealed record GrantConsent(
    LedgerId Consent, LedgerId Patient, LedgerId Grantee, Scopes Scopes, Purpose Purpose, long ValidFrom, long ValidUntil,
    LedgerId? Resource) : LedgerCommand;
public sealed record RevokeConsent(LedgerId Patient, LedgerId Consent) : LedgerCommand;

public sealed record ExamOrder(LedgerId Exam, Digest Commitment);

/// <param name="QuantityPerFill">Thousandths of the prescribed unit.</param>
/// <param name="ValidUntil">Unix seconds; <see cref="NoEnd"/> where the prescriber stated none.</param>
public sealed record PrescriptionItem(
    LedgerId Prescription, Digest Commitment, long QuantityPerFill, int Fills, bool PartialAllowed, bool Controlled, long ValidUntil)
{
    /// <summary>The last second of the year 9999: a prescription for which no end was stated.</summary>
    public const long NoEnd = 253402300799;
}

/// <param name="Appointment">The authorized one on which it was held, and which it spends; null for none.</param>
public sealed record AddConsultation(
    LedgerId Consultation, LedgerId Patient, LedgerId Consent, Digest Commitment,
    IReadOnlyList<ExamOrder> Exams, IReadOnlyList<PrescriptionItem> Items, LedgerId? Appointment = null) : LedgerCommand;
public sealed record AmendConsultation(LedgerId Amendment, LedgerId Consultation, LedgerId Consent, Digest Commitment) : LedgerCommand;

public sealed record LinkStaff(LedgerId Staff, bool Linked) : LedgerCommand;
public sealed record ScheduleAppointment(
    LedgerId Appointment, LedgerId Patient, LedgerId Physician, long StartsAt, long EndsAt, LedgerId Consent, Digest Commitment) : LedgerCommand;
public sealed record AuthorizeAppointment(LedgerId Appointment, LedgerId Consent) : LedgerCommand;
public sealed record CheckIn(LedgerId Appointment, LedgerId Consent) : LedgerCommand;
public sealed record CancelAppointment(LedgerId Appointment, Digest Reason) : LedgerCommand;
public sealed record MissAppointment(LedgerId Appointment) : LedgerCommand;

public sealed record DecideExam(LedgerId Exam, LedgerId Consent, bool Authorized, Digest Commitment) : LedgerCommand;
public sealed record WaiveCoverage(LedgerId Exam, Digest Reason) : LedgerCommand;
public sealed record AcceptExam(LedgerId Exam, LedgerId Consent) : LedgerCommand;
public sealed record ReleaseExam(LedgerId Exam, Digest Reason) : LedgerCommand;
public sealed record CancelExam(LedgerId Exam, Digest Reason) : LedgerCommand;
public sealed record CompleteExam(LedgerId Exam, LedgerId Result, LedgerId Consent, Digest Commitment) : LedgerCommand;
public sealed record CorrectResult(LedgerId Exam, LedgerId Result, LedgerId Consent, Digest Commitment) : LedgerCommand;

public sealed record Dispense(LedgerId Prescription, LedgerId Dispensation, LedgerId Consent, long Quantity, Digest Commitment) : LedgerCommand;
public sealed record CancelPrescription(LedgerId Prescription, Digest Reason) : LedgerCommand;
public sealed record ReverseDispensation(LedgerId Dispensation, Digest Reason) : LedgerCommand;

public sealed record RegisterStudy(LedgerId Study, Digest Commitment) : LedgerCommand;
public sealed record ApproveStudy(LedgerId Study) : LedgerCommand;
public sealed record EndStudy(LedgerId Study, Digest Reason) : LedgerCommand;
public sealed record RecordExtract(LedgerId Extract, LedgerId Study, Digest Commitment) : LedgerCommand;
