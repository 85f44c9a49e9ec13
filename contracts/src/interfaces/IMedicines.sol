// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

/// @title Medicines: never more than prescribed, never late, never a part where parts are not allowed
/// @notice Quantities are integer thousandths of the prescribed unit.
interface IMedicines {
    event ItemPrescribed(
        bytes32 indexed prescription,
        bytes32 indexed consultation,
        bytes32 indexed patient,
        bytes32 physician,
        bytes32 commitment,
        uint64 quantityPerFill,
        uint16 fills,
        bool partialAllowed,
        bool controlled,
        uint64 validUntil
    );
    event Dispensed(
        bytes32 indexed prescription,
        bytes32 indexed dispensation,
        bytes32 indexed pharmacy,
        uint64 quantity,
        uint64 remaining,
        bytes32 commitment
    );
    /// @param reason The commitment to why.
    event PrescriptionCancelledBy(bytes32 indexed prescription, bytes32 indexed physician, bytes32 reason);
    event DispensationReversed(
        bytes32 indexed prescription,
        bytes32 indexed dispensation,
        bytes32 indexed pharmacy,
        uint64 quantity,
        uint64 remaining,
        bytes32 reason
    );

    /// @notice A quantity of nothing or beyond 64 bits, fills not between 1 and 100, already expired, or controlled with fills or parts.
    error ItemInvalid(bytes32 prescription);
    error PrescriptionUnknown(bytes32 prescription);
    /// @notice There is less left than was asked for.
    error PrescriptionExhausted(bytes32 prescription, uint64 remaining);
    error PrescriptionExpired(bytes32 prescription, uint64 validUntil);
    error PrescriptionCancelled(bytes32 prescription);
    /// @notice Not whole fills where parts are not allowed; or nothing at all, which is never a part.
    error PartNotAllowed(bytes32 prescription, uint64 quantityPerFill);
    error NotThePrescriber(bytes32 entity, bytes32 prescription);
    error DispensationUnknown(bytes32 dispensation);
    error DispensationAlreadyReversed(bytes32 dispensation);
    error NotThePharmacy(bytes32 entity, bytes32 dispensation);

    /// @notice The speaking pharmacy dispenses from a prescription.
    /// @param consent A consent of the patient to prescriptionsServe, for all records or this prescription.
    /// @param quantity More than nothing, at most what is left, and whole fills where parts are not allowed.
    function dispense(bytes32 prescription, bytes32 dispensation, bytes32 consent, uint64 quantity, bytes32 commitment) external;

    /// @notice The prescriber calls off what is left. Needs no consent: it takes back its own act.
    /// @param reason The commitment to why.
    function cancelPrescription(bytes32 prescription, bytes32 reason) external;

    /// @notice A pharmacy takes back its own dispensation, once, which restores the quantity; a cancelled prescription stays so.
    /// @param reason The commitment to why.
    function reverseDispensation(bytes32 dispensation, bytes32 reason) external;

    /// @return remaining The quantity not dispensed, whether it still can be or not; zero if the prescription is unknown.
    function remainingOf(bytes32 prescription) external view returns (uint64 remaining);
}
