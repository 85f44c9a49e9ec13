// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import { IConsents } from "../../src/interfaces/IConsents.sol";
import { EntityClass } from "../../src/interfaces/IEntities.sol";
import { IOperationRelay } from "../../src/interfaces/IOperationRelay.sol";
import { Actor, LedgerTest } from "./LedgerTest.sol";
import { Vm, vm } from "./Vm.sol";

/// @title What a world remembers by itself, to be held against what the ledgers say
abstract contract Memory is LedgerTest {
    uint256 internal constant PATIENTS = 0;
    uint256 internal constant PHYSICIANS = 2;
    uint256 internal constant PHARMACIES = 4;
    uint256 internal constant CENTERS = 6;

    /// @dev Patients and grantees are places in the cast.
    struct Given {
        bytes32 id;
        uint256 patient;
        uint256 grantee;
        uint32 scopes;
        uint64 validUntil;
        bytes32 resource;
        bool revoked;
    }

    struct Thing {
        bytes32 id;
        uint256 patient;
        uint256 author;
    }

    struct Item {
        Thing thing;
        uint64 prescribed;
        uint64 dispensed;
        bool controlled;
    }

    struct Sale {
        bytes32 id;
        uint256 item;
        uint256 pharmacy;
        uint64 quantity;
    }

    Actor[] internal _cast;
    Given[] internal _given;
    Thing[] internal _examined;
    Item[] internal _prescribedItems;
    Sale[] internal _sales;
    IOperationRelay.Operation[] internal _past;
    mapping(bytes32 entity => uint256) internal _place;
    mapping(bytes32 entity => bool) internal _isSuspended;
    mapping(bytes32 entityAndRequest => uint256) internal _executions;

    mapping(EntityClass class => uint256) public registered;
    mapping(bytes4 act => uint256) public done;
    uint256 public consultations;
    bool public suspendedActed;
    bool public wroteWithoutConsent;
    bool public executedTwice;
    bool public strangerHeard;
    bool public starvedInPart;
    bool public idLost;

    // Doing and remembering

    function _give(Given memory given) internal {
        IConsents.Grant memory consent = IConsents.Grant(
            given.id, _cast[given.patient].entity, _cast[given.grantee].entity, given.scopes, 1, NOW, given.validUntil, given.resource
        );
        if (_succeeds(_cast[given.patient], address(registry), abi.encodeCall(IConsents.grant, (consent)))) _given.push(given);
    }

    /// @dev What just succeeded did so under this consent: was it live, for this patient, grantee, scope and resource?
    function _noteConsent(Given storage given, uint256 whose, bytes32 grantee, uint32 scope, bytes32 resource) internal {
        bool live = !given.revoked && block.timestamp <= given.validUntil;
        bool held = given.patient == whose && _cast[given.grantee].entity == grantee && given.scopes & scope != 0;
        if (!live || !held || (given.resource != 0 && given.resource != resource)) wroteWithoutConsent = true;
    }

    function _succeeds(Actor memory actor, address ledger, bytes memory call) internal returns (bool succeeded) {
        IOperationRelay.Operation memory operation = _operation(actor, _newId(), ledger, call);
        succeeded = _run(operation);
        if (succeeded && _isSuspended[actor.entity]) suspendedActed = true;
        if (succeeded) ++done[msg.sig];
        if (relay.isSpent(operation.entity, operation.requestId)) _past.push(operation);
    }

    function _run(IOperationRelay.Operation memory operation) internal returns (bool succeeded) {
        vm.recordLogs();
        _execute(operation);
        Vm.Log[] memory logs = vm.getRecordedLogs();
        Vm.Log memory last = logs[logs.length - 1];
        if (last.topics[0] != IOperationRelay.Executed.selector) return false;

        if (++_executions[keccak256(abi.encode(operation.entity, operation.requestId))] > 1) executedTwice = true;
        (IOperationRelay.Outcome outcome,) = abi.decode(last.data, (IOperationRelay.Outcome, bytes));
        return outcome == IOperationRelay.Outcome.Succeeded;
    }

    // Chance

    function _draw(uint256 seed, string memory what, uint256 among) internal pure returns (uint256) {
        return uint256(keccak256(abi.encode(seed, what))) % among;
    }

    function _anyone(uint256 seed) internal view returns (Actor storage) {
        return _cast[_draw(seed, "anyone", _cast.length)];
    }

    function _anItem(uint256 seed) internal view returns (Item storage) {
        return _prescribedItems[_latest(seed, _prescribedItems.length)];
    }

    /// @dev One of the latest: the older ones are mostly used up.
    function _latest(uint256 seed, uint256 count) internal pure returns (uint256) {
        return count - 1 - _draw(seed, "latest", count < 6 ? count : 6);
    }

    function _keyOf(bytes32 entity) internal view returns (uint256) {
        return entity == regulator.entity ? regulator.key : _cast[_place[entity]].key;
    }

    /// @dev Mostly a live consent that fits, if there is one.
    function _choose(uint256 seed, uint256 class, uint256 whose) internal view returns (Given storage) {
        uint256 start = _draw(seed, "consent", _given.length);
        for (uint256 i = 0; i < _given.length && _draw(seed, "any", 6) != 0; ++i) {
            Given storage given = _given[(start + i) % _given.length];
            bool fits = given.grantee / 2 == class / 2 && given.patient == whose && given.scopes == 255;
            if (fits && !given.revoked && block.timestamp <= given.validUntil) return given;
        }
        return _given[start];
    }

    /// @dev Mostly whom it names.
    function _grantee(uint256 seed, Given storage given, uint256 class) internal view returns (uint256) {
        return given.grantee / 2 == class / 2 && _draw(seed, "grantee", 6) != 0 ? given.grantee : class + _draw(seed, "other", 2);
    }
}
