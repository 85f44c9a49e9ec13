// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import { IConsents } from "../../src/interfaces/IConsents.sol";
import { EntityClass, IEntities } from "../../src/interfaces/IEntities.sol";
import { Actor, LedgerTest } from "../support/LedgerTest.sol";
import { vm, Vm } from "../support/Vm.sol";

contract RevokingTest is LedgerTest {
    function test_ARevokedConsentIsNone() public {
        bytes32 consent = _consent(pharmacy, PRESCRIPTIONS_SERVE);
        vm.expectEmit(address(registry));
        emit IConsents.ConsentRevoked(consent, patient.entity);
        patient.registry.revoke(patient.entity, consent);

        vm.assertTrue(registry.isRevoked(patient.entity, consent));
        _expectRefusal(IConsents.NoConsent.selector, patient.entity, pharmacy.entity);
        registry.requireConsent(patient.entity, consent, pharmacy.entity, PRESCRIPTIONS_SERVE, 0);
    }

    function test_RevokingAgainChangesNothingAndDoesNotFail() public {
        bytes32 consent = _consent(pharmacy, PRESCRIPTIONS_SERVE);
        patient.registry.revoke(patient.entity, consent);

        vm.recordLogs();
        vm.prank(patient.speaker);
        registry.revoke(patient.entity, consent);
        vm.assertEq(vm.getRecordedLogs().length, 0);
    }

    function test_AnIdRevokedBeforeItIsGrantedIsNeverGranted() public {
        patient.registry.revoke(patient.entity, "consent");
        IConsents.Grant memory consent = _grant("consent", pharmacy, PRESCRIPTIONS_SERVE, 0);
        _expectRefusal(IConsents.ConsentAlreadyRevoked.selector, "consent");
        patient.registry.grant(consent);
    }

    function test_AnIdRevokedAfterItWasGrantedIsNeverGrantedAgain() public {
        bytes32 id = _consent(pharmacy, PRESCRIPTIONS_SERVE);
        patient.registry.revoke(patient.entity, id);
        IConsents.Grant memory consent = _grant(id, pharmacy, PRESCRIPTIONS_SERVE, 0);
        _expectRefusal(IConsents.ConsentAlreadyRevoked.selector, id);
        patient.registry.grant(consent);
    }

    function test_NobodyRevokesForThePatient() public {
        Actor memory other = _registered("other", EntityClass.Patient);
        bytes32 consent = _consent(pharmacy, PRESCRIPTIONS_SERVE);
        _expectRefusal(IConsents.NotThePatient.selector, other.entity, patient.entity);
        other.registry.revoke(patient.entity, consent);
        _expectRefusal(IEntities.WrongClass.selector, pharmacy.entity, uint256(EntityClass.Pharmacy));
        pharmacy.registry.revoke(patient.entity, consent);
    }

    function testFuzz_RevokingNeverFails(bytes32[8] calldata consents) public {
        for (uint256 i = 0; i < consents.length; ++i) {
            patient.registry.revoke(patient.entity, consents[i]);
            vm.assertTrue(registry.isRevoked(patient.entity, consents[i]));
        }
    }
}
