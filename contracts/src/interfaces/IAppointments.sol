// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

/// @title Appointments: nobody is in two places at once
/// @notice Hospital staff keep the calendar of the physicians who linked them. Times are Unix seconds on a grid of five minutes.
interface IAppointments {
    enum AppointmentStatus {
        None,
        Scheduled,
        Authorized,
        CheckedIn,
        Cancelled,
        NoShow,
        Spent
    }

    /// @param startsAt The first second.
    /// @param endsAt The first second after it.
    struct Booking {
        bytes32 appointment;
        bytes32 patient;
        bytes32 physician;
        uint64 startsAt;
        uint64 endsAt;
        bytes32 commitment;
    }

    event StaffLinked(bytes32 indexed physician, bytes32 indexed staff, bool linked);
    /// @param commitment The commitment to place and remarks.
    event AppointmentScheduled(
        bytes32 indexed appointment,
        bytes32 indexed patient,
        bytes32 indexed physician,
        bytes32 staff,
        uint64 startsAt,
        uint64 endsAt,
        bytes32 commitment
    );
    event AppointmentAuthorized(bytes32 indexed appointment, bytes32 indexed staff);
    event AppointmentCheckedIn(bytes32 indexed appointment, bytes32 indexed staff);
    /// @param reason The commitment to why; zero for none.
    event AppointmentCancelled(bytes32 indexed appointment, bytes32 indexed author, bytes32 reason);
    event AppointmentMissed(bytes32 indexed appointment, bytes32 indexed staff);
    event AppointmentSpent(bytes32 indexed appointment, bytes32 indexed consultation);

    /// @notice Not a physician's staff, or no longer.
    error StaffNotLinked(bytes32 staff, bytes32 physician);
    /// @notice Over already, off the grid of five minutes, or not between five minutes and twelve hours long.
    error TimeInvalid(bytes32 appointment);
    /// @param person Who has another appointment at that time: the physician or the patient.
    error AlreadyBooked(bytes32 person, uint64 startsAt);
    error AppointmentUnknown(bytes32 appointment);
    /// @param status The one that the appointment is in, and that does not allow this.
    error AppointmentNotInStatus(bytes32 appointment, AppointmentStatus status);
    error NotAllowedOnAppointment(bytes32 entity, bytes32 appointment);
    /// @notice Nobody has missed what has not begun.
    error AppointmentNotBegun(bytes32 appointment, uint64 startsAt);

    /// @notice The speaking physician lets hospital staff keep its calendar and draft for it, or no longer.
    function linkStaff(bytes32 staff, bool linked) external;

    /// @notice Linked staff take the time of a physician and a patient.
    /// @param consent A consent of the patient to appointmentsManage, not bound to one resource.
    function schedule(Booking calldata booking, bytes32 consent) external;

    /// @notice Linked staff authorize a scheduled appointment: a consultation may be held on it.
    /// @param consent As for schedule, live now.
    function authorizeAppointment(bytes32 appointment, bytes32 consent) external;

    /// @notice Linked staff see the patient come to an authorized appointment.
    /// @param consent As for schedule, live now.
    function checkIn(bytes32 appointment, bytes32 consent) external;

    /// @notice Calls an appointment off that is neither spent nor missed, and frees its time. By the patient, the physician or its linked
    /// staff; by a regulator where the physician is suspended.
    /// @param reason The commitment to why; zero for none.
    function cancelAppointment(bytes32 appointment, bytes32 reason) external;

    /// @notice Linked staff note that the patient did not come. Not before it began.
    function noShow(bytes32 appointment) external;

    function isLinked(bytes32 physician, bytes32 staff) external view returns (bool linked);

    function appointmentOf(bytes32 appointment)
        external
        view
        returns (AppointmentStatus status, bytes32 patient, bytes32 physician, uint64 startsAt, uint64 endsAt);
}
