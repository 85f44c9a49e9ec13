// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

/// @title Exams: requested, authorized where an insurer covers the patient, accepted by one diagnostic center, completed once
interface IExams {
    enum ExamStatus {
        None,
        Requested,
        Accepted,
        Completed,
        Cancelled,
        Authorized,
        Denied
    }

    event ExamRequested(bytes32 indexed exam, bytes32 indexed consultation, bytes32 indexed patient, bytes32 physician, bytes32 commitment);
    /// @notice The patient was covered when the exam was requested: no center may accept it before the insurer has authorized it.
    event AuthorizationSought(bytes32 indexed exam, bytes32 indexed insurer, bytes32 indexed patient);
    /// @param decision The commitment to what was decided and on what ground.
    event ExamAuthorized(bytes32 indexed exam, bytes32 indexed insurer, bytes32 decision);
    event ExamDenied(bytes32 indexed exam, bytes32 indexed insurer, bytes32 decision);
    /// @notice The insurer has no say any more.
    /// @param reason The commitment to why; zero for none.
    event CoverageWaived(bytes32 indexed exam, bytes32 indexed author, bytes32 reason);
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
    error NotTheInsurer(bytes32 entity, bytes32 exam);
    /// @notice The patient's insurer has not authorized the exam.
    error AuthorizationNeeded(bytes32 exam, bytes32 insurer);

    /// @notice The patient's insurer authorizes a requested exam, or denies it; what it denied it may authorize later.
    /// @param consent A consent of the patient to coverageAuthorize, for all records or this exam.
    /// @param decision The commitment to what was decided and on what ground.
    function decideExam(bytes32 exam, bytes32 consent, bool authorized, bytes32 decision) external;

    /// @notice Takes an exam out of its insurer's hands, undecided or denied: it is the patient's own affair then. By the patient; by a
    /// regulator where the insurer is suspended.
    /// @param reason The commitment to why; zero for none.
    function waiveCoverage(bytes32 exam, bytes32 reason) external;

    /// @notice The speaking diagnostic center takes a requested exam on; one that an insurer covers, once it is authorized.
    /// @param consent A consent of the patient to examsServe, for all records or this exam.
    function acceptExam(bytes32 exam, bytes32 consent) external;

    /// @notice Opens an accepted exam again. By its center, which needs no consent to take back its own act; by the patient or a
    /// regulator where that center is suspended.
    /// @param reason The commitment to why.
    function releaseExam(bytes32 exam, bytes32 reason) external;

    /// @notice Calls an exam off before anybody accepts it. By its physician or the patient.
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

    /// @return insurer Whose authorization the exam needs; zero for nobody's.
    function insurerOfExam(bytes32 exam) external view returns (bytes32 insurer);
}
