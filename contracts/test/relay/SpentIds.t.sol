// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import { IConsents } from "../../src/interfaces/IConsents.sol";
import { IEntities } from "../../src/interfaces/IEntities.sol";
import { IOperationRelay } from "../../src/interfaces/IOperationRelay.sol";
import { LedgerTest } from "../support/LedgerTest.sol";
import { vm } from "../support/Vm.sol";

contract SpentIdsTest is LedgerTest {
    function test_ARequestIsExecutedOnce() public {
        _execute(_revocation("request", "consent"));
        IOperationRelay.Operation memory again = _revocation("request", "another");
        _expectSkipped(again, IOperationRelay.SkipReason.AlreadySpent);
        _execute(again);
        vm.assertFalse(registry.isRevoked(patient.entity, "another"));
    }

    function test_ARequestIsExecutedOnceWithinABatchToo() public {
        IOperationRelay.Operation[] memory batch = new IOperationRelay.Operation[](2);
        batch[0] = _revocation("request", "consent");
        batch[1] = _revocation("request", "another");
        _expectExecuted(batch[0], IOperationRelay.Outcome.Succeeded, "");
        _expectSkipped(batch[1], IOperationRelay.SkipReason.AlreadySpent);
        vm.prank(RELAYER);
        relay.execute(batch);
    }

    function test_ARequestIsExecutedOnceOverKeyRotations() public {
        _execute(_revocation("request", "consent"));
        patient.registry.rotateKey(vm.addr(0xabcdef), _possession(patient, 0xabcdef));
        patient = _actor(patient.entity, 0xabcdef);

        IOperationRelay.Operation memory again = _revocation("request", "another");
        _expectSkipped(again, IOperationRelay.SkipReason.AlreadySpent);
        _execute(again);
    }

    function test_WhatTheOldKeySignedInABatchIsSkippedOnceItHasRotated() public {
        IOperationRelay.Operation[] memory batch = new IOperationRelay.Operation[](2);
        bytes memory possession = _possession(patient, 0xabcdef);
        bytes memory rotation = abi.encodeCall(IEntities.rotateKey, (vm.addr(0xabcdef), possession));
        batch[0] = _operation(patient, "rotation", address(registry), rotation);
        batch[1] = _revocation("request", "consent");
        _expectExecuted(batch[0], IOperationRelay.Outcome.Succeeded, "");
        _expectSkipped(batch[1], IOperationRelay.SkipReason.SpeakerNotCurrent);
        vm.prank(RELAYER);
        relay.execute(batch);
    }

    function test_AnIdIsSpentForItsEntityOnly() public {
        _execute(_revocation("request", "consent"));
        IOperationRelay.Operation memory others = _operation(physician, "request", address(care), "");
        _expectExecuted(others, IOperationRelay.Outcome.GivenUp, "");
        _execute(others);
    }

    function test_ARefusalSpendsTheIdAndSaysWhy() public {
        bytes memory call = abi.encodeCall(IConsents.revoke, (patient.entity, "consent"));
        IOperationRelay.Operation memory operation = _operation(physician, "request", address(registry), call);
        _expectExecuted(
            operation, IOperationRelay.Outcome.Refused, abi.encodeWithSelector(IEntities.WrongClass.selector, physician.entity, 3)
        );
        _execute(operation);
        _expectSkipped(operation, IOperationRelay.SkipReason.AlreadySpent);
        _execute(operation);
    }

    function test_ASuspendedEntitysOperationIsRefusedByTheLedger() public {
        _suspended(patient);
        IOperationRelay.Operation memory operation = _revocation("request", "consent");
        _expectExecuted(
            operation, IOperationRelay.Outcome.Refused, abi.encodeWithSelector(IEntities.EntityNotActive.selector, patient.entity)
        );
        _execute(operation);
    }

    function test_AnEmptyCallGivesAnIdUp() public {
        IOperationRelay.Operation memory nothing = _operation(patient, "request", address(0), "");
        _expectExecuted(nothing, IOperationRelay.Outcome.GivenUp, "");
        _execute(nothing);
        vm.assertTrue(relay.isSpent(patient.entity, "request"));

        IOperationRelay.Operation memory late = _revocation("request", "consent");
        _expectSkipped(late, IOperationRelay.SkipReason.AlreadySpent);
        _execute(late);
        vm.assertFalse(registry.isRevoked(patient.entity, "consent"));
    }

    function test_OnlyTheEntityGivesItsIdUp() public {
        IOperationRelay.Operation memory nothing = _operation(patient, "request", address(0), "");
        nothing = _signed(nothing, physician.key);
        _expectSkipped(nothing, IOperationRelay.SkipReason.SpeakerNotCurrent);
        _execute(nothing);
        vm.assertFalse(relay.isSpent(patient.entity, "request"));
    }

    function test_WhatOneOperationComesToDoesNotTouchTheOthers() public {
        IOperationRelay.Operation[] memory batch = new IOperationRelay.Operation[](4);
        batch[0] = _signed(_revocation("stranger", "one"), 0xbad);
        batch[1] = _operation(physician, "refused", address(registry), abi.encodeCall(IConsents.revoke, (patient.entity, "two")));
        batch[2] = _operation(patient, "given up", address(0), "");
        batch[3] = _revocation("succeeds", "three");
        vm.prank(RELAYER);
        relay.execute(batch);

        vm.assertFalse(relay.isSpent(patient.entity, "stranger"));
        vm.assertTrue(relay.isSpent(physician.entity, "refused"));
        vm.assertTrue(relay.isSpent(patient.entity, "given up"));
        vm.assertTrue(registry.isRevoked(patient.entity, "three"));
    }

    function test_OnlyTheTwoLedgersAreCalled() public {
        IOperationRelay.Operation memory operation = _operation(patient, "request", address(this), hex"01");
        _expectSkipped(operation, IOperationRelay.SkipReason.LedgerUnknown);
        _execute(operation);
        operation = _operation(patient, "request", address(relay), hex"01");
        _expectSkipped(operation, IOperationRelay.SkipReason.LedgerUnknown);
        _execute(operation);
        vm.assertFalse(relay.isSpent(patient.entity, "request"));
    }

    function _revocation(bytes32 requestId, bytes32 consent) private view returns (IOperationRelay.Operation memory) {
        return _operation(patient, requestId, address(registry), abi.encodeCall(IConsents.revoke, (patient.entity, consent)));
    }
}
