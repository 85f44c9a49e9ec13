// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import { CareLedger } from "../../src/CareLedger.sol";
import { OperationRelay } from "../../src/OperationRelay.sol";
import { RegistryLedger } from "../../src/RegistryLedger.sol";
import { ICareLedger } from "../../src/interfaces/ICareLedger.sol";
import { IConsents } from "../../src/interfaces/IConsents.sol";
import { IConsultations } from "../../src/interfaces/IConsultations.sol";
import { EntityClass } from "../../src/interfaces/IEntities.sol";
import { IOperationRelay } from "../../src/interfaces/IOperationRelay.sol";
import { IRegistryLedger } from "../../src/interfaces/IRegistryLedger.sol";
import { Signing } from "./Signing.sol";
import { vm } from "./Vm.sol";
import { Voice } from "./Voice.sol";

/// @dev An entity with its key, and its voice on either ledger.
struct Actor {
    bytes32 entity;
    address speaker;
    uint256 key;
    IRegistryLedger registry;
    ICareLedger care;
}

/// @title A ledger with one of each who acts on it
/// @notice `pharmacy.care.dispense(…)` is signed by the pharmacy and goes through the relay, as everything does in production.
abstract contract LedgerTest {
    uint64 internal constant NOW = 1_750_000_000;
    uint64 internal constant DELAY = 3 days;

    uint32 internal constant RECORDS_READ = 1;
    uint32 internal constant RECORDS_WRITE = 2;
    uint32 internal constant EXAMS_SERVE = 8;
    uint32 internal constant PRESCRIPTIONS_SERVE = 32;
    uint32 internal constant COVERAGE_AUTHORIZE = 64;
    uint32 internal constant APPOINTMENTS_MANAGE = 128;

    address internal constant RELAYER = address(0xcafe);
    bytes32 internal constant REASON = "the commitment to why";

    OperationRelay internal relay;
    RegistryLedger internal registry;
    CareLedger internal care;

    Actor internal regulator;
    Actor internal patient;
    Actor internal physician;
    Actor internal pharmacy;
    Actor internal center;

    uint256 private _ids;

    function setUp() public virtual {
        vm.warp(NOW);
        address deployer = vm.addr(1);
        uint256 key = _key("regulator");
        registry = RegistryLedger(vm.computeCreateAddress(deployer, 1));
        care = CareLedger(vm.computeCreateAddress(deployer, 2));

        vm.startPrank(deployer);
        relay = new OperationRelay(address(registry), address(care));
        new RegistryLedger(address(relay), "regulator", vm.addr(key), "profile", RELAYER, DELAY);
        new CareLedger(address(relay), address(registry));
        vm.stopPrank();

        regulator = _actor("regulator", key);
        patient = _registered("patient", EntityClass.Patient);
        physician = _registered("physician", EntityClass.Physician);
        pharmacy = _registered("pharmacy", EntityClass.Pharmacy);
        center = _registered("center", EntityClass.DiagnosticCenter);
    }

    // Actors

    function _key(bytes32 name) internal pure returns (uint256) {
        return uint256(keccak256(abi.encode(name))) >> 1;
    }

    function _actor(bytes32 entity, uint256 key) internal returns (Actor memory) {
        address onRegistry = address(new Voice(relay, RELAYER, address(registry), entity, key));
        address onCare = address(new Voice(relay, RELAYER, address(care), entity, key));
        return Actor(entity, vm.addr(key), key, IRegistryLedger(onRegistry), ICareLedger(onCare));
    }

    function _registered(bytes32 name, EntityClass class) internal returns (Actor memory actor) {
        actor = _actor(name, _key(name));
        regulator.registry.register(name, class, actor.speaker, "profile");
    }

    function _suspended(Actor memory actor) internal {
        regulator.registry.suspend(actor.entity, REASON);
    }

    function _possession(Actor memory actor, uint256 key) internal view returns (bytes memory) {
        return Signing.possession(actor.entity, key, address(registry));
    }

    // Consents and records, each under an id of its own

    function _newId() internal returns (bytes32) {
        return keccak256(abi.encode("id", ++_ids));
    }

    function _consent(Actor memory grantee, uint32 scopes) internal returns (bytes32) {
        return _consent(grantee, scopes, 0);
    }

    function _consent(Actor memory grantee, uint32 scopes, bytes32 resource) internal returns (bytes32 consent) {
        consent = _newId();
        patient.registry.grant(_grant(consent, grantee, scopes, resource));
    }

    function _grant(bytes32 consent, Actor memory grantee, uint32 scopes, bytes32 resource) internal view returns (IConsents.Grant memory) {
        return IConsents.Grant(consent, patient.entity, grantee.entity, scopes, 1, NOW, NOW + 30 days, resource);
    }

    function _consultation(IConsultations.ExamOrder[] memory exams, IConsultations.PrescriptionItem[] memory items)
        internal
        returns (bytes32 consultation)
    {
        bytes32 consent = _consent(physician, RECORDS_WRITE);
        consultation = _newId();
        physician.care.addConsultation(consultation, patient.entity, consent, "content", exams, items);
    }

    function _exam() internal returns (bytes32 exam) {
        IConsultations.ExamOrder[] memory exams = _exams(1);
        exam = exams[0].exam;
        _consultation(exams, _items(0));
    }

    function _exams(uint256 count) internal returns (IConsultations.ExamOrder[] memory exams) {
        exams = new IConsultations.ExamOrder[](count);
        for (uint256 i = 0; i < count; ++i) {
            exams[i] = IConsultations.ExamOrder(_newId(), "exam");
        }
    }

    /// @dev Three fills of ten, parts allowed.
    function _item() internal returns (IConsultations.PrescriptionItem memory) {
        return IConsultations.PrescriptionItem(_newId(), "item", 10, 3, true, false, NOW + 10 days);
    }

    function _items(uint256 count) internal returns (IConsultations.PrescriptionItem[] memory items) {
        items = new IConsultations.PrescriptionItem[](count);
        for (uint256 i = 0; i < count; ++i) {
            items[i] = _item();
        }
    }

    function _prescription() internal returns (bytes32) {
        return _prescribed(_item());
    }

    function _prescribed(IConsultations.PrescriptionItem memory item) internal returns (bytes32) {
        IConsultations.PrescriptionItem[] memory items = new IConsultations.PrescriptionItem[](1);
        items[0] = item;
        _consultation(_exams(0), items);
        return item.prescription;
    }

    // The relay, by hand

    function _operation(Actor memory actor, bytes32 requestId, address ledger, bytes memory call)
        internal
        view
        returns (IOperationRelay.Operation memory)
    {
        return _signed(IOperationRelay.Operation(actor.entity, requestId, ledger, 1_000_000, call, ""), actor.key);
    }

    function _signed(IOperationRelay.Operation memory operation, uint256 key) internal view returns (IOperationRelay.Operation memory) {
        return Signing.signed(operation, address(relay), key);
    }

    function _batch(IOperationRelay.Operation memory operation) internal pure returns (IOperationRelay.Operation[] memory batch) {
        batch = new IOperationRelay.Operation[](1);
        batch[0] = operation;
    }

    function _execute(IOperationRelay.Operation memory operation) internal {
        vm.prank(RELAYER);
        relay.execute(_batch(operation));
    }

    // What ought to happen next

    function _expectSkipped(IOperationRelay.Operation memory operation, IOperationRelay.SkipReason reason) internal {
        vm.expectEmit(address(relay));
        emit IOperationRelay.Skipped(operation.entity, operation.requestId, reason);
    }

    function _expectExecuted(IOperationRelay.Operation memory operation, IOperationRelay.Outcome outcome, bytes memory revertData)
        internal
    {
        vm.expectEmit(address(relay));
        emit IOperationRelay.Executed(operation.entity, operation.requestId, outcome, revertData);
    }

    function _expectRefusal(bytes4 error) internal {
        vm.expectRevert(abi.encodeWithSelector(error));
    }

    function _expectRefusal(bytes4 error, bytes32 thing) internal {
        vm.expectRevert(abi.encodeWithSelector(error, thing));
    }

    function _expectRefusal(bytes4 error, address thing) internal {
        vm.expectRevert(abi.encodeWithSelector(error, thing));
    }

    function _expectRefusal(bytes4 error, bytes32 thing, bytes32 other) internal {
        vm.expectRevert(abi.encodeWithSelector(error, thing, other));
    }

    function _expectRefusal(bytes4 error, bytes32 thing, uint256 value) internal {
        vm.expectRevert(abi.encodeWithSelector(error, thing, value));
    }

    function _expectRefusal(bytes4 error, bytes32 thing, address other) internal {
        vm.expectRevert(abi.encodeWithSelector(error, thing, other));
    }
}
