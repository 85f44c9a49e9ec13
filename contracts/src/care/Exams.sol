// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import { IConsultations } from "../interfaces/IConsultations.sol";
import { EntityClass, EntityStatus } from "../interfaces/IEntities.sol";
import { IExams } from "../interfaces/IExams.sol";
import { Records } from "./Records.sol";

/// @title Exams
abstract contract Exams is IExams, Records {
    uint32 private constant EXAMS_SERVE = 8;
    uint32 private constant COVERAGE_AUTHORIZE = 64;

    struct Exam {
        ExamStatus status;
        bytes32 insurer; // zero: nobody covers it
        bytes32 center;
        bytes32 latest; // the commitment of the latest result
    }

    mapping(bytes32 exam => Exam) private _exams;

    /// @inheritdoc IExams
    function decideExam(bytes32 exam, bytes32 consent, bool authorized, bytes32 decision) external {
        bytes32 insurer = _speakingAs(EntityClass.InsuranceCompany);
        Exam storage known = _known(exam);
        if (insurer != known.insurer) revert NotTheInsurer(insurer, exam);
        _requireConsent(exam, consent, insurer, COVERAGE_AUTHORIZE);
        if (!authorized || known.status != ExamStatus.Denied) _requireStatus(exam, ExamStatus.Requested);

        known.status = authorized ? ExamStatus.Authorized : ExamStatus.Denied;
        if (authorized) emit ExamAuthorized(exam, insurer, decision);
        else emit ExamDenied(exam, insurer, decision);
    }

    /// @inheritdoc IExams
    function waiveCoverage(bytes32 exam, bytes32 reason) external {
        (bytes32 entity, EntityClass class) = registry.requireActive(_msgSender());
        Exam storage known = _known(exam);
        (bytes32 patient,) = _partiesOf(exam);
        bool oversees = class == EntityClass.Regulator && registry.statusOf(known.insurer) == EntityStatus.Suspended;
        if (known.insurer == 0 || (entity != patient && !oversees)) revert NotAllowedOnExam(entity, exam);
        if (known.status != ExamStatus.Denied) _requireStatus(exam, ExamStatus.Requested);

        known.insurer = 0;
        known.status = ExamStatus.Requested;
        emit CoverageWaived(exam, entity, reason);
    }

    /// @inheritdoc IExams
    function acceptExam(bytes32 exam, bytes32 consent) external {
        bytes32 center = _speakingAs(EntityClass.DiagnosticCenter);
        Exam storage known = _known(exam);
        _requireConsent(exam, consent, center, EXAMS_SERVE);
        if (known.insurer != 0 && (known.status == ExamStatus.Requested || known.status == ExamStatus.Denied)) {
            revert AuthorizationNeeded(exam, known.insurer);
        }
        if (known.status != ExamStatus.Authorized) _requireStatus(exam, ExamStatus.Requested);

        known.status = ExamStatus.Accepted;
        known.center = center;
        emit ExamAccepted(exam, center);
    }

    /// @inheritdoc IExams
    function releaseExam(bytes32 exam, bytes32 reason) external {
        (bytes32 entity, EntityClass class) = registry.requireActive(_msgSender());
        Exam storage known = _known(exam);
        if (entity != known.center) {
            (bytes32 patient,) = _partiesOf(exam);
            bool entitled = entity == patient || class == EntityClass.Regulator;
            if (!entitled || registry.statusOf(known.center) != EntityStatus.Suspended) revert NotAllowedOnExam(entity, exam);
        }
        _requireStatus(exam, ExamStatus.Accepted);

        known.status = _openStatus(known);
        known.center = 0;
        emit ExamReleased(exam, entity, reason);
    }

    /// @inheritdoc IExams
    function cancelExam(bytes32 exam, bytes32 reason) external {
        (bytes32 entity,) = registry.requireActive(_msgSender());
        Exam storage known = _known(exam);
        (bytes32 patient, bytes32 physician) = _partiesOf(exam);
        if (entity != patient && entity != physician) revert NotAllowedOnExam(entity, exam);
        if (known.status != ExamStatus.Authorized && known.status != ExamStatus.Denied) _requireStatus(exam, ExamStatus.Requested);

        known.status = ExamStatus.Cancelled;
        emit ExamCancelled(exam, entity, reason);
    }

    /// @inheritdoc IExams
    function completeExam(bytes32 exam, bytes32 result, bytes32 consent, bytes32 commitment) external {
        (bytes32 center,) = _deliver(exam, result, consent, commitment, ExamStatus.Accepted);
        _exams[exam].status = ExamStatus.Completed;
        emit ExamCompleted(exam, result, center, commitment);
    }

    /// @inheritdoc IExams
    function correctResult(bytes32 exam, bytes32 result, bytes32 consent, bytes32 commitment) external {
        (bytes32 center, bytes32 previous) = _deliver(exam, result, consent, commitment, ExamStatus.Completed);
        emit ResultCorrected(exam, result, center, previous, commitment);
    }

    /// @inheritdoc IExams
    function examOf(bytes32 exam) external view returns (ExamStatus status, bytes32 patient, bytes32 physician, bytes32 center) {
        Exam storage known = _exams[exam];
        if (known.status != ExamStatus.None) (patient, physician) = _partiesOf(exam);
        return (known.status, patient, physician, known.center);
    }

    /// @inheritdoc IExams
    function insurerOfExam(bytes32 exam) external view returns (bytes32) {
        return _exams[exam].insurer;
    }

    function _request(IConsultations.ExamOrder calldata order, bytes32 consultation, bytes32 patient, bytes32 physician, bytes32 insurer)
        internal
    {
        _claim(order.exam, consultation);
        _exams[order.exam].status = ExamStatus.Requested;
        emit ExamRequested(order.exam, consultation, patient, physician, order.commitment);
        if (insurer == 0) return;
        _exams[order.exam].insurer = insurer;
        emit AuthorizationSought(order.exam, insurer, patient);
    }

    /// @dev A result, first or corrected, comes from the center that accepted, with consent, under an id of its own.
    function _deliver(bytes32 exam, bytes32 result, bytes32 consent, bytes32 commitment, ExamStatus expected)
        private
        returns (bytes32 center, bytes32 previous)
    {
        center = _speakingAs(EntityClass.DiagnosticCenter);
        Exam storage known = _known(exam);
        if (center != known.center) revert NotTheDiagnosticCenter(center, exam);
        _requireConsent(exam, consent, center, EXAMS_SERVE);
        _requireStatus(exam, expected);

        _claim(result, exam);
        previous = known.latest;
        known.latest = commitment;
    }

    function _known(bytes32 exam) private view returns (Exam storage known) {
        known = _exams[exam];
        if (known.status == ExamStatus.None) revert ExamUnknown(exam);
    }

    /// @dev What an exam is while no center has it.
    function _openStatus(Exam storage known) private view returns (ExamStatus) {
        return known.insurer == 0 ? ExamStatus.Requested : ExamStatus.Authorized;
    }

    function _requireConsent(bytes32 exam, bytes32 consent, bytes32 grantee, uint32 scope) private view {
        (bytes32 patient,) = _partiesOf(exam);
        registry.requireConsent(patient, consent, grantee, scope, exam);
    }

    function _requireStatus(bytes32 exam, ExamStatus expected) private view {
        ExamStatus status = _exams[exam].status;
        if (status != expected) revert ExamNotInStatus(exam, status);
    }
}
