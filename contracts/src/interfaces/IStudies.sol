// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

/// @title Studies: registered by an institute, approved by a regulator, joined by patients
/// @notice A patient joins by a consent with purpose research that is bound to the study, and leaves by revoking it.
interface IStudies {
    enum StudyStatus {
        None,
        Registered,
        Approved,
        Ended
    }

    /// @param commitment The commitment to the protocol.
    event StudyRegistered(bytes32 indexed study, bytes32 indexed institute, bytes32 commitment);
    event StudyApproved(bytes32 indexed study, bytes32 indexed regulator);
    /// @param reason The commitment to why.
    event StudyEnded(bytes32 indexed study, bytes32 indexed author, bytes32 reason);
    /// @param commitment The commitment to what was handed out.
    event ExtractRecorded(bytes32 indexed extract, bytes32 indexed study, bytes32 commitment);

    error StudyUnknown(bytes32 study);
    error StudyAlreadyRegistered(bytes32 study);
    /// @param status The one that the study is in, and that does not allow this.
    error StudyNotInStatus(bytes32 study, StudyStatus status);
    error NotTheInstitute(bytes32 entity, bytes32 study);
    error ExtractAlreadyRecorded(bytes32 extract);

    /// @notice The speaking research institute proposes a study.
    function registerStudy(bytes32 study, bytes32 commitment) external;

    /// @notice The speaking regulator lets a proposed study begin.
    function approveStudy(bytes32 study) external;

    /// @notice Its institute or a regulator ends a study, or turns it down: nothing is handed out any more.
    /// @param reason The commitment to why.
    function endStudy(bytes32 study, bytes32 reason) external;

    /// @notice The institute of an approved study records what it was handed, once.
    function recordExtract(bytes32 extract, bytes32 study, bytes32 commitment) external;

    function studyOf(bytes32 study) external view returns (StudyStatus status, bytes32 institute);
}
