// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

/// @title Consultations and their amendments
/// @notice A consultation is one write: with it come the exams it requests and the medicines it prescribes. Nothing is overwritten.
interface IConsultations {
    struct ExamOrder {
        bytes32 exam;
        bytes32 commitment;
    }

    /// @dev Quantities are integer thousandths of the prescribed unit; validUntil is a Unix time in seconds, the last one in which it
    /// holds. A controlled item is dispensed once and whole: one fill, no parts.
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
    /// @param previous The commitment of the version that this one amends.
    event ConsultationAmended(
        bytes32 indexed amendment, bytes32 indexed consultation, bytes32 indexed physician, bytes32 previous, bytes32 commitment
    );

    /// @notice The id is taken, by whatever kind of record: all of them share one space of ids.
    error RecordAlreadyExists(bytes32 record);
    error RecordUnknown(bytes32 record);
    error NotThePhysician(bytes32 entity, bytes32 record);
    /// @notice More than 20 exams or more than 20 items.
    error TooManyItems(uint256 count);

    /// @notice The speaking physician adds a consultation.
    /// @param consent A consent of the patient to recordsWrite, not bound to one resource.
    /// @param commitment The salted commitment to the content, which is kept off the chain.
    function addConsultation(
        bytes32 consultation,
        bytes32 patient,
        bytes32 consent,
        bytes32 commitment,
        ExamOrder[] calldata exams,
        PrescriptionItem[] calldata items
    ) external;

    /// @notice As addConsultation, held on an authorized appointment of the same patient and physician, which is spent by it.
    function holdAppointment(
        bytes32 appointment,
        bytes32 consultation,
        bytes32 patient,
        bytes32 consent,
        bytes32 commitment,
        ExamOrder[] calldata exams,
        PrescriptionItem[] calldata items
    ) external;

    /// @notice The consultation's physician appends a version, linked to the one before.
    /// @param consent As for addConsultation, live now.
    function amendConsultation(bytes32 amendment, bytes32 consultation, bytes32 consent, bytes32 commitment) external;

    function consultationsOfPatient(bytes32 patient) external view returns (uint256 count);

    function consultationsByPhysician(bytes32 physician) external view returns (uint256 count);
}
