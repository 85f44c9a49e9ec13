// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

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
    /// @notice The exam is open to every center again.
    /// @param reason The commitment to why.
    event ExamReleased(bytes32 indexed exam, bytes32 indexed author, bytes32 reason);
    event ExamCancelled(bytes32 indexed exam, bytes32 indexed author, bytes32 reason);
    event ExamCompleted(bytes32 indexed exam, bytes32 indexed result, bytes32 indexed center, bytes32 commitment);
    /// @param previous The commitment of the result that this one corrects.
    event ResultCorrected(bytes32 indexed exam, bytes32 indexed result, bytes32 indexed center, bytes32 previous, bytes32 commitment);

    error ExamUnknown(bytes32 exam);
    /// @param status The one that the exam is in, and that does not allow this.
    error ExamNotInStatus(bytes32 exam, ExamStatus status);
    error NotTheDiagnosticCenter(bytes32 entity, bytes32 exam);
    error NotAllowedOnExam(bytes32 entity, bytes32 exam);

    /// @notice The speaking diagnostic center takes a requested exam on.
    /// @param consent A consent of the patient to examsServe, for all records or this exam.
    function acceptExam(bytes32 exam, bytes32 consent) external;

    /// @notice Opens an accepted exam again. By its center, which needs no consent to take back its own act; by the patient or a
    /// regulator where that center is suspended.
    /// @param reason The commitment to why.
    function releaseExam(bytes32 exam, bytes32 reason) external;

    /// @notice Calls a requested exam off before anybody accepts it. By its physician or the patient.
    /// @param reason The commitment to why.
    function cancelExam(bytes32 exam, bytes32 reason) external;

    /// @notice The accepting center delivers the result, once.
    /// @param consent As for acceptExam, live now.
    function completeExam(bytes32 exam, bytes32 result, bytes32 consent, bytes32 commitment) external;

    /// @notice The same center appends a corrected result, linked to the one before.
    /// @param consent As for acceptExam, live now.
    function correctResult(bytes32 exam, bytes32 result, bytes32 consent, bytes32 commitment) external;

    /// @notice Where an exam stands. Nobody is its center until one has accepted it.
    function examOf(bytes32 exam) external view returns (ExamStatus status, bytes32 patient, bytes32 physician, bytes32 center);
}
