using HealthLedger.Core.Consents;
using HealthLedger.Core.Operations;
using HealthLedger.Core.Regulation;

namespace HealthLedger.Core.Ledger;

/// <summary>What the chain says happened, decoded from one log of the ledger's contracts. The read model is derived from these alone.</summary>
public abstract record LedgerEvent
{
    /// <summary>What it commits to off the chain; null for nothing.</summary>
    public Digest? CommitsTo => this switch
    {
        EntityRegistered registered => registered.Commitment,
        EntitySuspended suspended => suspended.Reason,
        ConsultationAdded added => added.Commitment,
        ConsultationAmended amended => amended.Commitment,
        AppointmentScheduled scheduled => scheduled.Commitment,
        AppointmentCancelled cancelled => Unless(cancelled.Reason),
        ExamRequested requested => requested.Commitment,
        ExamDecided decided => decided.Decision,
        CoverageWaived waived => Unless(waived.Reason),
        ExamReleased released => Unless(released.Reason),
        ExamCancelled cancelled => Unless(cancelled.Reason),
        ExamCompleted completed => completed.Commitment,
        ResultCorrected corrected => corrected.Commitment,
        ItemPrescribed prescribed => prescribed.Commitment,
        Dispensed dispensed => dispensed.Commitment,
        PrescriptionWasCancelled cancelled => cancelled.Reason,
        DispensationReversed reversed => reversed.Reason,
        StudyRegistered registered => registered.Commitment,
        StudyEnded ended => ended.Reason,
        ExtractRecorded recorded => recorded.Commitment,
        _ => null,
    };

    // A reason may be left out.
    static Digest? Unless(Digest reason) => reason == Digest.Zero ? null : reason;
}

public sealed record EntityRegistered(LedgerId Entity, EntityClass Class, string Address, Digest Commitment, LedgerId Author) : LedgerEvent;
public sealed record EntitySuspended(LedgerId Entity, Digest Reason, LedgerId Author) : LedgerEvent;
public sealed record EntityReactivated(LedgerId Entity, LedgerId Author) : LedgerEvent;
public sealed record SpeakerChanged(LedgerId Entity, string Previous, string Address) : LedgerEvent;
public sealed record ConsentGranted(
    LedgerId Consent, LedgerId Patient, LedgerId Grantee, Scopes Scopes, Purpose Purpose, long ValidFrom, long ValidUntil,
    LedgerId? Resource) : LedgerEvent;
public sealed record ConsentRevoked(LedgerId Consent, LedgerId Patient) : LedgerEvent;
public sealed record ConsultationAdded(LedgerId Consultation, LedgerId Patient, LedgerId Physician, Digest Commitment) : LedgerEvent;
public sealed record ConsultationAmended(
    LedgerId Amendment, LedgerId Consultation, LedgerId Physician, Digest Previous, Digest Commitment) : LedgerEvent;
public sealed record StaffLinked(LedgerId Physician, LedgerId Staff, bool Linked) : LedgerEvent;
public sealed record AppointmentScheduled(
    LedgerId Appointment, LedgerId Patient, LedgerId Physician, LedgerId Staff, long StartsAt, long EndsAt, Digest Commitment) : LedgerEvent;
public sealed record AppointmentAuthorized(LedgerId Appointment, LedgerId Staff) : LedgerEvent;
public sealed record AppointmentCheckedIn(LedgerId Appointment, LedgerId Staff) : LedgerEvent;
public sealed record AppointmentCancelled(LedgerId Appointment, LedgerId Author, Digest Reason) : LedgerEvent;
public sealed record AppointmentMissed(LedgerId Appointment, LedgerId Staff) : LedgerEvent;
public sealed record AppointmentSpent(LedgerId Appointment, LedgerId Consultation) : LedgerEvent;
public sealed record ExamRequested(LedgerId Exam, LedgerId Consultation, LedgerId Patient, LedgerId Physician, Digest Commitment) : LedgerEvent;
/// <summary>An insurer covers the patient: no center may accept the exam before it is authorized.</summary>
public sealed record AuthorizationSought(LedgerId Exam, LedgerId Insurer, LedgerId Patient) : LedgerEvent;
public sealed record ExamDecided(LedgerId Exam, LedgerId Insurer, bool Authorized, Digest Decision) : LedgerEvent;
public sealed record CoverageWaived(LedgerId Exam, LedgerId Author, Digest Reason) : LedgerEvent;
public sealed record ExamAccepted(LedgerId Exam, LedgerId Center) : LedgerEvent;
public sealed record ExamReleased(LedgerId Exam, LedgerId Author, Digest Reason) : LedgerEvent;
public sealed record ExamCancelled(LedgerId Exam, LedgerId Author, Digest Reason) : LedgerEvent;
public sealed record ExamCompleted(LedgerId Exam, LedgerId Result, LedgerId Center, Digest Commitment) : LedgerEvent;
public sealed record ResultCorrected(LedgerId Exam, LedgerId Result, LedgerId Center, Digest Previous, Digest Commitment) : LedgerEvent;
public sealed record ItemPrescribed(
    LedgerId Prescription, LedgerId Consultation, LedgerId Patient, LedgerId Physician, Digest Commitment, long QuantityPerFill, int Fills,
    bool PartialAllowed, bool Controlled, long ValidUntil) : LedgerEvent;
public sealed record Dispensed(
    LedgerId Prescription, LedgerId Dispensation, LedgerId Pharmacy, long Quantity, long Remaining, Digest Commitment) : LedgerEvent;
public sealed record PrescriptionWasCancelled(LedgerId Prescription, LedgerId Physician, Digest Reason) : LedgerEvent;
public sealed record DispensationReversed(
    LedgerId Prescription, LedgerId Dispensation, LedgerId Pharmacy, long Quantity, long Remaining, Digest Reason) : LedgerEvent;

public sealed record StudyRegistered(LedgerId Study, LedgerId Institute, Digest Commitment) : LedgerEvent;
public sealed record StudyApproved(LedgerId Study, LedgerId Regulator) : LedgerEvent;
public sealed record StudyEnded(LedgerId Study, LedgerId Author, Digest Reason) : LedgerEvent;
public sealed record ExtractRecorded(LedgerId Extract, LedgerId Study, Digest Commitment) : LedgerEvent;

/// <summary>The relay's word on one operation: the only thing that decides it.</summary>
/// <param name="Refusal">The problem of the contract's custom error; null where the operation succeeded.</param>
public sealed record OperationExecuted(LedgerId Entity, Digest RequestId, Refusal? Refusal) : LedgerEvent;

/// <summary>The relay executed an empty call under the id: it will never be used.</summary>
public sealed record OperationGivenUp(LedgerId Entity, Digest RequestId) : LedgerEvent;

/// <summary>The relay passed the operation over and spent nothing; it is packed again or goes to the operator.</summary>
public sealed record OperationSkipped(LedgerId Entity, Digest RequestId, string Reason) : LedgerEvent;

/// <summary>One log, where it stands.</summary>
public sealed record LedgerLog(LedgerEvent Event, Digest TransactionHash, int LogIndex);

/// <summary>A block as the indexer hands it to the projections. Time is Unix seconds.</summary>
public sealed record LedgerBlock(long Number, Digest Hash, Digest ParentHash, long Time, IReadOnlyList<LedgerLog> Logs);
