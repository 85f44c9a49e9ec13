// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import { EntityClass } from "../../src/interfaces/IEntities.sol";
import { IExams } from "../../src/interfaces/IExams.sol";
import { Actor, LedgerTest } from "../support/LedgerTest.sol";
import { vm } from "../support/Vm.sol";

/// @notice Exams released and cancelled.
contract LettingGoTest is LedgerTest {
    bytes32 internal exam;
    bytes32 internal consent;

    function setUp() public override {
        super.setUp();
        exam = _exam();
        consent = _consent(center, EXAMS_SERVE);
    }

    function test_ACenterReleasesWhatItAcceptedWithoutConsent() public {
        center.care.acceptExam(exam, consent);
        patient.registry.revoke(patient.entity, consent);
        vm.expectEmit(address(care));
        emit IExams.ExamReleased(exam, center.entity, REASON);
        center.care.releaseExam(exam, REASON);
        _expectStatus(IExams.ExamStatus.Requested);
    }

    function test_AnotherCenterAcceptsWhatWasReleased() public {
        Actor memory other = _registered("other", EntityClass.DiagnosticCenter);
        center.care.acceptExam(exam, consent);
        center.care.releaseExam(exam, REASON);
        other.care.acceptExam(exam, _consent(other, EXAMS_SERVE));

        _expectRefusal(IExams.NotAllowedOnExam.selector, center.entity, exam);
        center.care.releaseExam(exam, REASON);
    }

    function test_PatientOrRegulatorReleaseWhatASuspendedCenterHolds() public {
        center.care.acceptExam(exam, consent);
        _suspended(center);
        patient.care.releaseExam(exam, REASON);
        _expectStatus(IExams.ExamStatus.Requested);

        regulator.registry.reactivate(center.entity);
        center.care.acceptExam(exam, consent);
        _suspended(center);
        regulator.care.releaseExam(exam, REASON);
        _expectStatus(IExams.ExamStatus.Requested);
    }

    function test_NobodyElseReleases() public {
        _expectNotAllowed(patient);
        patient.care.releaseExam(exam, REASON);

        center.care.acceptExam(exam, consent);
        _expectNotAllowed(patient);
        patient.care.releaseExam(exam, REASON);
        _expectNotAllowed(regulator);
        regulator.care.releaseExam(exam, REASON);

        _suspended(center);
        _expectNotAllowed(physician);
        physician.care.releaseExam(exam, REASON);
    }

    function test_WhatIsCompletedIsNotReleased() public {
        center.care.acceptExam(exam, consent);
        center.care.completeExam(exam, "result", consent, "values");
        _expectRefusal(IExams.ExamNotInStatus.selector, exam, uint256(IExams.ExamStatus.Completed));
        center.care.releaseExam(exam, REASON);
    }

    function test_ThePhysicianCancelsARequestedExam() public {
        vm.expectEmit(address(care));
        emit IExams.ExamCancelled(exam, physician.entity, REASON);
        physician.care.cancelExam(exam, REASON);
        _expectStatus(IExams.ExamStatus.Cancelled);

        _expectRefusal(IExams.ExamNotInStatus.selector, exam, uint256(IExams.ExamStatus.Cancelled));
        center.care.acceptExam(exam, consent);
        _expectRefusal(IExams.ExamNotInStatus.selector, exam, uint256(IExams.ExamStatus.Cancelled));
        physician.care.cancelExam(exam, REASON);
    }

    function test_ThePatientCancelsARequestedExam() public {
        patient.care.cancelExam(exam, REASON);
        _expectStatus(IExams.ExamStatus.Cancelled);
    }

    function test_NobodyElseCancels() public {
        Actor memory other = _registered("other", EntityClass.Physician);
        _expectNotAllowed(other);
        other.care.cancelExam(exam, REASON);
        _expectNotAllowed(regulator);
        regulator.care.cancelExam(exam, REASON);
    }

    function test_AnAcceptedExamIsNotCancelled() public {
        center.care.acceptExam(exam, consent);
        _expectRefusal(IExams.ExamNotInStatus.selector, exam, uint256(IExams.ExamStatus.Accepted));
        physician.care.cancelExam(exam, REASON);
    }

    function test_TheUnknownIsNeitherReleasedNorCancelled() public {
        _expectRefusal(IExams.ExamUnknown.selector, "unknown");
        center.care.releaseExam("unknown", REASON);
        _expectRefusal(IExams.ExamUnknown.selector, "unknown");
        physician.care.cancelExam("unknown", REASON);
    }

    function _expectStatus(IExams.ExamStatus expected) private view {
        (IExams.ExamStatus status,,, bytes32 by) = care.examOf(exam);
        vm.assertTrue(status == expected);
        vm.assertEq(by, 0);
    }

    function _expectNotAllowed(Actor memory actor) private {
        _expectRefusal(IExams.NotAllowedOnExam.selector, actor.entity, exam);
    }
}
