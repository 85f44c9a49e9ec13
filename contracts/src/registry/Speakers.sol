// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import { ECDSA } from "@openzeppelin/contracts/utils/cryptography/ECDSA.sol";
import { EIP712 } from "@openzeppelin/contracts/utils/cryptography/EIP712.sol";
import { EntityClass, IEntities } from "../interfaces/IEntities.sol";
import { Entities } from "./Entities.sol";

/// @title Speakers
/// @notice How the word passes from one key to the next: rotated by the old one, or replaced where that is lost.
abstract contract Speakers is Entities, EIP712 {
    bytes32 private constant POSSESSION_TYPE = keccak256("KeyPossession(bytes32 entity,address speaker)");

    struct Replacement {
        address speaker;
        uint64 executableAt;
    }

    /// @notice How many seconds a present key has to veto its replacement.
    uint64 public immutable replacementDelay;

    mapping(bytes32 entity => Replacement) private _pending;

    constructor(uint64 replacementDelay_) EIP712("HealthLedger", "1") {
        replacementDelay = replacementDelay_;
    }

    /// @inheritdoc IEntities
    function rotateKey(address speaker, bytes calldata possession) external {
        (bytes32 entity,) = requireActive(_msgSender());
        _requirePossession(entity, speaker, possession);
        _pass(entity, speaker);
    }

    /// @inheritdoc IEntities
    function proposeReplacement(bytes32 entity, address speaker, bytes calldata possession) external {
        bytes32 author = _speakingAs(EntityClass.Regulator);
        _known(entity);
        _requireUnbound(speaker);
        _requirePossession(entity, speaker, possession);

        uint64 executableAt = uint64(block.timestamp) + replacementDelay;
        _pending[entity] = Replacement(speaker, executableAt);
        emit ReplacementProposed(entity, speaker, executableAt, author);
    }

    /// @inheritdoc IEntities
    function vetoReplacement() external {
        (bytes32 entity,) = requireActive(_msgSender());
        address speaker = _replacementOf(entity).speaker;

        delete _pending[entity];
        emit ReplacementVetoed(entity, speaker);
    }

    /// @inheritdoc IEntities
    function completeReplacement(bytes32 entity) external {
        _speakingAs(EntityClass.Regulator);
        Replacement memory replacement = _replacementOf(entity);
        if (block.timestamp < replacement.executableAt) revert ReplacementTooEarly(entity, replacement.executableAt);
        _pass(entity, replacement.speaker);
    }

    function _pass(bytes32 entity, address speaker) private {
        address previous = speakerOf(entity);
        _bind(entity, speaker);
        delete _pending[entity];
        emit SpeakerChanged(entity, previous, speaker);
    }

    function _replacementOf(bytes32 entity) private view returns (Replacement memory replacement) {
        replacement = _pending[entity];
        if (replacement.speaker == address(0)) revert ReplacementUnknown(entity);
    }

    function _requirePossession(bytes32 entity, address speaker, bytes calldata possession) private view {
        bytes32 digest = _hashTypedDataV4(keccak256(abi.encode(POSSESSION_TYPE, entity, speaker)));
        (address signer, ECDSA.RecoverError problem,) = ECDSA.tryRecover(digest, possession);
        if (problem != ECDSA.RecoverError.NoError || signer != speaker) revert PossessionNotProven(speaker);
    }
}
