// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import { IConsents } from "../../src/interfaces/IConsents.sol";
import { IOperationRelay } from "../../src/interfaces/IOperationRelay.sol";
import { LedgerTest } from "../support/LedgerTest.sol";
import { vm } from "../support/Vm.sol";

contract GasLimitsTest is LedgerTest {
    function test_ABatchWithTooLittleGasForAnOperationSaysForWhichAndSpendsNothing() public {
        IOperationRelay.Operation[] memory batch = _revocations(3);
        vm.prank(RELAYER);
        vm.expectRevert(abi.encodeWithSelector(IOperationRelay.TooLittleGas.selector, 1));
        relay.execute{ gas: 1_100_000 }(batch);
        _expectSpent(batch, false);

        vm.prank(RELAYER);
        relay.execute{ gas: 1_500_000 }(batch);
        _expectSpent(batch, true);
    }

    /// @notice The signer says what its operation gets; no relayer can make it fail for want of gas.
    function testFuzz_WhateverTheGasABatchIsDoneAsSignedOrNotAtAll(uint256 gas) public {
        IOperationRelay.Operation[] memory batch = _revocations(3);
        vm.prank(RELAYER);
        (bool done,) = address(relay).call{ gas: 10_000 + gas % 1_600_000 }(abi.encodeCall(relay.execute, (batch)));
        _expectSpent(batch, done);
    }

    function test_AnOperationSignedWithTooLittleGasIsUndoneAndMayComeAgainWithMore() public {
        IOperationRelay.Operation memory operation = _revocation("request");
        operation.gas = 20_000;
        operation = _signed(operation, patient.key);
        _expectSkipped(operation, IOperationRelay.SkipReason.OutOfGas);
        _execute(operation);
        vm.assertFalse(relay.isSpent(patient.entity, "request"));

        operation = _revocation("request");
        _expectExecuted(operation, IOperationRelay.Outcome.Succeeded, "");
        _execute(operation);
    }

    function test_AnOperationAsksForNoMoreThanTheCap() public {
        IOperationRelay.Operation memory operation = _revocation("request");
        operation.gas = relay.GAS_CAP();
        _execute(_signed(operation, patient.key));
        vm.assertTrue(relay.isSpent(patient.entity, "request"));

        operation = _revocation("another");
        operation.gas = relay.GAS_CAP() + 1;
        operation = _signed(operation, patient.key);
        _expectSkipped(operation, IOperationRelay.SkipReason.GasOverCap);
        _execute(operation);
        vm.assertFalse(relay.isSpent(patient.entity, "another"));
    }

    function test_WhatNoLedgerCanDecodeIsUndoneAsIfOutOfGas() public {
        IOperationRelay.Operation memory operation = _operation(patient, "request", address(registry), hex"deadbeef");
        _expectSkipped(operation, IOperationRelay.SkipReason.OutOfGas);
        _execute(operation);
    }

    function _revocations(uint256 count) private view returns (IOperationRelay.Operation[] memory batch) {
        batch = new IOperationRelay.Operation[](count);
        for (uint256 i = 0; i < count; ++i) {
            batch[i] = _revocation(bytes32(i + 1));
        }
    }

    function _revocation(bytes32 requestId) private view returns (IOperationRelay.Operation memory) {
        return _operation(patient, requestId, address(registry), abi.encodeCall(IConsents.revoke, (patient.entity, requestId)));
    }

    function _expectSpent(IOperationRelay.Operation[] memory batch, bool spent) private view {
        for (uint256 i = 0; i < batch.length; ++i) {
            vm.assertTrue(relay.isSpent(patient.entity, batch[i].requestId) == spent);
            vm.assertTrue(registry.isRevoked(patient.entity, batch[i].requestId) == spent);
        }
    }
}
