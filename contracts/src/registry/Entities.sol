// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import { ERC2771Context } from "@openzeppelin/contracts/metatx/ERC2771Context.sol";
import { EntityClass, EntityStatus, IEntities } from "../interfaces/IEntities.sol";

/// @title Entities
/// @notice Who exists, of which class, and whether it may act.
abstract contract Entities is IEntities, ERC2771Context {
    /// @dev All that a write asks about its speaker lies in the first slot.
    struct Entity {
        address speaker;
        EntityClass class;
        EntityStatus status;
        uint64 registeredAt;
        bytes32 commitment;
    }

    mapping(bytes32 entity => Entity) private _entities;

    /// @dev For ever: an address that no longer speaks for its entity stays bound to it.
    mapping(address speaker => bytes32 entity) private _boundTo;

    /// @inheritdoc IEntities
    mapping(EntityClass class => uint256) public countOf;

    /// @inheritdoc IEntities
    uint256 public activeRegulators;

    /// @inheritdoc IEntities
    mapping(address relayer => bool) public isRelayer;

    /// @inheritdoc IEntities
    function register(bytes32 entity, EntityClass class, address speaker, bytes32 commitment) external {
        _register(entity, class, speaker, commitment, _speakingAs(EntityClass.Regulator));
    }

    /// @inheritdoc IEntities
    function suspend(bytes32 entity, bytes32 reason) external {
        bytes32 author = _speakingAs(EntityClass.Regulator);
        Entity storage known = _known(entity);
        if (known.status != EntityStatus.Active) revert EntityNotActive(entity);
        if (known.class == EntityClass.Regulator) {
            if (activeRegulators == 1) revert LastActiveRegulator(entity);
            --activeRegulators;
        }

        known.status = EntityStatus.Suspended;
        emit EntitySuspended(entity, reason, author);
    }

    /// @inheritdoc IEntities
    function reactivate(bytes32 entity) external {
        bytes32 author = _speakingAs(EntityClass.Regulator);
        Entity storage known = _known(entity);
        if (known.status != EntityStatus.Suspended) revert EntityNotSuspended(entity);
        if (known.class == EntityClass.Regulator) ++activeRegulators;

        known.status = EntityStatus.Active;
        emit EntityReactivated(entity, author);
    }

    /// @inheritdoc IEntities
    function listRelayer(address relayer, bool listed) external {
        _listRelayer(relayer, listed, _speakingAs(EntityClass.Regulator));
    }

    /// @inheritdoc IEntities
    function entityOf(address speaker) public view returns (bytes32 entity) {
        entity = _boundTo[speaker];
        if (_entities[entity].speaker != speaker) entity = 0;
    }

    /// @inheritdoc IEntities
    function speakerOf(bytes32 entity) public view returns (address) {
        return _entities[entity].speaker;
    }

    /// @inheritdoc IEntities
    function classOf(bytes32 entity) external view returns (EntityClass) {
        return _entities[entity].class;
    }

    /// @inheritdoc IEntities
    function statusOf(bytes32 entity) public view returns (EntityStatus) {
        return _entities[entity].status;
    }

    /// @inheritdoc IEntities
    function commitmentOf(bytes32 entity) external view returns (bytes32) {
        return _entities[entity].commitment;
    }

    /// @inheritdoc IEntities
    function registeredAt(bytes32 entity) external view returns (uint64) {
        return _entities[entity].registeredAt;
    }

    /// @inheritdoc IEntities
    function requireActive(address speaker) public view returns (bytes32 entity, EntityClass class) {
        entity = entityOf(speaker);
        if (entity == 0) revert SpeakerUnknown(speaker);
        if (_entities[entity].status != EntityStatus.Active) revert EntityNotActive(entity);
        class = _entities[entity].class;
    }

    /// @dev Who is speaking: an active entity of this class, or nobody.
    function _speakingAs(EntityClass expected) internal view returns (bytes32 entity) {
        EntityClass class;
        (entity, class) = requireActive(_msgSender());
        if (class != expected) revert WrongClass(entity, class);
    }

    function _known(bytes32 entity) internal view returns (Entity storage known) {
        known = _entities[entity];
        if (known.status == EntityStatus.None) revert EntityUnknown(entity);
    }

    function _requireUnbound(address speaker) internal view {
        if (speaker == address(0)) revert IdInvalid();
        if (_boundTo[speaker] != 0) revert AddressAlreadyBound(speaker);
    }

    function _bind(bytes32 entity, address speaker) internal {
        _requireUnbound(speaker);
        _boundTo[speaker] = entity;
        _entities[entity].speaker = speaker;
    }

    function _register(bytes32 entity, EntityClass class, address speaker, bytes32 commitment, bytes32 author) internal {
        if (entity == 0) revert IdInvalid();
        if (class == EntityClass.None) revert ClassInvalid();
        if (_entities[entity].status != EntityStatus.None) revert EntityAlreadyRegistered(entity);

        _entities[entity] = Entity(address(0), class, EntityStatus.Active, uint64(block.timestamp), commitment);
        _bind(entity, speaker);
        ++countOf[class];
        if (class == EntityClass.Regulator) ++activeRegulators;
        emit EntityRegistered(entity, class, speaker, commitment, author);
    }

    function _listRelayer(address relayer, bool listed, bytes32 author) internal {
        isRelayer[relayer] = listed;
        emit RelayerListed(relayer, listed, author);
    }
}
