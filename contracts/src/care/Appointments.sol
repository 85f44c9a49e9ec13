// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import { IAppointments } from "../interfaces/IAppointments.sol";
import { EntityClass, EntityStatus, IEntities } from "../interfaces/IEntities.sol";
import { Records } from "./Records.sol";

/// @title Appointments
abstract contract Appointments is IAppointments, Records {
    uint32 private constant APPOINTMENTS_MANAGE = 128;
    uint64 private constant SLOT = 5 minutes;
    uint64 private constant MAX_SLOTS = 144;

    /// @dev Whose it is lies in _parentOf, as of every record; the rest but the physician shares one slot.
    struct Appointment {
        bytes32 physician;
        uint64 startsAt;
        uint64 endsAt;
        AppointmentStatus status;
    }

    mapping(bytes32 appointment => Appointment) private _appointments;

    /// @dev One bit for five minutes of a person's time: to be free is to have all of them unset.
    mapping(bytes32 person => mapping(uint256 word => uint256 bits)) private _taken;

    /// @inheritdoc IAppointments
    mapping(bytes32 physician => mapping(bytes32 staff => bool)) public isLinked;

    /// @inheritdoc IAppointments
    function linkStaff(bytes32 staff, bool linked) external {
        bytes32 physician = _speakingAs(EntityClass.Physician);
        EntityClass class = registry.classOf(staff);
        if (class != EntityClass.HospitalStaff) revert IEntities.WrongClass(staff, class);

        isLinked[physician][staff] = linked;
        emit StaffLinked(physician, staff, linked);
    }

    /// @inheritdoc IAppointments
    function schedule(Booking calldata booking, bytes32 consent) external {
        bytes32 staff = _speakingAs(EntityClass.HospitalStaff);
        _requirePatient(booking.patient);
        _requireLinked(staff, booking.physician);
        registry.requireConsent(booking.patient, consent, staff, APPOINTMENTS_MANAGE, 0);
        if (registry.statusOf(booking.physician) != EntityStatus.Active) revert IEntities.EntityNotActive(booking.physician);
        _requireTimely(booking);

        _claim(booking.appointment, booking.patient);
        _take(booking.physician, booking.startsAt, booking.endsAt);
        _take(booking.patient, booking.startsAt, booking.endsAt);
        _appointments[booking.appointment] = Appointment(booking.physician, booking.startsAt, booking.endsAt, AppointmentStatus.Scheduled);
        emit AppointmentScheduled(
            booking.appointment, booking.patient, booking.physician, staff, booking.startsAt, booking.endsAt, booking.commitment
        );
    }

    /// @inheritdoc IAppointments
    function authorizeAppointment(bytes32 appointment, bytes32 consent) external {
        bytes32 staff = _manage(appointment, consent, AppointmentStatus.Scheduled, AppointmentStatus.Authorized);
        emit AppointmentAuthorized(appointment, staff);
    }

    /// @inheritdoc IAppointments
    function checkIn(bytes32 appointment, bytes32 consent) external {
        bytes32 staff = _manage(appointment, consent, AppointmentStatus.Authorized, AppointmentStatus.CheckedIn);
        emit AppointmentCheckedIn(appointment, staff);
    }

    /// @inheritdoc IAppointments
    function cancelAppointment(bytes32 appointment, bytes32 reason) external {
        (bytes32 entity, EntityClass class) = registry.requireActive(_msgSender());
        Appointment storage known = _booked(appointment);
        bool involved = entity == _parentOf[appointment] || entity == known.physician || isLinked[known.physician][entity];
        bool oversees = class == EntityClass.Regulator && registry.statusOf(known.physician) == EntityStatus.Suspended;
        if (!involved && !oversees) revert NotAllowedOnAppointment(entity, appointment);
        if (known.status > AppointmentStatus.CheckedIn) revert AppointmentNotInStatus(appointment, known.status);

        known.status = AppointmentStatus.Cancelled;
        _free(known.physician, known.startsAt, known.endsAt);
        _free(_parentOf[appointment], known.startsAt, known.endsAt);
        emit AppointmentCancelled(appointment, entity, reason);
    }

    /// @inheritdoc IAppointments
    function noShow(bytes32 appointment) external {
        bytes32 staff = _speakingAs(EntityClass.HospitalStaff);
        Appointment storage known = _booked(appointment);
        _requireLinked(staff, known.physician);
        if (known.status != AppointmentStatus.Scheduled && known.status != AppointmentStatus.Authorized) {
            revert AppointmentNotInStatus(appointment, known.status);
        }
        if (block.timestamp < known.startsAt) revert AppointmentNotBegun(appointment, known.startsAt);

        known.status = AppointmentStatus.NoShow;
        emit AppointmentMissed(appointment, staff);
    }

    /// @inheritdoc IAppointments
    function appointmentOf(bytes32 appointment) external view returns (AppointmentStatus, bytes32, bytes32, uint64, uint64) {
        Appointment storage known = _appointments[appointment];
        bytes32 patient = known.status == AppointmentStatus.None ? bytes32(0) : _parentOf[appointment];
        return (known.status, patient, known.physician, known.startsAt, known.endsAt);
    }

    /// @dev A consultation was held on it, which is done once.
    function _spend(bytes32 appointment, bytes32 consultation, bytes32 patient, bytes32 physician) internal {
        Appointment storage known = _booked(appointment);
        if (_parentOf[appointment] != patient || known.physician != physician) revert NotAllowedOnAppointment(physician, appointment);
        if (known.status != AppointmentStatus.Authorized && known.status != AppointmentStatus.CheckedIn) {
            revert AppointmentNotInStatus(appointment, known.status);
        }

        known.status = AppointmentStatus.Spent;
        emit AppointmentSpent(appointment, consultation);
    }

    function _manage(bytes32 appointment, bytes32 consent, AppointmentStatus expected, AppointmentStatus next)
        private
        returns (bytes32 staff)
    {
        staff = _speakingAs(EntityClass.HospitalStaff);
        Appointment storage known = _booked(appointment);
        _requireLinked(staff, known.physician);
        registry.requireConsent(_parentOf[appointment], consent, staff, APPOINTMENTS_MANAGE, 0);
        if (known.status != expected) revert AppointmentNotInStatus(appointment, known.status);
        known.status = next;
    }

    function _booked(bytes32 appointment) private view returns (Appointment storage known) {
        known = _appointments[appointment];
        if (known.status == AppointmentStatus.None) revert AppointmentUnknown(appointment);
    }

    function _requireLinked(bytes32 staff, bytes32 physician) private view {
        if (!isLinked[physician][staff]) revert StaffNotLinked(staff, physician);
    }

    function _requireTimely(Booking calldata booking) private view {
        bool onGrid = booking.startsAt % SLOT == 0 && booking.endsAt % SLOT == 0;
        bool long = booking.endsAt > booking.startsAt && booking.endsAt - booking.startsAt <= MAX_SLOTS * SLOT;
        if (!onGrid || !long || booking.endsAt <= block.timestamp) revert TimeInvalid(booking.appointment);
    }

    function _take(bytes32 person, uint64 startsAt, uint64 endsAt) private {
        (uint256 word, uint256 low, uint256 high) = _bits(startsAt, endsAt);
        mapping(uint256 => uint256) storage taken = _taken[person];
        if (taken[word] & low != 0) revert AlreadyBooked(person, startsAt);
        taken[word] |= low;
        if (high == 0) return;
        if (taken[word + 1] & high != 0) revert AlreadyBooked(person, startsAt);
        taken[word + 1] |= high;
    }

    function _free(bytes32 person, uint64 startsAt, uint64 endsAt) private {
        (uint256 word, uint256 low, uint256 high) = _bits(startsAt, endsAt);
        _taken[person][word] &= ~low;
        if (high != 0) _taken[person][word + 1] &= ~high;
    }

    /// @dev The five minutes between, as bits of two neighbouring words: at most 144 of them.
    function _bits(uint64 startsAt, uint64 endsAt) private pure returns (uint256 word, uint256 low, uint256 high) {
        uint256 first = startsAt / SLOT;
        uint256 bits = type(uint256).max >> (256 - (endsAt - startsAt) / SLOT);
        uint256 shift = first % 256;
        return (first / 256, bits << shift, shift == 0 ? 0 : bits >> (256 - shift));
    }
}
