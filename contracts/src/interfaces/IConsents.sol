// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

/// @title Who may do what with a patient's records, and until when
/// @notice Scopes are bits: recordsRead 1, recordsWrite 2, examsRead 4, examsServe 8, prescriptionsRead 16, prescriptionsServe 32,
/// coverageAuthorize 64, appointmentsManage 128. A consent to coverageAuthorize that an insurance company gets for all records makes it the
/// patient's insurer, until a later one is granted. Purposes: treatment 1, diagnosis 2, dispensing 3, coverage 4, research 5, monitoring 6.
interface IConsents {
    /// @param consent The id, of the patient's own choosing: another patient's consents may bear the same one.
    /// @param scopes At least one bit of the eight.
    /// @param validFrom The first second in which it holds.
    /// @param validUntil The last second in which it holds.
    /// @param resource Zero: all of the patient's records; otherwise one prescription, exam request or study.
    struct Grant {
        bytes32 consent;
        bytes32 patient;
        bytes32 grantee;
        uint32 scopes;
        uint8 purpose;
        uint64 validFrom;
        uint64 validUntil;
        bytes32 resource;
    }

    event ConsentGranted(
        bytes32 indexed consent,
        bytes32 indexed patient,
        bytes32 indexed grantee,
        uint32 scopes,
        uint8 purpose,
        uint64 validFrom,
        uint64 validUntil,
        bytes32 resource
    );
    /// @notice Emitted once for an id, granted or not, when it is marked.
    event ConsentRevoked(bytes32 indexed consent, bytes32 indexed patient);

    /// @notice The id is zero, the grantee the patient itself, or scopes, purpose or times are out of bounds.
    error ConsentInvalid(bytes32 consent);
    error ConsentAlreadyGranted(bytes32 consent);
    /// @notice A revoked id is never granted, whether it had been before or not.
    error ConsentAlreadyRevoked(bytes32 consent);
    error NotThePatient(bytes32 entity, bytes32 patient);
    /// @notice Absent, revoked, not yet or no longer valid, for another grantee, scope or resource: all the same from outside.
    error NoConsent(bytes32 patient, bytes32 grantee);

    /// @notice The speaking patient lets an active entity do something with the patient's records.
    function grant(Grant calldata consent) external;

    /// @notice The speaking patient marks a consent's id as revoked. Never fails for an active patient, however often, granted or not.
    function revoke(bytes32 patient, bytes32 consent) external;

    /// @return insurer Who covers the patient now: named by the last consent to coverage, which is live, and active; zero for nobody.
    function insurerOf(bytes32 patient) external view returns (bytes32 insurer);

    function isRevoked(bytes32 patient, bytes32 consent) external view returns (bool revoked);

    /// @notice Reverts with NoConsent unless the consent is live now, names this grantee and holds this scope for this resource.
    /// @dev It outlives the suspension of the patient, which stops the patient's own acts only.
    /// @param scope The bits that are needed, all of them.
    /// @param resource The prescription or exam request concerned; zero where all records are, which no bound consent opens.
    function requireConsent(bytes32 patient, bytes32 consent, bytes32 grantee, uint32 scope, bytes32 resource) external view;
}
