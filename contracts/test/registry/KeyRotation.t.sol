// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import { IEntities } from "../../src/interfaces/IEntities.sol";
import { IOperationRelay } from "../../src/interfaces/IOperationRelay.sol";
import { Actor, LedgerTest } from "../support/LedgerTest.sol";
import { vm } from "../support/Vm.sol";
import { Voice } from "../support/Voice.sol";

contract KeyRotationTest is LedgerTest {
    uint256 internal constant NEW_KEY = 0xabcdef;

    function test_AnEntityRotatesToAKeyThatProvesPossession() public {
        bytes memory possession = _possession(patient, NEW_KEY);
        vm.expectEmit(address(registry));
        emit IEntities.SpeakerChanged(patient.entity, patient.speaker, vm.addr(NEW_KEY));
        patient.registry.rotateKey(vm.addr(NEW_KEY), possession);

        vm.assertEq(registry.speakerOf(patient.entity), vm.addr(NEW_KEY));
        vm.assertEq(registry.entityOf(vm.addr(NEW_KEY)), patient.entity);
        vm.assertEq(registry.entityOf(patient.speaker), 0);
    }

    function test_TheNewKeySpeaksAndTheOldOneNoLongerDoes() public {
        patient.registry.rotateKey(vm.addr(NEW_KEY), _possession(patient, NEW_KEY));
        Actor memory renewed = _actor(patient.entity, NEW_KEY);
        renewed.registry.revoke(patient.entity, "consent");

        vm.expectRevert(abi.encodeWithSelector(Voice.Unheard.selector, IOperationRelay.SkipReason.SpeakerNotCurrent));
        patient.registry.revoke(patient.entity, "another");

        _expectRefusal(IEntities.SpeakerUnknown.selector, patient.speaker);
        vm.prank(patient.speaker);
        registry.revoke(patient.entity, "another");
    }

    function test_NobodyRotatesToAKeyOfSomebodyElses() public {
        bytes memory possession = _possession(patient, NEW_KEY);
        _expectRefusal(IEntities.PossessionNotProven.selector, vm.addr(NEW_KEY));
        physician.registry.rotateKey(vm.addr(NEW_KEY), possession);
    }

    function test_AMalformedPossessionIsNone() public {
        _expectRefusal(IEntities.PossessionNotProven.selector, vm.addr(NEW_KEY));
        patient.registry.rotateKey(vm.addr(NEW_KEY), hex"00");
    }

    function test_NobodyRotatesToNobody() public {
        _expectRefusal(IEntities.PossessionNotProven.selector, address(0));
        patient.registry.rotateKey(address(0), new bytes(65));
    }

    function test_NobodyRotatesToABoundKey() public {
        bytes memory possession = _possession(patient, physician.key);
        _expectRefusal(IEntities.AddressAlreadyBound.selector, physician.speaker);
        patient.registry.rotateKey(physician.speaker, possession);
    }

    function test_AnOldKeyNeverComesBack() public {
        patient.registry.rotateKey(vm.addr(NEW_KEY), _possession(patient, NEW_KEY));
        Actor memory renewed = _actor(patient.entity, NEW_KEY);
        bytes memory possession = _possession(patient, patient.key);

        _expectRefusal(IEntities.AddressAlreadyBound.selector, patient.speaker);
        renewed.registry.rotateKey(patient.speaker, possession);
    }

    function test_ASuspendedEntityDoesNotRotate() public {
        bytes memory possession = _possession(patient, NEW_KEY);
        _suspended(patient);
        _expectRefusal(IEntities.EntityNotActive.selector, patient.entity);
        patient.registry.rotateKey(vm.addr(NEW_KEY), possession);
    }

    function test_RotationVoidsAPendingReplacement() public {
        regulator.registry.proposeReplacement(patient.entity, vm.addr(7), _possession(patient, 7));
        patient.registry.rotateKey(vm.addr(NEW_KEY), _possession(patient, NEW_KEY));

        vm.warp(NOW + DELAY);
        _expectRefusal(IEntities.ReplacementUnknown.selector, patient.entity);
        regulator.registry.completeReplacement(patient.entity);
    }
}
