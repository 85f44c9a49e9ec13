// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import { IConsents } from "../../src/interfaces/IConsents.sol";
import { IConsultations } from "../../src/interfaces/IConsultations.sol";
import { EntityClass, IEntities } from "../../src/interfaces/IEntities.sol";
import { IMedicines } from "../../src/interfaces/IMedicines.sol";
import { Actor, LedgerTest } from "../support/LedgerTest.sol";
import { vm } from "../support/Vm.sol";

contract DispensingTest is LedgerTest {
    bytes32 internal prescription;
    bytes32 internal consent;

    function setUp() public override {
        super.setUp();
        prescription = _prescription();
        consent = _consent(pharmacy, PRESCRIPTIONS_SERVE);
    }

    function test_APharmacyDispensesAPart() public {
        vm.expectEmit(address(care));
        emit IMedicines.Dispensed(prescription, "dispensation", pharmacy.entity, 7, 23, "lots");
        pharmacy.care.dispense(prescription, "dispensation", consent, 7, "lots");
        vm.assertEq(care.remainingOf(prescription), 23);
    }

    function test_ThirtyIsDispensedOfThirtyAndNotOneMore() public {
        _dispense(30);
        _expectRefusal(IMedicines.PrescriptionExhausted.selector, prescription, uint256(0));
        _dispense(1);
    }

    function test_MoreThanIsLeftIsNotDispensedAtAll() public {
        _dispense(20);
        _expectRefusal(IMedicines.PrescriptionExhausted.selector, prescription, 10);
        _dispense(11);
        _dispense(10);
    }

    function testFuzz_WhateverIsAskedForNoMoreThanPrescribedIsDispensed(uint8[12] calldata quantities) public {
        uint64 left = 30;
        for (uint256 i = 0; i < quantities.length; ++i) {
            uint64 quantity = quantities[i] % 16;
            if (quantity > left) _expectRefusal(IMedicines.PrescriptionExhausted.selector, prescription, left);
            else if (quantity == 0) _expectRefusal(IMedicines.PartNotAllowed.selector, prescription, 10);
            else left -= quantity;
            _dispense(quantity);
            vm.assertEq(care.remainingOf(prescription), left);
        }
    }

    function testFuzz_OnlyWholeFillsWherePartsAreNotAllowed(uint64 quantity) public {
        IConsultations.PrescriptionItem memory item = _item();
        item.partialAllowed = false;
        prescription = _prescribed(item);
        quantity %= 35;

        if (quantity > 30) _expectRefusal(IMedicines.PrescriptionExhausted.selector, prescription, 30);
        else if (quantity == 0 || quantity % 10 != 0) _expectRefusal(IMedicines.PartNotAllowed.selector, prescription, 10);
        _dispense(quantity);
    }

    function test_AControlledMedicineIsNeverDispensedTwice() public {
        IConsultations.PrescriptionItem memory item = _item();
        (item.controlled, item.fills, item.partialAllowed) = (true, 1, false);
        prescription = _prescribed(item);

        _expectRefusal(IMedicines.PartNotAllowed.selector, prescription, 10);
        _dispense(5);
        _dispense(10);
        _expectRefusal(IMedicines.PrescriptionExhausted.selector, prescription, uint256(0));
        _dispense(10);
    }

    function test_APharmacyWithoutConsentCannotDispense() public {
        _expectNoConsent("never granted");
        _expectNoConsent(_consent(pharmacy, RECORDS_READ | RECORDS_WRITE | EXAMS_SERVE));
        _expectNoConsent(_consent(pharmacy, PRESCRIPTIONS_SERVE, "another prescription"));
        patient.registry.revoke(patient.entity, consent);
        _expectNoConsent(consent);
    }

    function test_AConsentToThisPrescriptionIsEnough() public {
        consent = _consent(pharmacy, PRESCRIPTIONS_SERVE, prescription);
        _dispense(10);
    }

    function test_AnotherPatientsConsentIsNone() public {
        Actor memory other = _registered("other", EntityClass.Patient);
        IConsents.Grant memory given = _grant("given", pharmacy, PRESCRIPTIONS_SERVE, 0);
        given.patient = other.entity;
        other.registry.grant(given);
        _expectNoConsent("given");
    }

    function test_APrescriptionHoldsToItsLastSecond() public {
        vm.warp(NOW + 10 days);
        _dispense(1);
        vm.warp(NOW + 10 days + 1);
        _expectRefusal(IMedicines.PrescriptionExpired.selector, prescription, NOW + 10 days);
        _dispense(1);
    }

    function test_OnlyPharmaciesDispense() public {
        bytes32 others = _consent(physician, PRESCRIPTIONS_SERVE);
        _expectRefusal(IEntities.WrongClass.selector, physician.entity, uint256(EntityClass.Physician));
        physician.care.dispense(prescription, "dispensation", others, 10, "lots");
    }

    function test_OnlyWhatWasPrescribedIsDispensed() public {
        _expectRefusal(IMedicines.PrescriptionUnknown.selector, "unknown");
        pharmacy.care.dispense("unknown", "dispensation", consent, 10, "lots");
        bytes32 exam = _exam();
        _expectRefusal(IMedicines.PrescriptionUnknown.selector, exam);
        pharmacy.care.dispense(exam, "dispensation", consent, 10, "lots");
        vm.assertEq(care.remainingOf("unknown"), 0);
    }

    function test_ADispensationsIdIsItsOwn() public {
        pharmacy.care.dispense(prescription, "dispensation", consent, 10, "lots");
        _expectRefusal(IConsultations.RecordAlreadyExists.selector, "dispensation");
        pharmacy.care.dispense(prescription, "dispensation", consent, 10, "lots");
        _expectRefusal(IEntities.IdInvalid.selector);
        pharmacy.care.dispense(prescription, 0, consent, 10, "lots");
    }

    function test_WhatIsWrongFirstIsToldFirst() public {
        _dispense(30);
        _expectRefusal(IMedicines.PrescriptionExhausted.selector, prescription, uint256(0));
        _dispense(3);
        vm.warp(NOW + 11 days);
        _expectRefusal(IMedicines.PrescriptionExpired.selector, prescription, NOW + 10 days);
        _dispense(3);
        patient.registry.revoke(patient.entity, consent);
        _expectNoConsent(consent);
        _suspended(pharmacy);
        _expectRefusal(IEntities.EntityNotActive.selector, pharmacy.entity);
        _dispense(3);
    }

    function _dispense(uint64 quantity) private {
        pharmacy.care.dispense(prescription, _newId(), consent, quantity, "lots");
    }

    function _expectNoConsent(bytes32 given) private {
        _expectRefusal(IConsents.NoConsent.selector, patient.entity, pharmacy.entity);
        pharmacy.care.dispense(prescription, "dispensation", given, 10, "lots");
    }
}
