// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import { OperationRelay } from "../../src/OperationRelay.sol";
import { IOperationRelay } from "../../src/interfaces/IOperationRelay.sol";
import { LedgerTest } from "../support/LedgerTest.sol";
import { Signing } from "../support/Signing.sol";
import { vm } from "../support/Vm.sol";

/// @notice Does to the relay what no ledger of ours does.
contract HostileLedger {
    uint256 public gasSeen;
    bytes public callSeen;

    function look() external {
        gasSeen = gasleft();
        callSeen = msg.data;
    }

    function burn() external pure {
        while (true) { }
    }

    function burnThenRefuse() external view {
        while (gasleft() > 500) { }
        assembly {
            revert(0, 256)
        }
    }

    function refuseWith(uint256 size) external pure {
        assembly {
            mstore(0, not(0))
            revert(0, size)
        }
    }

    function answerWith(uint256 size) external pure {
        assembly {
            return(0, size)
        }
    }
}

contract HostileLedgerTest is LedgerTest {
    HostileLedger internal hostile;
    OperationRelay internal exposed;

    function setUp() public override {
        super.setUp();
        hostile = new HostileLedger();
        exposed = new OperationRelay(address(registry), address(hostile));
    }

    function test_AnOperationGetsTheGasItWasSignedWithAndTheSpeakerBehindItsCall() public {
        bytes memory call = abi.encodeCall(HostileLedger.look, ());
        _run(_hostile("request", call));
        vm.assertLe(hostile.gasSeen(), 1_000_000);
        vm.assertGt(hostile.gasSeen(), 999_500);
        vm.assertEq(hostile.callSeen(), abi.encodePacked(call, patient.speaker));
    }

    function testFuzz_AnOperationGetsAllOfItsGasOrIsNotCalled(uint256 gas) public {
        IOperationRelay.Operation memory operation = _hostile("request", abi.encodeCall(HostileLedger.look, ()));
        operation.gas = exposed.GAS_CAP();
        bytes memory call = abi.encodeCall(exposed.execute, (_batch(_exposed(operation))));
        vm.prank(RELAYER);
        (bool done,) = address(exposed).call{ gas: operation.gas + gas % 300_000 }(call);
        vm.assertTrue(done ? hostile.gasSeen() > operation.gas - 500 : hostile.gasSeen() == 0);
    }

    function test_ARefusalIsReportedUpTo256Bytes() public {
        IOperationRelay.Operation memory operation = _hostile("request", abi.encodeCall(HostileLedger.refuseWith, (300)));
        bytes memory reported = new bytes(256);
        for (uint256 i = 0; i < 32; ++i) {
            reported[i] = 0xff;
        }
        // Beyond its first word the ledger answers with Solidity's scratch memory: the free memory pointer and nothing.
        reported[0x5f] = 0x80;

        vm.expectEmit(address(exposed));
        emit IOperationRelay.Executed(patient.entity, "request", IOperationRelay.Outcome.Refused, reported);
        _run(operation);
    }

    function test_AShortRefusalIsReportedAsItIs() public {
        IOperationRelay.Operation memory operation = _hostile("request", abi.encodeCall(HostileLedger.refuseWith, (1)));
        vm.expectEmit(address(exposed));
        emit IOperationRelay.Executed(patient.entity, "request", IOperationRelay.Outcome.Refused, hex"ff");
        _run(operation);
    }

    function test_ALargeAnswerCostsTheRelayNothing() public {
        _expectBounded(abi.encodeCall(HostileLedger.refuseWith, (100_000)), false);
        _expectBounded(abi.encodeCall(HostileLedger.answerWith, (100_000)), true);
    }

    function test_BurningAllItsGasCostsAnOperationItsOwnOnly() public {
        IOperationRelay.Operation[] memory batch = new IOperationRelay.Operation[](2);
        batch[0] = _hostile("burns", abi.encodeCall(HostileLedger.burn, ()));
        batch[1] = _hostile("looks", abi.encodeCall(HostileLedger.look, ()));
        vm.prank(RELAYER);
        exposed.execute{ gas: 2_200_000 }(batch);
        vm.assertFalse(exposed.isSpent(patient.entity, "burns"));
        vm.assertTrue(exposed.isSpent(patient.entity, "looks"));
    }

    /// @notice What comes before and after the call is paid for by the reserve, however much of its own gas the operation burns.
    /// forge-config: default.isolate = true
    function testFuzz_TheReserveIsEnough(uint256 gas) public {
        IOperationRelay.Operation memory operation = _hostile("request", abi.encodeCall(HostileLedger.burnThenRefuse, ()));
        operation.gas = 10_000;
        bytes memory call = abi.encodeCall(exposed.execute, (_batch(_exposed(operation))));
        vm.prank(RELAYER);
        (bool done, bytes memory answer) = address(exposed).call{ gas: 30_000 + gas % 50_000 }(call);
        if (!done) vm.assertEq(answer, abi.encodeWithSelector(IOperationRelay.TooLittleGas.selector, 0));
    }

    /// @dev The ledger's own memory takes some 40,000 gas; a copy of it would take as much again.
    function _expectBounded(bytes memory call, bool succeeds) private {
        IOperationRelay.Operation memory operation = _hostile(keccak256(call), call);
        uint256 before = gasleft();
        (bool done,) = address(hostile).call(call);
        uint256 alone = before - gasleft();
        vm.assertTrue(done == succeeds);
        before = gasleft();
        _run(operation);
        vm.assertLt(before - gasleft(), alone + 50_000);
    }

    function _hostile(bytes32 requestId, bytes memory call) private view returns (IOperationRelay.Operation memory) {
        return _exposed(IOperationRelay.Operation(patient.entity, requestId, address(hostile), 1_000_000, call, ""));
    }

    function _exposed(IOperationRelay.Operation memory operation) private view returns (IOperationRelay.Operation memory) {
        return Signing.signed(operation, address(exposed), patient.key);
    }

    function _run(IOperationRelay.Operation memory operation) private {
        vm.prank(RELAYER);
        exposed.execute(_batch(operation));
    }
}
