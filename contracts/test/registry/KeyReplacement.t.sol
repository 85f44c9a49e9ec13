// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import { EntityClass, IEntities } from "../../src/interfaces/IEntities.sol";
import { LedgerTest } from "../support/LedgerTest.sol";
import { vm } from "../support/Vm.sol";

contract KeyReplacementTest is LedgerTest {
    uint256 internal constant NEW_KEY = 0xabcdef;

    function test_ALostKeyIsReplacedAfterTheDelay() public {
        bytes memory possession = _possession(patient, NEW_KEY);
        vm.expectEmit(address(registry));
        emit IEntities.ReplacementProposed(patient.entity, vm.addr(NEW_KEY), NOW + DELAY, regulator.entity);
        regulator.registry.proposeReplacement(patient.entity, vm.addr(NEW_KEY), possession);
        vm.assertEq(registry.speakerOf(patient.entity), patient.speaker);

        vm.warp(NOW + DELAY);
        vm.expectEmit(address(registry));
        emit IEntities.SpeakerChanged(patient.entity, patient.speaker, vm.addr(NEW_KEY));
        regulator.registry.completeReplacement(patient.entity);
        vm.assertEq(registry.speakerOf(patient.entity), vm.addr(NEW_KEY));
    }

    function test_NotASecondBeforeTheDelayIsOver() public {
        _propose();
        vm.warp(NOW + DELAY - 1);
        _expectRefusal(IEntities.ReplacementTooEarly.selector, patient.entity, NOW + DELAY);
        regulator.registry.completeReplacement(patient.entity);
    }

    function test_APresentKeyVetoesItsReplacement() public {
        _propose();
        vm.expectEmit(address(registry));
        emit IEntities.ReplacementVetoed(patient.entity, vm.addr(NEW_KEY));
        patient.registry.vetoReplacement();

        vm.warp(NOW + DELAY);
        _expectRefusal(IEntities.ReplacementUnknown.selector, patient.entity);
        regulator.registry.completeReplacement(patient.entity);
    }

    function test_NobodyVetoesWhatIsNotPending() public {
        _propose();
        _expectRefusal(IEntities.ReplacementUnknown.selector, physician.entity);
        physician.registry.vetoReplacement();
    }

    function test_TheSuspendedDoNotVetoButAreReplaced() public {
        _suspended(patient);
        _propose();
        _expectRefusal(IEntities.EntityNotActive.selector, patient.entity);
        patient.registry.vetoReplacement();

        vm.warp(NOW + DELAY);
        regulator.registry.completeReplacement(patient.entity);
    }

    function test_OnlyRegulatorsReplace() public {
        bytes memory possession = _possession(patient, NEW_KEY);
        _expectRefusal(IEntities.WrongClass.selector, physician.entity, uint256(EntityClass.Physician));
        physician.registry.proposeReplacement(patient.entity, vm.addr(NEW_KEY), possession);
        _expectRefusal(IEntities.WrongClass.selector, physician.entity, uint256(EntityClass.Physician));
        physician.registry.completeReplacement(patient.entity);
    }

    function test_OnlyKnownEntitiesAreProposedFor() public {
        _expectRefusal(IEntities.EntityUnknown.selector, "nobody");
        regulator.registry.proposeReplacement("nobody", vm.addr(NEW_KEY), "");
    }

    function test_OnlyAProvenKeyIsProposed() public {
        bytes memory possession = _possession(physician, NEW_KEY);
        _expectRefusal(IEntities.PossessionNotProven.selector, vm.addr(NEW_KEY));
        regulator.registry.proposeReplacement(patient.entity, vm.addr(NEW_KEY), possession);
    }

    function test_OnlyAFreeAddressIsProposed() public {
        bytes memory possession = _possession(patient, physician.key);
        _expectRefusal(IEntities.AddressAlreadyBound.selector, physician.speaker);
        regulator.registry.proposeReplacement(patient.entity, physician.speaker, possession);
    }

    function test_AnAddressBoundMeanwhileIsNotBoundAgain() public {
        _propose();
        regulator.registry.register("quicker", EntityClass.Patient, vm.addr(NEW_KEY), "profile");

        vm.warp(NOW + DELAY);
        _expectRefusal(IEntities.AddressAlreadyBound.selector, vm.addr(NEW_KEY));
        regulator.registry.completeReplacement(patient.entity);
    }

    function test_ALaterProposalTakesThePlaceOfTheEarlierAndWaitsAnew() public {
        _propose();
        vm.warp(NOW + DELAY);
        regulator.registry.proposeReplacement(patient.entity, vm.addr(7), _possession(patient, 7));
        _expectRefusal(IEntities.ReplacementTooEarly.selector, patient.entity, NOW + 2 * DELAY);
        regulator.registry.completeReplacement(patient.entity);

        vm.warp(NOW + 2 * DELAY);
        regulator.registry.completeReplacement(patient.entity);
        vm.assertEq(registry.speakerOf(patient.entity), vm.addr(7));
    }

    function test_AReplacementIsCompletedOnce() public {
        _propose();
        vm.warp(NOW + DELAY);
        regulator.registry.completeReplacement(patient.entity);
        _expectRefusal(IEntities.ReplacementUnknown.selector, patient.entity);
        regulator.registry.completeReplacement(patient.entity);
    }

    function _propose() private {
        regulator.registry.proposeReplacement(patient.entity, vm.addr(NEW_KEY), _possession(patient, NEW_KEY));
    }
}
