// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import { ECDSA } from "@openzeppelin/contracts/utils/cryptography/ECDSA.sol";
import { EIP712 } from "@openzeppelin/contracts/utils/cryptography/EIP712.sol";
import { IEntities } from "./interfaces/IEntities.sol";
import { IOperationRelay } from "./interfaces/IOperationRelay.sol";

/// @title OperationRelay
/// @notice Why not OpenZeppelin's forwarder: its nonces are sequential, it skips without an event and throws revert data away.
contract OperationRelay is IOperationRelay, EIP712 {
    bytes32 private constant OPERATION_TYPE = keccak256("Operation(bytes32 entity,bytes32 requestId,address ledger,uint64 gas,bytes call)");

    /// @notice The most gas that one operation may ask for: several times what the largest consultation takes.
    uint64 public constant GAS_CAP = 8_000_000;

    /// @inheritdoc IOperationRelay
    uint256 public constant revision = 2;

    /// @dev What spending, calling and reporting one operation cost at most, next to its own gas: about 31,000.
    uint256 private constant RESERVE = 40_000;

    uint256 private constant MAX_REVERT_DATA = 256;

    /// @inheritdoc IOperationRelay
    address public immutable registry;

    /// @inheritdoc IOperationRelay
    address public immutable care;

    /// @inheritdoc IOperationRelay
    mapping(bytes32 entity => mapping(bytes32 requestId => bool)) public isSpent;

    constructor(address registry_, address care_) EIP712("HealthLedger", "1") {
        registry = registry_;
        care = care_;
    }

    /// @inheritdoc IOperationRelay
    function execute(Operation[] calldata operations) external {
        if (!IEntities(registry).isRelayer(msg.sender)) revert NotARelayer(msg.sender);

        uint256 scratch;
        assembly ("memory-safe") {
            scratch := mload(0x40)
        }
        for (uint256 i = 0; i < operations.length; ++i) {
            _process(operations[i], i);
            // No operation needs the memory of the one before: without this, its price would grow with the square of the batch.
            assembly ("memory-safe") {
                mstore(0x40, scratch)
            }
        }
    }

    function _process(Operation calldata operation, uint256 index) private {
        address speaker = IEntities(registry).speakerOf(operation.entity);
        SkipReason reason = _examine(operation, speaker);

        if (reason != SkipReason.None) {
            emit Skipped(operation.entity, operation.requestId, reason);
        } else if (operation.call.length == 0) {
            isSpent[operation.entity][operation.requestId] = true;
            emit Executed(operation.entity, operation.requestId, Outcome.GivenUp, "");
        } else {
            _perform(operation, speaker, index);
        }
    }

    /// @dev Everything that can be held against an operation before anything is spent.
    function _examine(Operation calldata operation, address speaker) private view returns (SkipReason) {
        (address signer, ECDSA.RecoverError problem,) = ECDSA.tryRecover(_digestOf(operation), operation.signature);
        if (problem != ECDSA.RecoverError.NoError) return SkipReason.SignatureInvalid;
        if (signer != speaker) return SkipReason.SpeakerNotCurrent;
        if (isSpent[operation.entity][operation.requestId]) return SkipReason.AlreadySpent;
        if (operation.gas > GAS_CAP) return SkipReason.GasOverCap;
        if (operation.call.length != 0 && operation.ledger != registry && operation.ledger != care) return SkipReason.LedgerUnknown;
        return SkipReason.None;
    }

    function _perform(Operation calldata operation, address speaker, uint256 index) private {
        bytes memory payload = abi.encodePacked(operation.call, speaker);
        uint256 available = gasleft();
        if (available < RESERVE || (available - RESERVE) * 63 / 64 < operation.gas) revert TooLittleGas(index);

        isSpent[operation.entity][operation.requestId] = true;
        (bool succeeded, bytes memory answer) = _call(operation.ledger, operation.gas, payload);

        if (succeeded) {
            emit Executed(operation.entity, operation.requestId, Outcome.Succeeded, "");
        } else if (answer.length != 0) {
            emit Executed(operation.entity, operation.requestId, Outcome.Refused, answer);
        } else {
            isSpent[operation.entity][operation.requestId] = false;
            emit Skipped(operation.entity, operation.requestId, SkipReason.OutOfGas);
        }
    }

    /// @dev A Solidity call copies whatever comes back, for which the relay would pay; this one copies no more than it reports.
    function _call(address ledger, uint256 gas_, bytes memory payload) private returns (bool succeeded, bytes memory answer) {
        assembly ("memory-safe") {
            succeeded := call(gas_, ledger, 0, add(payload, 0x20), mload(payload), 0, 0)
            let size := returndatasize()
            if gt(size, MAX_REVERT_DATA) { size := MAX_REVERT_DATA }
            answer := mload(0x40)
            mstore(answer, size)
            returndatacopy(add(answer, 0x20), 0, size)
            mstore(0x40, add(answer, add(0x20, MAX_REVERT_DATA)))
        }
    }

    function _digestOf(Operation calldata operation) private view returns (bytes32) {
        return _hashTypedDataV4(
            keccak256(
                abi.encode(
                    OPERATION_TYPE, operation.entity, operation.requestId, operation.ledger, operation.gas, keccak256(operation.call)
                )
            )
        );
    }
}
