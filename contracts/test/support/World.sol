// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import { IConsents } from "../../src/interfaces/IConsents.sol";
import { IConsultations } from "../../src/interfaces/IConsultations.sol";
import { EntityClass, IEntities } from "../../src/interfaces/IEntities.sol";
import { IExams } from "../../src/interfaces/IExams.sol";
import { IMedicines } from "../../src/interfaces/IMedicines.sol";
import { IOperationRelay } from "../../src/interfaces/IOperationRelay.sol";
import { Actor } from "./LedgerTest.sol";
import { Memory } from "./Memory.sol";
import { vm } from "./Vm.sol";

/// @title A small health system that does as chance has it
/// @notice Two of each class. Every act takes one seed; most are lawful, some are not, and none of them reverts.
contract World is Memory {
    function setUp() public override {
        super.setUp();
        EntityClass[4] memory classes = [EntityClass.Patient, EntityClass.Physician, EntityClass.Pharmacy, EntityClass.DiagnosticCenter];
        registered[EntityClass.Regulator] = 1;
        for (uint256 i = 0; i < classes.length; ++i) {
            registered[classes[i]] = 3;
            for (uint256 j = 0; j < 2; ++j) {
                bytes32 name = bytes32(0x100 + 2 * i + j);
                _place[name] = _cast.length;
                _cast.push(_registered(name, classes[i]));
            }
        }
        for (uint256 i = PHYSICIANS; i < _cast.length; ++i) {
            _give(Given(_newId(), 0, i, 255, NOW + 20 days, 0, false));
            _give(Given(_newId(), 1, i, 255, NOW + 2 days, 0, false));
        }
        for (uint256 seed = 0; seed < 8; ++seed) {
            consult(seed);
        }
    }

    function acts() external pure returns (bytes4[] memory all) {
        all = new bytes4[](18);
        (all[0], all[1], all[2]) = (this.grant.selector, this.revoke.selector, this.consult.selector);
        (all[3], all[4], all[5]) = (this.dispense.selector, this.reverse.selector, this.cancelPrescription.selector);
        (all[6], all[7], all[8]) = (this.accept.selector, this.complete.selector, this.correct.selector);
        (all[9], all[10], all[11]) = (this.suspend.selector, this.reactivate.selector, this.rotate.selector);
        (all[12], all[13], all[14]) = (this.register.selector, this.giveUp.selector, this.pass.selector);
        (all[15], all[16], all[17]) = (this.replay.selector, this.impostor.selector, this.starve.selector);
    }

    function items() external view returns (Item[] memory) {
        return _prescribedItems;
    }

    function remainingOf(bytes32 prescription) external view returns (uint64) {
        return care.remainingOf(prescription);
    }

    function countOf(EntityClass class) external view returns (uint256) {
        return registry.countOf(class);
    }

    function countedConsultations() external view returns (uint256 count) {
        for (uint256 i = 0; i < _cast.length; ++i) {
            count += care.consultationsOfPatient(_cast[i].entity);
        }
    }

    // The registry

    function grant(uint256 seed) external {
        uint256 grantee = PHYSICIANS + _draw(seed, "grantee", 6);
        uint32 scopes = _draw(seed, "all", 2) == 0 ? 255 : uint32(1 + _draw(seed, "scopes", 255));
        bytes32 resource = _prescribedItems.length == 0 || _draw(seed, "bound", 2) == 0 ? bytes32(0) : _anItem(seed).thing.id;
        uint64 until = uint64(block.timestamp + 1 + _draw(seed, "term", 5 days));
        _give(Given(_newId(), _draw(seed, "patient", 2), grantee, scopes, until, resource, false));
    }

    function revoke(uint256 seed) external {
        if (_draw(seed, "seldom", 3) != 0) return;
        Given storage given = _given[_draw(seed, "consent", _given.length)];
        Actor storage owner = _cast[given.patient];
        if (_succeeds(owner, address(registry), abi.encodeCall(IConsents.revoke, (owner.entity, given.id)))) given.revoked = true;
    }

    function suspend(uint256 seed) external {
        if (_draw(seed, "seldom", 6) != 0) return;
        bytes32 entity = _anyone(seed).entity;
        if (_succeeds(regulator, address(registry), abi.encodeCall(IEntities.suspend, (entity, REASON)))) _isSuspended[entity] = true;
    }

    function reactivate(uint256 seed) external {
        bytes32 entity = _anyone(seed).entity;
        if (_succeeds(regulator, address(registry), abi.encodeCall(IEntities.reactivate, (entity)))) _isSuspended[entity] = false;
    }

    function rotate(uint256 seed) external {
        Actor storage actor = _anyone(seed);
        uint256 key = uint256(_newId()) >> 1;
        bytes memory call = abi.encodeCall(IEntities.rotateKey, (vm.addr(key), _possession(actor, key)));
        if (_succeeds(actor, address(registry), call)) (actor.key, actor.speaker) = (key, vm.addr(key));
    }

    function register(uint256 seed) external {
        EntityClass class = EntityClass(_draw(seed, "class", 9));
        address speaker = _draw(seed, "bound", 4) == 0 ? _anyone(seed).speaker : vm.addr(uint256(_newId()) >> 1);
        bytes memory call = abi.encodeCall(IEntities.register, (_newId(), class, speaker, "profile"));
        if (_succeeds(regulator, address(registry), call)) ++registered[class];
    }

    // Care

    function consult(uint256 seed) public {
        Given storage given = _choose(seed, PHYSICIANS, _draw(seed, "patient", 2));
        Actor storage actor = _cast[_grantee(seed, given, PHYSICIANS)];
        IConsultations.ExamOrder[] memory exams = _exams(1);
        IConsultations.PrescriptionItem[] memory list = _items(1);
        list[0].validUntil = uint64(block.timestamp + 10 days);
        if (_draw(seed, "controlled", 3) == 0) (list[0].controlled, list[0].fills, list[0].partialAllowed) = (true, 1, false);

        bytes32 whose = _cast[given.patient].entity;
        bytes memory call = abi.encodeCall(IConsultations.addConsultation, (_newId(), whose, given.id, "content", exams, list));
        if (!_succeeds(actor, address(care), call)) return;

        _noteConsent(given, given.patient, actor.entity, RECORDS_WRITE, 0);
        ++consultations;
        _examined.push(Thing(exams[0].exam, given.patient, 0));
        Thing memory thing = Thing(list[0].prescription, given.patient, _place[actor.entity]);
        _prescribedItems.push(Item(thing, list[0].quantityPerFill * list[0].fills, 0, list[0].controlled));
    }

    function dispense(uint256 seed) external {
        if (_prescribedItems.length == 0) return;
        Item storage item = _anItem(seed);
        Given storage given = _choose(seed, PHARMACIES, item.thing.patient);
        Actor storage actor = _cast[_grantee(seed, given, PHARMACIES)];
        uint64 quantity = _draw(seed, "whole", 2) == 0 ? 10 : uint64(_draw(seed, "quantity", 32));
        Sale memory sale = Sale(_newId(), _latest(seed, _prescribedItems.length), _place[actor.entity], quantity);

        bytes memory call = abi.encodeCall(IMedicines.dispense, (item.thing.id, sale.id, given.id, quantity, "lots"));
        if (!_succeeds(actor, address(care), call)) return;
        _noteConsent(given, item.thing.patient, actor.entity, PRESCRIPTIONS_SERVE, item.thing.id);
        item.dispensed += quantity;
        _sales.push(sale);
    }

    function reverse(uint256 seed) external {
        if (_sales.length == 0) return;
        Sale storage sale = _sales[_draw(seed, "sale", _sales.length)];
        Actor storage actor = _cast[_draw(seed, "other", 4) == 0 ? PHARMACIES : sale.pharmacy];
        if (_succeeds(actor, address(care), abi.encodeCall(IMedicines.reverseDispensation, (sale.id, REASON)))) {
            _prescribedItems[sale.item].dispensed -= sale.quantity;
        }
    }

    function cancelPrescription(uint256 seed) external {
        if (_prescribedItems.length == 0 || _draw(seed, "seldom", 8) != 0) return;
        Thing storage thing = _anItem(seed).thing;
        _succeeds(_cast[thing.author], address(care), abi.encodeCall(IMedicines.cancelPrescription, (thing.id, REASON)));
    }

    function accept(uint256 seed) external {
        _examine(seed, IExams.acceptExam.selector);
    }

    function complete(uint256 seed) external {
        _examine(seed, IExams.completeExam.selector);
    }

    function correct(uint256 seed) external {
        _examine(seed, IExams.correctResult.selector);
    }

    // Time, and what goes wrong with relays

    function pass(uint256 seed) external {
        vm.warp(block.timestamp + _draw(seed, "time", 4 hours));
        ++done[msg.sig];
    }

    function giveUp(uint256 seed) external {
        Actor storage actor = _anyone(seed);
        IOperationRelay.Operation memory operation = _operation(actor, _newId(), address(0), "");
        _run(operation);
        if (relay.isSpent(operation.entity, operation.requestId)) ++done[msg.sig];
        else idLost = true;
        _past.push(operation);
    }

    /// @notice What was executed comes again, with the same bytes or signed by the key that speaks now.
    function replay(uint256 seed) external {
        if (_past.length == 0) return;
        IOperationRelay.Operation memory operation = _past[_draw(seed, "past", _past.length)];
        if (_draw(seed, "again", 2) == 0) operation = _signed(operation, _keyOf(operation.entity));
        if (_run(operation)) executedTwice = true;
        else ++done[msg.sig];
    }

    /// @notice Somebody signs in another's name.
    function impostor(uint256 seed) external {
        IOperationRelay.Operation memory operation = _operation(_anyone(seed), _newId(), address(registry), "");
        _run(_signed(operation, uint256(_newId()) >> 1));
        if (relay.isSpent(operation.entity, operation.requestId)) strangerHeard = true;
        else ++done[msg.sig];
    }

    /// @notice A batch gets whatever gas: all of it is spent, or none.
    function starve(uint256 seed) external {
        Actor storage actor = _anyone(seed);
        IOperationRelay.Operation[] memory batch = new IOperationRelay.Operation[](3);
        for (uint256 i = 0; i < batch.length; ++i) {
            batch[i] = _operation(actor, _newId(), address(registry), abi.encodeCall(IConsents.revoke, (actor.entity, _newId())));
        }
        vm.prank(RELAYER);
        (bool sent,) = address(relay).call{ gas: 30_000 + _draw(seed, "gas", 1_200_000) }(abi.encodeCall(relay.execute, (batch)));
        for (uint256 i = 0; i < batch.length; ++i) {
            if (relay.isSpent(actor.entity, batch[i].requestId) != sent) starvedInPart = true;
        }
        if (!sent) ++done[msg.sig];
    }

    function _examine(uint256 seed, bytes4 act) private {
        if (_examined.length == 0) return;
        Thing storage exam = _examined[_latest(seed, _examined.length)];
        Given storage given = _choose(seed, CENTERS, exam.patient);
        uint256 by = exam.author != 0 && _draw(seed, "same", 4) != 0 ? exam.author : _grantee(seed, given, CENTERS);
        if (by != given.grantee) given = _choose(seed ^ 1, by, exam.patient);

        bool accepting = act == IExams.acceptExam.selector;
        bytes memory arguments = accepting ? abi.encode(exam.id, given.id) : abi.encode(exam.id, _newId(), given.id, "values");
        if (!_succeeds(_cast[by], address(care), abi.encodePacked(act, arguments))) return;
        _noteConsent(given, exam.patient, _cast[by].entity, EXAMS_SERVE, exam.id);
        exam.author = by;
    }
}
