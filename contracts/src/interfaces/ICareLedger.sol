// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

/// @title Consultations and their amendments
interface IConsultations {
    struct ExamOrder {
        bytes32 exam;
        bytes32 commitment;
    }

    /// @dev Quantities are integer thousandths of the prescribed unit; validUntil is a Unix time in seconds.
    struct PrescriptionItem {
        bytes32 prescription;
        bytes32 commitment;
        uint64 quantityPerFill;
        uint16 fills;
        bool partialAllowed;
        bool controlled;
        uint64 validUntil;
    }

    event ConsultationAdded(bytes32 indexed consultation, bytes32 indexed patient, bytes32 indexed physician, bytes32 commitment);
    event ConsultationAmended(bytes32 indexed amendment, bytes32 indexed consultation, bytes32 indexed physician, bytes32 previous, bytes32 commitment);

    error RecordAlreadyExists(bytes32 record);
    error RecordUnknown(bytes32 record);
    error NotThePhysician(bytes32 entity, bytes32 record);
    error TooManyItems(uint256 count);

    function addConsultation(
        bytes32 consultation,
        bytes32 patient,
        bytes32 consent,
        bytes32 commitment,
        ExamOrder[] calldata exams,
        PrescriptionItem[] calldata items
    ) external;
    function amendConsultation(bytes32 amendment, bytes32 consultation, bytes32 consent, bytes32 commitment) external;
    function consultationsOfPatient(bytes32 patient) external view returns (uint256 count);
    function consultationsByPhysician(bytes32 physician) external view returns (uint256 count);
}

/// @title Exams: requested, accepted by one diagnostic center, completed once
interface IExams {
    enum ExamStatus {
        None,
        Requested,
        Accepted,
        Completed,
        Cancelled
    }

    event ExamRequested(bytes32 indexed exam, bytes32 indexed consultation, bytes32 indexed patient, bytes32 physician, bytes32 commitment);
    event ExamAccepted(bytes32 indexed exam, bytes32 indexed center);
    event ExamReleased(bytes32 indexed exam, bytes32 indexed author, bytes32 reason);
    event ExamCancelled(bytes32 indexed exam, bytes32 indexed author, bytes32 reason);
    event ExamCompleted(bytes32 indexed exam, bytes32 indexed result, bytes32 indexed center, bytes32 commitment);
    event ResultCorrected(bytes32 indexed exam, bytes32 indexed result, bytes32 indexed center, bytes32 previous, bytes32 commitment);

    error ExamUnknown(bytes32 exam);
    error ExamNotInStatus(bytes32 exam, ExamStatus status);
    error NotTheDiagnosticCenter(bytes32 entity, bytes32 exam);
    error NotAllowedOnExam(bytes32 entity, bytes32 exam);

    function acceptExam(bytes32 exam, bytes32 consent) external;
    function releaseExam(bytes32 exam, bytes32 reason) external;
    function cancelExam(bytes32 exam, bytes32 reason) external;
    function completeExam(bytes32 exam, bytes32 result, bytes32 consent, bytes32 commitment) external;
    function correctResult(bytes32 exam, bytes32 result, bytes32 consent, bytes32 commitment) external;
    function examOf(bytes32 exam) external view returns (ExamStatus status, bytes32 patient, bytes32 physician, bytes32 center);
}

/// @title Medicines: never more than prescribed, never late, never a part where parts are not allowed
interface IMedicines {
    event ItemPrescribed(
        bytes32 indexed prescription,
        bytes32 indexed consultation,
        bytes32 indexed patient,
        bytes32 physician,
        bytes32 commitment,
        uint64 quantityPerFill,
        uint16 fills,
        bool partialAllowed,
        bool controlled,
        uint64 validUntil
    );
    event Dispensed(
        bytes32 indexed prescription,
        bytes32 indexed dispensation,
        bytes32 indexed pharmacy,
        uint64 quantity,
        uint64 remaining,
        bytes32 commitment
    );
    event PrescriptionCancelledBy(bytes32 indexed prescription, bytes32 indexed physician, bytes32 reason);
    event DispensationReversed(
        bytes32 indexed prescription, bytes32 indexed dispensation, bytes32 indexed pharmacy, uint64 quantity, uint64 remaining, bytes32 reason
    );

    error ItemInvalid(bytes32 prescription);
    error PrescriptionUnknown(bytes32 prescription);
    error PrescriptionExhausted(bytes32 prescription, uint64 remaining);
    error PrescriptionExpired(bytes32 prescription, uint64 validUntil);
    error PrescriptionCancelled(bytes32 prescription);
    error PartNotAllowed(bytes32 prescription, uint64 quantityPerFill);
    error NotThePrescriber(bytes32 entity, bytes32 prescription);
    error DispensationUnknown(bytes32 dispensation);
    error DispensationAlreadyReversed(bytes32 dispensation);
    error NotThePharmacy(bytes32 entity, bytes32 dispensation);

    function dispense(bytes32 prescription, bytes32 dispensation, bytes32 consent, uint64 quantity, bytes32 commitment) external;
    function cancelPrescription(bytes32 prescription, bytes32 reason) external;
    function reverseDispensation(bytes32 dispensation, bytes32 reason) external;
    function remainingOf(bytes32 prescription) external view returns (uint64 remaining);
}

interface ICareLedger is IConsultations, IExams, IMedicines { }
