// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import { IOperationRelay } from "../../src/interfaces/IOperationRelay.sol";
import { Signing } from "./Signing.sol";
import { Vm, vm } from "./Vm.sol";

/// @title An entity's voice on one ledger
/// @notice Looks like the ledger: whatever is called here is signed with the entity's key, relayed as an operation of its own, and comes
/// back as if it had been called directly, refusals included.
contract Voice {
    using Signing for IOperationRelay.Operation;

    error Unheard(IOperationRelay.SkipReason reason);

    IOperationRelay private immutable _relay;
    address private immutable _relayer;
    address private immutable _ledger;
    bytes32 private immutable _entity;
    uint256 private immutable _key;
    uint256 private _requests;

    constructor(IOperationRelay relay, address relayer, address ledger, bytes32 entity, uint256 key) {
        _relay = relay;
        _relayer = relayer;
        _ledger = ledger;
        _entity = entity;
        _key = key;
    }

    fallback() external {
        IOperationRelay.Operation[] memory batch = new IOperationRelay.Operation[](1);
        bytes32 requestId = keccak256(abi.encode(address(this), ++_requests));
        batch[0] = IOperationRelay.Operation(_entity, requestId, _ledger, 4_000_000, msg.data, "").signed(address(_relay), _key);

        vm.recordLogs();
        vm.prank(_relayer);
        _relay.execute(batch);
        Vm.Log[] memory logs = vm.getRecordedLogs();
        _answer(logs[logs.length - 1]);
    }

    function _answer(Vm.Log memory log) private pure {
        if (log.topics[0] == IOperationRelay.Skipped.selector) revert Unheard(abi.decode(log.data, (IOperationRelay.SkipReason)));
        (IOperationRelay.Outcome outcome, bytes memory revertData) = abi.decode(log.data, (IOperationRelay.Outcome, bytes));
        if (outcome == IOperationRelay.Outcome.Refused) {
            assembly {
                revert(add(revertData, 0x20), mload(revertData))
            }
        }
    }
}
