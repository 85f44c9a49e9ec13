// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import { EntityClass } from "../interfaces/IEntities.sol";
import { IStudies } from "../interfaces/IStudies.sol";
import { Entities } from "./Entities.sol";

/// @title Studies
abstract contract Studies is Entities, IStudies {
    struct Study {
        StudyStatus status;
        bytes32 institute;
    }

    mapping(bytes32 study => Study) private _studies;

    mapping(bytes32 extract => bool) private _recorded;

    /// @inheritdoc IStudies
    function registerStudy(bytes32 study, bytes32 commitment) external {
        bytes32 institute = _speakingAs(EntityClass.ResearchInstitute);
        if (study == 0) revert IdInvalid();
        if (_studies[study].status != StudyStatus.None) revert StudyAlreadyRegistered(study);

        _studies[study] = Study(StudyStatus.Registered, institute);
        emit StudyRegistered(study, institute, commitment);
    }

    /// @inheritdoc IStudies
    function approveStudy(bytes32 study) external {
        bytes32 regulator = _speakingAs(EntityClass.Regulator);
        _requireStatus(study, StudyStatus.Registered);

        _studies[study].status = StudyStatus.Approved;
        emit StudyApproved(study, regulator);
    }

    /// @inheritdoc IStudies
    function endStudy(bytes32 study, bytes32 reason) external {
        (bytes32 author, EntityClass class) = requireActive(_msgSender());
        Study storage known = _studies[study];
        if (known.status == StudyStatus.None) revert StudyUnknown(study);
        if (class != EntityClass.Regulator && author != known.institute) revert NotTheInstitute(author, study);
        if (known.status == StudyStatus.Ended) revert StudyNotInStatus(study, known.status);

        known.status = StudyStatus.Ended;
        emit StudyEnded(study, author, reason);
    }

    /// @inheritdoc IStudies
    function recordExtract(bytes32 extract, bytes32 study, bytes32 commitment) external {
        bytes32 institute = _speakingAs(EntityClass.ResearchInstitute);
        if (extract == 0) revert IdInvalid();
        if (_studies[study].status == StudyStatus.None) revert StudyUnknown(study);
        if (_studies[study].institute != institute) revert NotTheInstitute(institute, study);
        _requireStatus(study, StudyStatus.Approved);
        if (_recorded[extract]) revert ExtractAlreadyRecorded(extract);

        _recorded[extract] = true;
        emit ExtractRecorded(extract, study, commitment);
    }

    /// @inheritdoc IStudies
    function studyOf(bytes32 study) external view returns (StudyStatus status, bytes32 institute) {
        return (_studies[study].status, _studies[study].institute);
    }

    function _requireStatus(bytes32 study, StudyStatus expected) private view {
        StudyStatus status = _studies[study].status;
        if (status == StudyStatus.None) revert StudyUnknown(study);
        if (status != expected) revert StudyNotInStatus(study, status);
    }
}
