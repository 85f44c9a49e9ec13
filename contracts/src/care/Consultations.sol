// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import { IConsultations } from "../interfaces/IConsultations.sol";
import { EntityClass } from "../interfaces/IEntities.sol";
import { Appointments } from "./Appointments.sol";
import { Exams } from "./Exams.sol";
import { Medicines } from "./Medicines.sol";

/// @title Consultations
abstract contract Consultations is IConsultations, Appointments, Exams, Medicines {
    uint32 private constant RECORDS_WRITE = 2;
    uint256 private constant MAX_ITEMS = 20;

    /// @dev The commitment of each consultation's latest version.
    mapping(bytes32 consultation => bytes32 commitment) private _latest;

    /// @inheritdoc IConsultations
    mapping(bytes32 patient => uint256) public consultationsOfPatient;

    /// @inheritdoc IConsultations
    mapping(bytes32 physician => uint256) public consultationsByPhysician;

    /// @inheritdoc IConsultations
    function addConsultation(
        bytes32 consultation,
        bytes32 patient,
        bytes32 consent,
        bytes32 commitment,
        ExamOrder[] calldata exams,
        PrescriptionItem[] calldata items
    ) external {
        _add(consultation, patient, consent, commitment, exams, items);
    }

    /// @inheritdoc IConsultations
    function holdAppointment(
        bytes32 appointment,
        bytes32 consultation,
        bytes32 patient,
        bytes32 consent,
        bytes32 commitment,
        ExamOrder[] calldata exams,
        PrescriptionItem[] calldata items
    ) external {
        bytes32 physician = _add(consultation, patient, consent, commitment, exams, items);
        _spend(appointment, consultation, patient, physician);
    }

    /// @inheritdoc IConsultations
    function amendConsultation(bytes32 amendment, bytes32 consultation, bytes32 consent, bytes32 commitment) external {
        bytes32 entity = _speakingAs(EntityClass.Physician);
        bytes32 physician = _physicianOf[consultation];
        if (physician == 0) revert RecordUnknown(consultation);
        if (physician != entity) revert NotThePhysician(entity, consultation);
        registry.requireConsent(_parentOf[consultation], consent, entity, RECORDS_WRITE, 0);

        _claim(amendment, consultation);
        bytes32 previous = _latest[consultation];
        _latest[consultation] = commitment;
        emit ConsultationAmended(amendment, consultation, entity, previous, commitment);
    }

    function _add(
        bytes32 consultation,
        bytes32 patient,
        bytes32 consent,
        bytes32 commitment,
        ExamOrder[] calldata exams,
        PrescriptionItem[] calldata items
    ) private returns (bytes32 physician) {
        physician = _speakingAs(EntityClass.Physician);
        _requirePatient(patient);
        registry.requireConsent(patient, consent, physician, RECORDS_WRITE, 0);
        if (exams.length > MAX_ITEMS) revert TooManyItems(exams.length);
        if (items.length > MAX_ITEMS) revert TooManyItems(items.length);

        _claim(consultation, patient);
        _physicianOf[consultation] = physician;
        _latest[consultation] = commitment;
        ++consultationsOfPatient[patient];
        ++consultationsByPhysician[physician];
        emit ConsultationAdded(consultation, patient, physician, commitment);

        bytes32 insurer = exams.length == 0 ? bytes32(0) : registry.insurerOf(patient);
        for (uint256 i = 0; i < exams.length; ++i) {
            _request(exams[i], consultation, patient, physician, insurer);
        }
        for (uint256 i = 0; i < items.length; ++i) {
            _prescribe(items[i], consultation, patient, physician);
        }
    }
}
