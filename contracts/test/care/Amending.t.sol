// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import { IConsents } from "../../src/interfaces/IConsents.sol";
import { IConsultations } from "../../src/interfaces/IConsultations.sol";
import { EntityClass, IEntities } from "../../src/interfaces/IEntities.sol";
import { Actor, LedgerTest } from "../support/LedgerTest.sol";
import { vm } from "../support/Vm.sol";

contract AmendingTest is LedgerTest {
    bytes32 internal consultation;
    bytes32 internal consent;

    function setUp() public override {
        super.setUp();
        consultation = _consultation(_exams(0), _items(0));
        consent = _consent(physician, RECORDS_WRITE);
    }

    function test_EachAmendmentLinksToTheVersionBefore() public {
        vm.expectEmit(address(care));
        emit IConsultations.ConsultationAmended("first", consultation, physician.entity, "content", "content 1");
        physician.care.amendConsultation("first", consultation, consent, "content 1");

        vm.expectEmit(address(care));
        emit IConsultations.ConsultationAmended("second", consultation, physician.entity, "content 1", "content 2");
        physician.care.amendConsultation("second", consultation, consent, "content 2");
    }

    function test_AnAmendmentIsNoConsultation() public {
        physician.care.amendConsultation("first", consultation, consent, "content 1");
        vm.assertEq(care.consultationsOfPatient(patient.entity), 1);
        _expectRefusal(IConsultations.RecordUnknown.selector, "first");
        physician.care.amendConsultation("second", "first", consent, "content 2");
    }

    function test_NobodyAmendsAnothersConsultation() public {
        Actor memory other = _registered("other", EntityClass.Physician);
        bytes32 others = _consent(other, RECORDS_WRITE);
        _expectRefusal(IConsultations.NotThePhysician.selector, other.entity, consultation);
        other.care.amendConsultation("amendment", consultation, others, "content 1");
    }

    function test_OnlyPhysiciansAmend() public {
        _expectRefusal(IEntities.WrongClass.selector, patient.entity, uint256(EntityClass.Patient));
        patient.care.amendConsultation("amendment", consultation, consent, "content 1");
    }

    function test_APhysicianWithoutConsentCannotAmend() public {
        patient.registry.revoke(patient.entity, consent);
        _expectRefusal(IConsents.NoConsent.selector, patient.entity, physician.entity);
        physician.care.amendConsultation("amendment", consultation, consent, "content 1");
    }

    function test_AConsentBoundToOneResourceOpensNoAmendment() public {
        consent = _consent(physician, RECORDS_WRITE, consultation);
        _expectRefusal(IConsents.NoConsent.selector, patient.entity, physician.entity);
        physician.care.amendConsultation("amendment", consultation, consent, "content 1");
    }

    function test_AnAmendmentsIdIsItsOwn() public {
        _expectRefusal(IConsultations.RecordAlreadyExists.selector, consultation);
        physician.care.amendConsultation(consultation, consultation, consent, "content 1");
        _expectRefusal(IEntities.IdInvalid.selector);
        physician.care.amendConsultation(0, consultation, consent, "content 1");
    }
}
