// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import { EntityClass, EntityStatus, IEntities } from "../../src/interfaces/IEntities.sol";
import { Actor, LedgerTest } from "../support/LedgerTest.sol";
import { vm } from "../support/Vm.sol";

contract SuspensionTest is LedgerTest {
    function test_ASuspendedEntityDoesNothingUntilReactivated() public {
        vm.expectEmit(address(registry));
        emit IEntities.EntitySuspended(patient.entity, REASON, regulator.entity);
        regulator.registry.suspend(patient.entity, REASON);
        vm.assertTrue(registry.statusOf(patient.entity) == EntityStatus.Suspended);

        _expectRefusal(IEntities.EntityNotActive.selector, patient.entity);
        patient.registry.revoke(patient.entity, "consent");

        vm.expectEmit(address(registry));
        emit IEntities.EntityReactivated(patient.entity, regulator.entity);
        regulator.registry.reactivate(patient.entity);
        patient.registry.revoke(patient.entity, "consent");
    }

    function test_WhatASuspendedEntityWroteStays() public {
        bytes32 prescription = _prescription();
        bytes32 consent = _consent(pharmacy, PRESCRIPTIONS_SERVE);
        _suspended(physician);
        _suspended(patient);

        pharmacy.care.dispense(prescription, _newId(), consent, 10, "dispensation");
    }

    function test_SuspensionDoesNotTouchTheCount() public {
        _suspended(patient);
        vm.assertEq(registry.countOf(EntityClass.Patient), 1);
    }

    function test_TheSuspendedAreNotSuspendedAgain() public {
        _suspended(patient);
        _expectRefusal(IEntities.EntityNotActive.selector, patient.entity);
        regulator.registry.suspend(patient.entity, REASON);
    }

    function test_TheActiveAreNotReactivated() public {
        _expectRefusal(IEntities.EntityNotSuspended.selector, patient.entity);
        regulator.registry.reactivate(patient.entity);
    }

    function test_TheUnknownAreNeitherSuspendedNorReactivated() public {
        _expectRefusal(IEntities.EntityUnknown.selector, "nobody");
        regulator.registry.suspend("nobody", REASON);
        _expectRefusal(IEntities.EntityUnknown.selector, "nobody");
        regulator.registry.reactivate("nobody");
    }

    function test_OnlyRegulatorsSuspendAndReactivate() public {
        _expectRefusal(IEntities.WrongClass.selector, physician.entity, uint256(EntityClass.Physician));
        physician.registry.suspend(patient.entity, REASON);
        _expectRefusal(IEntities.WrongClass.selector, physician.entity, uint256(EntityClass.Physician));
        physician.registry.reactivate(patient.entity);
    }

    function test_TheLastActiveRegulatorIsNotSuspended() public {
        _expectRefusal(IEntities.LastActiveRegulator.selector, regulator.entity);
        regulator.registry.suspend(regulator.entity, REASON);
    }

    function test_OneOfTwoRegulatorsIsSuspendedButNotBoth() public {
        Actor memory second = _registered("second", EntityClass.Regulator);
        second.registry.suspend(regulator.entity, REASON);
        vm.assertEq(registry.activeRegulators(), 1);

        _expectRefusal(IEntities.LastActiveRegulator.selector, second.entity);
        second.registry.suspend(second.entity, REASON);

        second.registry.reactivate(regulator.entity);
        vm.assertEq(registry.activeRegulators(), 2);
    }
}
