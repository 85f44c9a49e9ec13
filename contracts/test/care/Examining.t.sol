// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import { IConsents } from "../../src/interfaces/IConsents.sol";
import { IConsultations } from "../../src/interfaces/IConsultations.sol";
import { EntityClass, IEntities } from "../../src/interfaces/IEntities.sol";
import { IExams } from "../../src/interfaces/IExams.sol";
import { Actor, LedgerTest } from "../support/LedgerTest.sol";
import { vm } from "../support/Vm.sol";

contract ExaminingTest is LedgerTest {
    bytes32 internal exam;
    bytes32 internal consent;

    function setUp() public override {
        super.setUp();
        exam = _exam();
        consent = _consent(center, EXAMS_SERVE);
    }

    function test_ACenterAcceptsAndCompletesAnExam() public {
        vm.expectEmit(address(care));
        emit IExams.ExamAccepted(exam, center.entity);
        center.care.acceptExam(exam, consent);
        _expectStatus(IExams.ExamStatus.Accepted, center.entity);

        vm.expectEmit(address(care));
        emit IExams.ExamCompleted(exam, "result", center.entity, "values");
        center.care.completeExam(exam, "result", consent, "values");
        _expectStatus(IExams.ExamStatus.Completed, center.entity);
    }

    function test_CorrectedResultsAppendAndLinkToTheOneBefore() public {
        _complete();
        vm.expectEmit(address(care));
        emit IExams.ResultCorrected(exam, "first", center.entity, "values", "values 1");
        center.care.correctResult(exam, "first", consent, "values 1");
        vm.expectEmit(address(care));
        emit IExams.ResultCorrected(exam, "second", center.entity, "values 1", "values 2");
        center.care.correctResult(exam, "second", consent, "values 2");
    }

    function test_AnExamIsAcceptedByOneCenter() public {
        Actor memory other = _registered("other", EntityClass.DiagnosticCenter);
        bytes32 others = _consent(other, EXAMS_SERVE);
        center.care.acceptExam(exam, consent);
        _expectRefusal(IExams.ExamNotInStatus.selector, exam, uint256(IExams.ExamStatus.Accepted));
        other.care.acceptExam(exam, others);
    }

    function test_AnExamIsCompletedOnce() public {
        _complete();
        _expectRefusal(IExams.ExamNotInStatus.selector, exam, uint256(IExams.ExamStatus.Completed));
        center.care.completeExam(exam, "again", consent, "values");
    }

    function test_AResultIsCorrectedOnlyWhereThereIsOne() public {
        center.care.acceptExam(exam, consent);
        _expectRefusal(IExams.ExamNotInStatus.selector, exam, uint256(IExams.ExamStatus.Accepted));
        center.care.correctResult(exam, "result", consent, "values");
    }

    function test_OnlyTheAcceptingCenterDelivers() public {
        Actor memory other = _registered("other", EntityClass.DiagnosticCenter);
        bytes32 others = _consent(other, EXAMS_SERVE);
        center.care.acceptExam(exam, consent);

        _expectRefusal(IExams.NotTheDiagnosticCenter.selector, other.entity, exam);
        other.care.completeExam(exam, "result", others, "values");
        center.care.completeExam(exam, "result", consent, "values");
        _expectRefusal(IExams.NotTheDiagnosticCenter.selector, other.entity, exam);
        other.care.correctResult(exam, "corrected", others, "values");
    }

    function test_WhatNobodyAcceptedNobodyCompletes() public {
        _expectRefusal(IExams.NotTheDiagnosticCenter.selector, center.entity, exam);
        center.care.completeExam(exam, "result", consent, "values");
    }

    function test_ACenterWithoutConsentDoesNothing() public {
        _expectNoConsent();
        center.care.acceptExam(exam, "never granted");
        bytes32 elsewhere = _consent(center, EXAMS_SERVE, "another exam");
        _expectNoConsent();
        center.care.acceptExam(exam, elsewhere);

        center.care.acceptExam(exam, consent);
        patient.registry.revoke(patient.entity, consent);
        _expectNoConsent();
        center.care.completeExam(exam, "result", consent, "values");

        consent = _consent(center, EXAMS_SERVE, exam);
        center.care.completeExam(exam, "result", consent, "values");
        patient.registry.revoke(patient.entity, consent);
        _expectNoConsent();
        center.care.correctResult(exam, "corrected", consent, "values");
    }

    function test_OnlyDiagnosticCentersExamine() public {
        bytes32 others = _consent(physician, EXAMS_SERVE);
        _expectRefusal(IEntities.WrongClass.selector, physician.entity, uint256(EntityClass.Physician));
        physician.care.acceptExam(exam, others);
        _expectRefusal(IEntities.WrongClass.selector, physician.entity, uint256(EntityClass.Physician));
        physician.care.completeExam(exam, "result", others, "values");
    }

    function test_OnlyRequestedExamsAreExamined() public {
        bytes32 prescription = _prescription();
        _expectRefusal(IExams.ExamUnknown.selector, prescription);
        center.care.acceptExam(prescription, consent);
        _expectRefusal(IExams.ExamUnknown.selector, "unknown");
        center.care.completeExam("unknown", "result", consent, "values");

        (IExams.ExamStatus status, bytes32 whose,,) = care.examOf(prescription);
        vm.assertTrue(status == IExams.ExamStatus.None);
        vm.assertEq(whose, 0);
    }

    function test_AResultsIdIsItsOwn() public {
        _complete();
        _expectRefusal(IConsultations.RecordAlreadyExists.selector, "result");
        center.care.correctResult(exam, "result", consent, "values");
        _expectRefusal(IEntities.IdInvalid.selector);
        center.care.correctResult(exam, 0, consent, "values");
    }

    function _complete() private {
        center.care.acceptExam(exam, consent);
        center.care.completeExam(exam, "result", consent, "values");
    }

    function _expectStatus(IExams.ExamStatus expected, bytes32 by) private view {
        (IExams.ExamStatus status,,, bytes32 actual) = care.examOf(exam);
        vm.assertTrue(status == expected);
        vm.assertEq(actual, by);
    }

    function _expectNoConsent() private {
        _expectRefusal(IConsents.NoConsent.selector, patient.entity, center.entity);
    }
}
