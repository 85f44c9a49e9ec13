// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import { IConsents } from "../../src/interfaces/IConsents.sol";
import { IConsultations } from "../../src/interfaces/IConsultations.sol";
import { EntityClass, IEntities } from "../../src/interfaces/IEntities.sol";
import { IExams } from "../../src/interfaces/IExams.sol";
import { Actor, LedgerTest } from "../support/LedgerTest.sol";
import { vm } from "../support/Vm.sol";

/// @notice Exams of patients whom an insurer covers.
contract CoveringTest is LedgerTest {
    Actor internal insurer;
    bytes32 internal coverage;
    bytes32 internal consent;
    bytes32 internal exam;

    function setUp() public override {
        super.setUp();
        insurer = _registered("insurer", EntityClass.InsuranceCompany);
        consent = _consent(center, EXAMS_SERVE);
        coverage = _consent(insurer, COVERAGE_AUTHORIZE);
        exam = _exam();
    }

    function test_NoCenterAcceptsBeforeTheInsurerHasAuthorized() public {
        vm.assertEq(care.insurerOfExam(exam), insurer.entity);
        _expectRefusal(IExams.AuthorizationNeeded.selector, exam, insurer.entity);
        center.care.acceptExam(exam, consent);

        vm.expectEmit(address(care));
        emit IExams.ExamAuthorized(exam, insurer.entity, "ground");
        insurer.care.decideExam(exam, coverage, true, "ground");
        center.care.acceptExam(exam, consent);
        _expectStatus(IExams.ExamStatus.Accepted);
    }

    function test_ARequestSaysWhoseAuthorizationItNeeds() public {
        bytes32 writing = _consent(physician, RECORDS_WRITE);
        IConsultations.ExamOrder[] memory exams = _exams(2);
        for (uint256 i = 0; i < exams.length; ++i) {
            vm.expectEmit(address(care));
            emit IExams.ExamRequested(exams[i].exam, "consultation", patient.entity, physician.entity, "exam");
            vm.expectEmit(address(care));
            emit IExams.AuthorizationSought(exams[i].exam, insurer.entity, patient.entity);
        }
        physician.care.addConsultation("consultation", patient.entity, writing, "content", exams, _items(0));
    }

    function test_ADeniedExamIsAcceptedByNobodyAndMayBeAuthorizedLater() public {
        vm.expectEmit(address(care));
        emit IExams.ExamDenied(exam, insurer.entity, "clause");
        insurer.care.decideExam(exam, coverage, false, "clause");
        _expectRefusal(IExams.AuthorizationNeeded.selector, exam, insurer.entity);
        center.care.acceptExam(exam, consent);
        _expectNotInStatus(IExams.ExamStatus.Denied);
        insurer.care.decideExam(exam, coverage, false, "clause");

        insurer.care.decideExam(exam, coverage, true, "ground");
        _expectNotInStatus(IExams.ExamStatus.Authorized);
        insurer.care.decideExam(exam, coverage, false, "clause");
        center.care.acceptExam(exam, consent);
    }

    function test_OnlyTheExamsInsurerDecidesAndOnlyWithConsent() public {
        Actor memory other = _registered("other", EntityClass.InsuranceCompany);
        bytes32 others = _consent(other, COVERAGE_AUTHORIZE);
        _expectRefusal(IExams.NotTheInsurer.selector, other.entity, exam);
        other.care.decideExam(exam, others, true, "ground");
        _expectRefusal(IEntities.WrongClass.selector, center.entity, uint256(EntityClass.DiagnosticCenter));
        center.care.decideExam(exam, consent, true, "ground");

        patient.registry.revoke(patient.entity, coverage);
        _expectRefusal(IConsents.NoConsent.selector, patient.entity, insurer.entity);
        insurer.care.decideExam(exam, coverage, true, "ground");
        insurer.care.decideExam(exam, _consent(insurer, COVERAGE_AUTHORIZE, exam), true, "ground");
    }

    function test_WhoCoversThePatientIsWhomTheLastLiveConsentNames() public {
        Actor memory other = _registered("other", EntityClass.InsuranceCompany);
        bytes32 later = _consent(other, COVERAGE_AUTHORIZE);
        vm.assertEq(registry.insurerOf(patient.entity), other.entity);
        _suspended(other);
        vm.assertEq(registry.insurerOf(patient.entity), 0);
        regulator.registry.reactivate(other.entity);
        patient.registry.revoke(patient.entity, later);
        vm.assertEq(registry.insurerOf(patient.entity), 0);

        _consent(insurer, COVERAGE_AUTHORIZE);
        vm.assertEq(registry.insurerOf(patient.entity), insurer.entity);
        vm.warp(NOW + 31 days);
        vm.assertEq(registry.insurerOf(patient.entity), 0);
    }

    function test_NobodyIsCoveredByAnotherClassOrForOneExamAlone() public {
        patient.registry.revoke(patient.entity, coverage);
        _consent(physician, COVERAGE_AUTHORIZE);
        _consent(insurer, RECORDS_READ);
        _consent(insurer, COVERAGE_AUTHORIZE, exam);
        vm.assertEq(registry.insurerOf(patient.entity), 0);
        bytes32 uncovered = _exam();
        vm.assertEq(care.insurerOfExam(uncovered), 0);
        center.care.acceptExam(uncovered, consent);

        _expectRefusal(IExams.NotTheInsurer.selector, insurer.entity, uncovered);
        insurer.care.decideExam(uncovered, coverage, true, "ground");
    }

    function test_ThePatientMayTakeAnExamOutOfTheInsurersHands() public {
        insurer.care.decideExam(exam, coverage, false, "clause");
        vm.expectEmit(address(care));
        emit IExams.CoverageWaived(exam, patient.entity, REASON);
        patient.care.waiveCoverage(exam, REASON);
        vm.assertEq(care.insurerOfExam(exam), 0);
        center.care.acceptExam(exam, consent);

        _expectRefusal(IExams.NotAllowedOnExam.selector, patient.entity, exam);
        patient.care.waiveCoverage(exam, REASON);
    }

    function test_ARegulatorTakesAnExamFromASuspendedInsurerAlone() public {
        _expectRefusal(IExams.NotAllowedOnExam.selector, regulator.entity, exam);
        regulator.care.waiveCoverage(exam, REASON);
        _suspended(insurer);
        regulator.care.waiveCoverage(exam, REASON);
        center.care.acceptExam(exam, consent);

        bytes32 uncovered = _exam();
        _expectRefusal(IExams.NotAllowedOnExam.selector, regulator.entity, uncovered);
        regulator.care.waiveCoverage(uncovered, REASON);
    }

    function test_WhatIsAuthorizedIsNoLongerWaivedAndComesBackAuthorizedWhenReleased() public {
        insurer.care.decideExam(exam, coverage, true, "ground");
        _expectNotInStatus(IExams.ExamStatus.Authorized);
        patient.care.waiveCoverage(exam, REASON);

        center.care.acceptExam(exam, consent);
        center.care.releaseExam(exam, REASON);
        _expectStatus(IExams.ExamStatus.Authorized);
        center.care.acceptExam(exam, consent);
        _expectNotInStatus(IExams.ExamStatus.Accepted);
        insurer.care.decideExam(exam, coverage, true, "ground");
    }

    function test_AnExamIsCancelledWhateverTheInsurerSaid() public {
        bytes32 denied = _exam();
        bytes32 authorized = _exam();
        insurer.care.decideExam(denied, coverage, false, "clause");
        insurer.care.decideExam(authorized, coverage, true, "ground");
        patient.care.cancelExam(exam, REASON);
        patient.care.cancelExam(denied, REASON);
        physician.care.cancelExam(authorized, REASON);

        _expectNotInStatus(IExams.ExamStatus.Cancelled);
        insurer.care.decideExam(exam, coverage, true, "ground");
    }

    function _expectNotInStatus(IExams.ExamStatus status) private {
        _expectRefusal(IExams.ExamNotInStatus.selector, exam, uint256(status));
    }

    function _expectStatus(IExams.ExamStatus expected) private view {
        (IExams.ExamStatus status,,,) = care.examOf(exam);
        vm.assertTrue(status == expected);
    }
}
