// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import { IConsents } from "../../src/interfaces/IConsents.sol";
import { IOperationRelay } from "../../src/interfaces/IOperationRelay.sol";
import { LedgerTest } from "../support/LedgerTest.sol";
import { vm } from "../support/Vm.sol";

contract SignaturesTest is LedgerTest {
    uint256 internal constant CURVE_ORDER = 0xfffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141;

    function test_AnEntitysOwnSignatureIsExecuted() public {
        IOperationRelay.Operation memory operation = _revocation();
        _expectExecuted(operation, IOperationRelay.Outcome.Succeeded, "");
        _execute(operation);
        vm.assertTrue(relay.isSpent(patient.entity, "request"));
        vm.assertTrue(registry.isRevoked(patient.entity, "consent"));
    }

    function test_AStrangersSignatureSpendsNoId() public {
        _expectNothingOf(_signed(_revocation(), 0xbad), IOperationRelay.SkipReason.SpeakerNotCurrent);
        _expectNothingOf(_signed(_revocation(), physician.key), IOperationRelay.SkipReason.SpeakerNotCurrent);
        _execute(_revocation());
        vm.assertTrue(relay.isSpent(patient.entity, "request"));
    }

    function test_AnUnknownEntityHasNoSpeaker() public {
        IOperationRelay.Operation memory operation = _revocation();
        operation.entity = "nobody";
        _expectNothingOf(_signed(operation, patient.key), IOperationRelay.SkipReason.SpeakerNotCurrent);
    }

    function test_AnotherRelaysSignatureIsAStrangers() public {
        IOperationRelay.Operation memory operation = _revocation();
        vm.chainId(block.chainid + 1);
        operation = _signed(operation, patient.key);
        vm.chainId(block.chainid - 1);
        _expectNothingOf(operation, IOperationRelay.SkipReason.SpeakerNotCurrent);
    }

    function testFuzz_NothingThatWasSignedCanBeChanged(uint8 field) public {
        IOperationRelay.Operation memory operation = _revocation();
        field %= 4;
        if (field == 0) operation.requestId = "another";
        else if (field == 1) operation.ledger = address(care);
        else if (field == 2) operation.gas += 1;
        else operation.call = "";
        _expectNothingOf(operation, IOperationRelay.SkipReason.SpeakerNotCurrent);
    }

    function test_TheTwinOfASignatureIsInvalid() public {
        IOperationRelay.Operation memory operation = _revocation();
        (bytes32 r, bytes32 s, uint8 v) = _parts(operation.signature);
        operation.signature = abi.encodePacked(r, bytes32(CURVE_ORDER - uint256(s)), v == 27 ? 28 : 27);
        _expectNothingOf(operation, IOperationRelay.SkipReason.SignatureInvalid);
    }

    function testFuzz_AMalformedSignatureIsSkippedWithoutHarmToTheBatch(bytes calldata signature) public {
        IOperationRelay.Operation[] memory batch = new IOperationRelay.Operation[](2);
        batch[0] = _revocation();
        batch[0].signature = signature;
        batch[1] = _revocation();

        vm.prank(RELAYER);
        relay.execute(batch);
        vm.assertTrue(registry.isRevoked(patient.entity, "consent"));
    }

    function test_AnEmptySignatureIsInvalid() public {
        IOperationRelay.Operation memory operation = _revocation();
        operation.signature = "";
        _expectNothingOf(operation, IOperationRelay.SkipReason.SignatureInvalid);
    }

    function _revocation() private view returns (IOperationRelay.Operation memory) {
        return _operation(patient, "request", address(registry), abi.encodeCall(IConsents.revoke, (patient.entity, "consent")));
    }

    function _expectNothingOf(IOperationRelay.Operation memory operation, IOperationRelay.SkipReason reason) private {
        _expectSkipped(operation, reason);
        _execute(operation);
        vm.assertFalse(relay.isSpent(operation.entity, operation.requestId));
        vm.assertFalse(registry.isRevoked(patient.entity, "consent"));
    }

    function _parts(bytes memory signature) private pure returns (bytes32 r, bytes32 s, uint8 v) {
        assembly {
            r := mload(add(signature, 0x20))
            s := mload(add(signature, 0x40))
            v := byte(0, mload(add(signature, 0x60)))
        }
    }
}
