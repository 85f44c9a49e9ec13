// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import { EntityClass, IEntities } from "../../src/interfaces/IEntities.sol";
import { IMedicines } from "../../src/interfaces/IMedicines.sol";
import { Actor, LedgerTest } from "../support/LedgerTest.sol";
import { vm } from "../support/Vm.sol";

contract TakingBackTest is LedgerTest {
    bytes32 internal prescription;
    bytes32 internal consent;

    function setUp() public override {
        super.setUp();
        prescription = _prescription();
        consent = _consent(pharmacy, PRESCRIPTIONS_SERVE);
        pharmacy.care.dispense(prescription, "dispensation", consent, 10, "lots");
    }

    function test_ThePrescriberCancelsWhatIsLeft() public {
        vm.expectEmit(address(care));
        emit IMedicines.PrescriptionCancelledBy(prescription, physician.entity, REASON);
        physician.care.cancelPrescription(prescription, REASON);

        _expectRefusal(IMedicines.PrescriptionCancelled.selector, prescription);
        pharmacy.care.dispense(prescription, "another", consent, 10, "lots");
    }

    function test_APrescriptionIsCancelledOnce() public {
        physician.care.cancelPrescription(prescription, REASON);
        _expectRefusal(IMedicines.PrescriptionCancelled.selector, prescription);
        physician.care.cancelPrescription(prescription, REASON);
    }

    function test_NothingIsCancelledWhereNothingIsLeft() public {
        pharmacy.care.dispense(prescription, "another", consent, 20, "lots");
        _expectRefusal(IMedicines.PrescriptionExhausted.selector, prescription, uint256(0));
        physician.care.cancelPrescription(prescription, REASON);
    }

    function test_NobodyCancelsAnothersPrescription() public {
        Actor memory other = _registered("other", EntityClass.Physician);
        _expectRefusal(IMedicines.NotThePrescriber.selector, other.entity, prescription);
        other.care.cancelPrescription(prescription, REASON);
        _expectRefusal(IMedicines.PrescriptionUnknown.selector, "unknown");
        physician.care.cancelPrescription("unknown", REASON);
        _suspended(physician);
        _expectRefusal(IEntities.EntityNotActive.selector, physician.entity);
        physician.care.cancelPrescription(prescription, REASON);
    }

    function test_APharmacyReversesItsDispensation() public {
        vm.expectEmit(address(care));
        emit IMedicines.DispensationReversed(prescription, "dispensation", pharmacy.entity, 10, 30, REASON);
        pharmacy.care.reverseDispensation("dispensation", REASON);
        vm.assertEq(care.remainingOf(prescription), 30);
        pharmacy.care.dispense(prescription, "another", consent, 30, "lots");
    }

    function test_ADispensationIsReversedOnce() public {
        pharmacy.care.reverseDispensation("dispensation", REASON);
        _expectRefusal(IMedicines.DispensationAlreadyReversed.selector, "dispensation");
        pharmacy.care.reverseDispensation("dispensation", REASON);
    }

    function test_NobodyReversesAnothersDispensation() public {
        Actor memory other = _registered("other", EntityClass.Pharmacy);
        _expectRefusal(IMedicines.NotThePharmacy.selector, other.entity, "dispensation");
        other.care.reverseDispensation("dispensation", REASON);
        _expectRefusal(IMedicines.DispensationUnknown.selector, "unknown");
        pharmacy.care.reverseDispensation("unknown", REASON);
        _suspended(pharmacy);
        _expectRefusal(IEntities.EntityNotActive.selector, pharmacy.entity);
        pharmacy.care.reverseDispensation("dispensation", REASON);
    }

    function test_TakingBackNeedsNoConsent() public {
        patient.registry.revoke(patient.entity, consent);
        pharmacy.care.reverseDispensation("dispensation", REASON);
        physician.care.cancelPrescription(prescription, REASON);
    }

    function test_WhatWasCancelledStaysSoAfterAReversal() public {
        physician.care.cancelPrescription(prescription, REASON);
        pharmacy.care.reverseDispensation("dispensation", REASON);
        _expectRefusal(IMedicines.PrescriptionCancelled.selector, prescription);
        pharmacy.care.dispense(prescription, "another", consent, 10, "lots");
    }
}
