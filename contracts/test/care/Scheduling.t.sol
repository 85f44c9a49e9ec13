// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import { IAppointments } from "../../src/interfaces/IAppointments.sol";
import { IConsents } from "../../src/interfaces/IConsents.sol";
import { IConsultations } from "../../src/interfaces/IConsultations.sol";
import { EntityClass, IEntities } from "../../src/interfaces/IEntities.sol";
import { Actor, LedgerTest } from "../support/LedgerTest.sol";
import { vm } from "../support/Vm.sol";

contract SchedulingTest is LedgerTest {
    uint64 internal constant START = 1_750_003_200; // on the grid, within the hour
    uint64 internal constant SLOT = 300;
    uint256 internal constant SLOTS = 512;

    Actor internal staff;
    bytes32 internal consent;
    bool[SLOTS] internal model;

    function setUp() public override {
        super.setUp();
        staff = _registered("staff", EntityClass.HospitalStaff);
        consent = _consent(staff, APPOINTMENTS_MANAGE);
        physician.care.linkStaff(staff.entity, true);
    }

    function test_StaffScheduleAuthorizeAndCheckInAndAConsultationSpendsIt() public {
        vm.expectEmit(address(care));
        emit IAppointments.AppointmentScheduled("visit", patient.entity, physician.entity, staff.entity, START, START + SLOT, "place");
        _schedule("visit", START, START + SLOT);
        vm.expectEmit(address(care));
        emit IAppointments.AppointmentAuthorized("visit", staff.entity);
        staff.care.authorizeAppointment("visit", consent);
        vm.expectEmit(address(care));
        emit IAppointments.AppointmentCheckedIn("visit", staff.entity);
        staff.care.checkIn("visit", consent);

        bytes32 writing = _consent(physician, RECORDS_WRITE);
        vm.expectEmit(address(care));
        emit IAppointments.AppointmentSpent("visit", "consultation");
        _hold("visit", "consultation", writing);
        _expectStatus("visit", IAppointments.AppointmentStatus.Spent);
        vm.assertEq(care.consultationsOfPatient(patient.entity), 1);

        _expectNotInStatus("visit", IAppointments.AppointmentStatus.Spent);
        _hold("visit", "another", writing);
    }

    function test_AnAuthorizedAppointmentIsSpentWithoutCheckIn() public {
        _schedule("visit", START, START + SLOT);
        bytes32 writing = _consent(physician, RECORDS_WRITE);
        _expectNotInStatus("visit", IAppointments.AppointmentStatus.Scheduled);
        _hold("visit", "consultation", writing);

        staff.care.authorizeAppointment("visit", consent);
        _hold("visit", "consultation", writing);
    }

    function test_AnAppointmentIsSpentByItsPhysicianOnItsPatientAlone() public {
        _authorized("visit");
        Actor memory other = _registered("other", EntityClass.Physician);
        bytes32 others = _consent(other, RECORDS_WRITE);
        _expectRefusal(IAppointments.NotAllowedOnAppointment.selector, other.entity, "visit");
        other.care.holdAppointment("visit", "consultation", patient.entity, others, "content", _exams(0), _items(0));

        bytes32 writing = _consent(physician, RECORDS_WRITE);
        _expectRefusal(IAppointments.AppointmentUnknown.selector, "unknown");
        _hold("unknown", "consultation", writing);
        vm.assertEq(care.consultationsOfPatient(patient.entity), 0);
    }

    function test_OnlyLinkedStaffWithTheirPatientsConsentKeepTheCalendar() public {
        physician.care.linkStaff(staff.entity, false);
        _expectRefusal(IAppointments.StaffNotLinked.selector, staff.entity, physician.entity);
        _schedule("visit", START, START + SLOT);

        physician.care.linkStaff(staff.entity, true);
        patient.registry.revoke(patient.entity, consent);
        _expectRefusal(IConsents.NoConsent.selector, patient.entity, staff.entity);
        _schedule("visit", START, START + SLOT);

        _expectRefusal(IEntities.WrongClass.selector, pharmacy.entity, uint256(EntityClass.Pharmacy));
        pharmacy.care.schedule(_booking("visit", START, START + SLOT), consent);
        _expectRefusal(IEntities.WrongClass.selector, pharmacy.entity, uint256(EntityClass.Pharmacy));
        physician.care.linkStaff(pharmacy.entity, true);
    }

    function test_WhoIsNoLongerLinkedDoesNothingMore() public {
        _schedule("visit", START, START + SLOT);
        physician.care.linkStaff(staff.entity, false);
        _expectRefusal(IAppointments.StaffNotLinked.selector, staff.entity, physician.entity);
        staff.care.authorizeAppointment("visit", consent);
        _expectRefusal(IAppointments.NotAllowedOnAppointment.selector, staff.entity, "visit");
        staff.care.cancelAppointment("visit", REASON);
        vm.warp(START);
        _expectRefusal(IAppointments.StaffNotLinked.selector, staff.entity, physician.entity);
        staff.care.noShow("visit");
    }

    function test_TimesLieAheadOnTheGridAndAreNotTooLong() public {
        _expectInvalid(START + 1, START + 2 * SLOT);
        _expectInvalid(START, START);
        _expectInvalid(START + SLOT, START);
        _expectInvalid(START, START + 145 * SLOT);
        vm.warp(START + SLOT);
        _expectInvalid(START, START + SLOT);
        _schedule("visit", START + SLOT, START + 145 * SLOT);
    }

    function test_NobodyIsInTwoPlacesAtOnce() public {
        _schedule("visit", START, START + 4 * SLOT);
        _expectRefusal(IAppointments.AlreadyBooked.selector, physician.entity, uint256(START + 3 * SLOT));
        _schedule("overlapping", START + 3 * SLOT, START + 5 * SLOT);
        _schedule("after", START + 4 * SLOT, START + 5 * SLOT);

        Actor memory other = _registered("other", EntityClass.Physician);
        other.care.linkStaff(staff.entity, true);
        IAppointments.Booking memory elsewhere = _booking("elsewhere", START, START + SLOT);
        elsewhere.physician = other.entity;
        _expectRefusal(IAppointments.AlreadyBooked.selector, patient.entity, uint256(START));
        staff.care.schedule(elsewhere, consent);
    }

    /// @notice Against a model that takes five minutes for five minutes, over the edges of the words they are kept in.
    function testFuzz_TimeIsTakenOnceAndComesBackWhenItIsCancelled(uint256 seed) public {
        for (uint256 i = 0; i < 24; ++i) {
            uint256 draw = uint256(keccak256(abi.encode(seed, i)));
            uint256 first = draw % (SLOTS - 144);
            uint256 length = 1 + (draw >> 64) % 144;
            uint64 from = START + uint64(first) * SLOT;
            IAppointments.Booking memory booking = _booking(bytes32(i + 1), from, from + uint64(length) * SLOT);

            bool free = true;
            for (uint256 slot = first; slot < first + length; ++slot) {
                if (model[slot]) free = false;
            }
            if (!free) _expectRefusal(IAppointments.AlreadyBooked.selector, physician.entity, uint256(from));
            staff.care.schedule(booking, consent);
            if (!free) continue;

            bool cancelled = (draw >> 128) % 2 == 0;
            if (cancelled) staff.care.cancelAppointment(booking.appointment, 0);
            for (uint256 slot = first; slot < first + length; ++slot) {
                model[slot] = !cancelled;
            }
        }
    }

    function test_PatientPhysicianAndStaffCancelAndNobodyElse() public {
        _schedule("1", START, START + SLOT);
        _expectRefusal(IAppointments.NotAllowedOnAppointment.selector, pharmacy.entity, "1");
        pharmacy.care.cancelAppointment("1", REASON);
        _expectRefusal(IAppointments.NotAllowedOnAppointment.selector, regulator.entity, "1");
        regulator.care.cancelAppointment("1", REASON);

        vm.expectEmit(address(care));
        emit IAppointments.AppointmentCancelled("1", patient.entity, REASON);
        patient.care.cancelAppointment("1", REASON);
        _schedule("2", START, START + SLOT);
        physician.care.cancelAppointment("2", REASON);
        _schedule("3", START, START + SLOT);
        staff.care.cancelAppointment("3", REASON);
        _schedule("4", START, START + SLOT);
        _suspended(physician);
        regulator.care.cancelAppointment("4", REASON);

        _expectNotInStatus("4", IAppointments.AppointmentStatus.Cancelled);
        patient.care.cancelAppointment("4", REASON);
    }

    function test_APatientIsMissedOnceItHasBegunAndNotWhenCheckedIn() public {
        _authorized("visit");
        _expectRefusal(IAppointments.AppointmentNotBegun.selector, "visit", uint256(START));
        staff.care.noShow("visit");
        vm.warp(START);
        vm.expectEmit(address(care));
        emit IAppointments.AppointmentMissed("visit", staff.entity);
        staff.care.noShow("visit");
        _expectNotInStatus("visit", IAppointments.AppointmentStatus.NoShow);
        staff.care.cancelAppointment("visit", REASON);

        _schedule("next", START + SLOT, START + 2 * SLOT);
        staff.care.authorizeAppointment("next", consent);
        staff.care.checkIn("next", consent);
        vm.warp(START + SLOT);
        _expectNotInStatus("next", IAppointments.AppointmentStatus.CheckedIn);
        staff.care.noShow("next");
    }

    function test_ASuspendedPhysicianIsNotBooked() public {
        _suspended(physician);
        _expectRefusal(IEntities.EntityNotActive.selector, physician.entity);
        _schedule("visit", START, START + SLOT);
    }

    function test_AnAppointmentIsNoConsultation() public {
        _authorized("visit");
        bytes32 writing = _consent(physician, RECORDS_WRITE);
        _expectRefusal(IConsultations.RecordUnknown.selector, "visit");
        physician.care.amendConsultation("amendment", "visit", writing, "content");

        bytes32 consultation = _consultation(_exams(0), _items(0));
        (IAppointments.AppointmentStatus status, bytes32 whose,,,) = care.appointmentOf(consultation);
        vm.assertTrue(status == IAppointments.AppointmentStatus.None);
        vm.assertEq(whose, 0);
    }

    function _booking(bytes32 appointment, uint64 from, uint64 to) private view returns (IAppointments.Booking memory) {
        return IAppointments.Booking(appointment, patient.entity, physician.entity, from, to, "place");
    }

    function _schedule(bytes32 appointment, uint64 from, uint64 to) private {
        staff.care.schedule(_booking(appointment, from, to), consent);
    }

    function _authorized(bytes32 appointment) private {
        _schedule(appointment, START, START + SLOT);
        staff.care.authorizeAppointment(appointment, consent);
    }

    function _hold(bytes32 appointment, bytes32 consultation, bytes32 writing) private {
        physician.care.holdAppointment(appointment, consultation, patient.entity, writing, "content", _exams(0), _items(0));
    }

    function _expectInvalid(uint64 from, uint64 to) private {
        _expectRefusal(IAppointments.TimeInvalid.selector, "visit");
        _schedule("visit", from, to);
    }

    function _expectNotInStatus(bytes32 appointment, IAppointments.AppointmentStatus status) private {
        _expectRefusal(IAppointments.AppointmentNotInStatus.selector, appointment, uint256(status));
    }

    function _expectStatus(bytes32 appointment, IAppointments.AppointmentStatus expected) private view {
        (IAppointments.AppointmentStatus status, bytes32 whose, bytes32 by, uint64 from, uint64 to) = care.appointmentOf(appointment);
        vm.assertTrue(status == expected);
        vm.assertEq(whose, patient.entity);
        vm.assertEq(by, physician.entity);
        vm.assertEq(from, START);
        vm.assertEq(to, START + SLOT);
    }
}
