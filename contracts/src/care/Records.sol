// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import { ERC2771Context } from "@openzeppelin/contracts/metatx/ERC2771Context.sol";
import { IConsultations } from "../interfaces/IConsultations.sol";
import { EntityClass, IEntities } from "../interfaces/IEntities.sol";
import { IRegistryLedger } from "../interfaces/IRegistryLedger.sol";

/// @title Records
/// @notice What all kinds of record have in common: an id of their own and something they belong to. Amendments, exams and prescriptions
/// belong to a consultation, results to an exam, dispensations to a prescription, and a consultation to its patient.
abstract contract Records is ERC2771Context {
    /// @notice The ledger that knows entities and consents.
    IRegistryLedger public immutable registry;

    mapping(bytes32 record => bytes32 parent) internal _parentOf;

    mapping(bytes32 consultation => bytes32 physician) internal _physicianOf;

    constructor(address registry_) {
        registry = IRegistryLedger(registry_);
    }

    /// @dev Who is speaking: an active entity of this class, or nobody.
    function _speakingAs(EntityClass expected) internal view returns (bytes32 entity) {
        EntityClass class;
        (entity, class) = registry.requireActive(_msgSender());
        if (class != expected) revert IEntities.WrongClass(entity, class);
    }

    function _requirePatient(bytes32 patient) internal view {
        EntityClass class = registry.classOf(patient);
        if (class == EntityClass.None) revert IEntities.EntityUnknown(patient);
        if (class != EntityClass.Patient) revert IEntities.WrongClass(patient, class);
    }

    /// @dev Takes an id, for ever.
    function _claim(bytes32 record, bytes32 parent) internal {
        if (record == 0) revert IEntities.IdInvalid();
        if (_parentOf[record] != 0) revert IConsultations.RecordAlreadyExists(record);
        _parentOf[record] = parent;
    }

    /// @dev Whose an exam or a prescription is, and who asked for it.
    function _partiesOf(bytes32 record) internal view returns (bytes32 patient, bytes32 physician) {
        bytes32 consultation = _parentOf[record];
        return (_parentOf[consultation], _physicianOf[consultation]);
    }
}
