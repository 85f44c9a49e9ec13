// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import { IConsents } from "../../src/interfaces/IConsents.sol";
import { IConsultations } from "../../src/interfaces/IConsultations.sol";
import { EntityClass, IEntities } from "../../src/interfaces/IEntities.sol";
import { IExams } from "../../src/interfaces/IExams.sol";
import { IMedicines } from "../../src/interfaces/IMedicines.sol";
import { LedgerTest } from "../support/LedgerTest.sol";
import { vm } from "../support/Vm.sol";

contract ConsultingTest is LedgerTest {
    bytes32 internal consent;

    function setUp() public override {
        super.setUp();
        consent = _consent(physician, RECORDS_WRITE);
    }

    function test_APhysicianAddsAConsultationWithItsExamsAndMedicines() public {
        IConsultations.ExamOrder[] memory exams = _exams(1);
        IConsultations.PrescriptionItem[] memory items = _items(1);

        vm.expectEmit(address(care));
        emit IConsultations.ConsultationAdded("consultation", patient.entity, physician.entity, "content");
        vm.expectEmit(address(care));
        emit IExams.ExamRequested(exams[0].exam, "consultation", patient.entity, physician.entity, "exam");
        vm.expectEmit(address(care));
        emit IMedicines.ItemPrescribed(
            items[0].prescription, "consultation", patient.entity, physician.entity, "item", 10, 3, true, false, items[0].validUntil
        );
        _add("consultation", exams, items);

        vm.assertEq(care.remainingOf(items[0].prescription), 30);
        (IExams.ExamStatus status, bytes32 whose, bytes32 by, bytes32 center_) = care.examOf(exams[0].exam);
        vm.assertTrue(status == IExams.ExamStatus.Requested);
        vm.assertEq(whose, patient.entity);
        vm.assertEq(by, physician.entity);
        vm.assertEq(center_, 0);
    }

    function test_ConsultationsAreCountedByPatientAndPhysician() public {
        _add("first", _exams(0), _items(0));
        _add("second", _exams(0), _items(0));
        vm.assertEq(care.consultationsOfPatient(patient.entity), 2);
        vm.assertEq(care.consultationsByPhysician(physician.entity), 2);
    }

    function test_TwentyExamsAndTwentyItemsFitButNoMore() public {
        _add("full", _exams(20), _items(20));

        _expectRefusal(IConsultations.TooManyItems.selector, bytes32(uint256(21)));
        _add("exams", _exams(21), _items(0));
        _expectRefusal(IConsultations.TooManyItems.selector, bytes32(uint256(21)));
        _add("items", _exams(0), _items(21));
    }

    function test_OnlyPhysiciansConsult() public {
        bytes32 pharmacys = _consent(pharmacy, RECORDS_WRITE);
        _expectRefusal(IEntities.WrongClass.selector, pharmacy.entity, uint256(EntityClass.Pharmacy));
        pharmacy.care.addConsultation("consultation", patient.entity, pharmacys, "content", _exams(0), _items(0));
    }

    function test_OnlyPatientsAreConsulted() public {
        _expectRefusal(IEntities.WrongClass.selector, pharmacy.entity, uint256(EntityClass.Pharmacy));
        physician.care.addConsultation("consultation", pharmacy.entity, consent, "content", _exams(0), _items(0));
        _expectRefusal(IEntities.EntityUnknown.selector, "nobody");
        physician.care.addConsultation("consultation", "nobody", consent, "content", _exams(0), _items(0));
    }

    function test_APhysicianWithoutConsentCannotConsult() public {
        patient.registry.revoke(patient.entity, consent);
        _expectNoConsent(consent);
    }

    function test_AConsentToReadIsNoneToWrite() public {
        _expectNoConsent(_consent(physician, RECORDS_READ));
    }

    function test_AConsentBoundToOneResourceOpensNoConsultation() public {
        _expectNoConsent(_consent(physician, RECORDS_WRITE, "consultation"));
    }

    function test_ASuspendedPhysicianCannotConsult() public {
        _suspended(physician);
        _expectRefusal(IEntities.EntityNotActive.selector, physician.entity);
        _add("consultation", _exams(0), _items(0));
    }

    function test_ASuspendedPatientIsStillCaredFor() public {
        _suspended(patient);
        _add("consultation", _exams(0), _items(0));
    }

    function test_AnIdIsTakenOnceByWhateverKindOfRecord() public {
        IConsultations.ExamOrder[] memory exams = _exams(1);
        IConsultations.PrescriptionItem[] memory items = _items(1);
        _add("consultation", exams, items);

        _expectTaken("consultation", "consultation");
        _expectTaken(exams[0].exam, exams[0].exam);
        _expectTaken(items[0].prescription, items[0].prescription);

        _expectRefusal(IConsultations.RecordAlreadyExists.selector, exams[0].exam);
        _add("another", exams, _items(0));
        _expectRefusal(IConsultations.RecordAlreadyExists.selector, items[0].prescription);
        _add("another", _exams(0), items);
    }

    function test_ZeroIsNoId() public {
        _expectRefusal(IEntities.IdInvalid.selector);
        _add(0, _exams(0), _items(0));

        IConsultations.ExamOrder[] memory exams = _exams(1);
        exams[0].exam = 0;
        _expectRefusal(IEntities.IdInvalid.selector);
        _add("consultation", exams, _items(0));
    }

    function _add(bytes32 consultation, IConsultations.ExamOrder[] memory exams, IConsultations.PrescriptionItem[] memory items) private {
        physician.care.addConsultation(consultation, patient.entity, consent, "content", exams, items);
    }

    function _expectTaken(bytes32 consultation, bytes32 taken) private {
        _expectRefusal(IConsultations.RecordAlreadyExists.selector, taken);
        _add(consultation, _exams(0), _items(0));
    }

    function _expectNoConsent(bytes32 given) private {
        _expectRefusal(IConsents.NoConsent.selector, patient.entity, physician.entity);
        physician.care.addConsultation("consultation", patient.entity, given, "content", _exams(0), _items(0));
    }
}
