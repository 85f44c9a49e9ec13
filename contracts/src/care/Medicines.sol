// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import { IConsultations } from "../interfaces/IConsultations.sol";
import { EntityClass } from "../interfaces/IEntities.sol";
import { IMedicines } from "../interfaces/IMedicines.sol";
import { Records } from "./Records.sol";

/// @title Medicines
abstract contract Medicines is IMedicines, Records {
    uint32 private constant PRESCRIPTIONS_SERVE = 32;
    uint16 private constant MAX_FILLS = 100;

    /// @dev One slot: dispensing reads and writes no more of a prescription than this.
    struct Prescription {
        uint64 quantityPerFill;
        uint64 remaining;
        uint64 validUntil;
        bool partialAllowed;
        bool cancelled;
    }

    struct Dispensation {
        bytes32 pharmacy;
        uint64 quantity;
        bool reversed;
    }

    mapping(bytes32 prescription => Prescription) private _prescriptions;

    mapping(bytes32 dispensation => Dispensation) private _dispensations;

    /// @inheritdoc IMedicines
    function dispense(bytes32 prescription, bytes32 dispensation, bytes32 consent, uint64 quantity, bytes32 commitment) external {
        bytes32 pharmacy = _speakingAs(EntityClass.Pharmacy);
        Prescription memory known = _prescribed(prescription);
        (bytes32 patient,) = _partiesOf(prescription);
        registry.requireConsent(patient, consent, pharmacy, PRESCRIPTIONS_SERVE, prescription);

        if (known.cancelled) revert PrescriptionCancelled(prescription);
        if (block.timestamp > known.validUntil) revert PrescriptionExpired(prescription, known.validUntil);
        if (quantity > known.remaining) revert PrescriptionExhausted(prescription, known.remaining);
        bool whole = known.partialAllowed || quantity % known.quantityPerFill == 0;
        if (quantity == 0 || !whole) revert PartNotAllowed(prescription, known.quantityPerFill);

        _claim(dispensation, prescription);
        _dispensations[dispensation] = Dispensation(pharmacy, quantity, false);
        uint64 remaining = known.remaining - quantity;
        _prescriptions[prescription].remaining = remaining;
        emit Dispensed(prescription, dispensation, pharmacy, quantity, remaining, commitment);
    }

    /// @inheritdoc IMedicines
    function cancelPrescription(bytes32 prescription, bytes32 reason) external {
        (bytes32 entity,) = registry.requireActive(_msgSender());
        Prescription memory known = _prescribed(prescription);
        (, bytes32 physician) = _partiesOf(prescription);
        if (entity != physician) revert NotThePrescriber(entity, prescription);
        if (known.cancelled) revert PrescriptionCancelled(prescription);
        if (known.remaining == 0) revert PrescriptionExhausted(prescription, 0);

        _prescriptions[prescription].cancelled = true;
        emit PrescriptionCancelledBy(prescription, entity, reason);
    }

    /// @inheritdoc IMedicines
    function reverseDispensation(bytes32 dispensation, bytes32 reason) external {
        (bytes32 entity,) = registry.requireActive(_msgSender());
        Dispensation storage known = _dispensations[dispensation];
        if (known.pharmacy == 0) revert DispensationUnknown(dispensation);
        if (known.pharmacy != entity) revert NotThePharmacy(entity, dispensation);
        if (known.reversed) revert DispensationAlreadyReversed(dispensation);

        known.reversed = true;
        bytes32 prescription = _parentOf[dispensation];
        uint64 remaining = _prescriptions[prescription].remaining += known.quantity;
        emit DispensationReversed(prescription, dispensation, entity, known.quantity, remaining, reason);
    }

    /// @inheritdoc IMedicines
    function remainingOf(bytes32 prescription) external view returns (uint64) {
        return _prescriptions[prescription].remaining;
    }

    function _prescribe(IConsultations.PrescriptionItem calldata item, bytes32 consultation, bytes32 patient, bytes32 physician) internal {
        _requireValid(item);
        _claim(item.prescription, consultation);
        _prescriptions[item.prescription] =
            Prescription(item.quantityPerFill, item.quantityPerFill * item.fills, item.validUntil, item.partialAllowed, false);
        emit ItemPrescribed(
            item.prescription,
            consultation,
            patient,
            physician,
            item.commitment,
            item.quantityPerFill,
            item.fills,
            item.partialAllowed,
            item.controlled,
            item.validUntil
        );
    }

    function _prescribed(bytes32 prescription) private view returns (Prescription memory known) {
        known = _prescriptions[prescription];
        if (known.quantityPerFill == 0) revert PrescriptionUnknown(prescription);
    }

    function _requireValid(IConsultations.PrescriptionItem calldata item) private view {
        bool measured = item.quantityPerFill != 0 && item.fills != 0 && item.fills <= MAX_FILLS
            && uint256(item.quantityPerFill) * item.fills <= type(uint64).max;
        bool once = item.fills == 1 && !item.partialAllowed;
        if (!measured || item.validUntil <= block.timestamp || (item.controlled && !once)) revert ItemInvalid(item.prescription);
    }
}
