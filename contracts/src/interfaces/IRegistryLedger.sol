// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

/// @notice The paper's eight entity classes. Zero is nobody.
enum EntityClass {
    None,
    Regulator,
    Patient,
    Physician,
    Pharmacy,
    DiagnosticCenter,
    ResearchInstitute,
    InsuranceCompany,
    HospitalStaff
}

/// @notice Zero is unknown: an entity that was never registered may do nothing.
enum EntityStatus {
    None,
    Active,
    Suspended
}

/// @title Who exists on this ledger, which key speaks for whom, and who may do what with a patient's records
interface IEntities {
    event EntityRegistered(bytes32 indexed entity, EntityClass class, address speaker, bytes32 commitment, bytes32 indexed author);
    event EntitySuspended(bytes32 indexed entity, bytes32 reason, bytes32 indexed author);
    event EntityReactivated(bytes32 indexed entity, bytes32 indexed author);
    event SpeakerChanged(bytes32 indexed entity, address previous, address speaker);
    event ReplacementProposed(bytes32 indexed entity, address speaker, uint64 executableAt, bytes32 indexed author);
    event ReplacementVetoed(bytes32 indexed entity, address speaker);
    event RelayerListed(address indexed relayer, bool listed, bytes32 indexed author);

    error SpeakerUnknown(address speaker);
    error EntityUnknown(bytes32 entity);
    error EntityAlreadyRegistered(bytes32 entity);
    error EntityNotActive(bytes32 entity);
    error EntityNotSuspended(bytes32 entity);
    error WrongClass(bytes32 entity, EntityClass class);
    error ClassInvalid();
    error IdInvalid();
    error AddressAlreadyBound(address speaker);
    error PossessionNotProven(address speaker);
    error LastActiveRegulator(bytes32 entity);
    error ReplacementUnknown(bytes32 entity);
    error ReplacementTooEarly(bytes32 entity, uint64 executableAt);

    function register(bytes32 entity, EntityClass class, address speaker, bytes32 commitment) external;
    function suspend(bytes32 entity, bytes32 reason) external;
    function reactivate(bytes32 entity) external;
    function rotateKey(address speaker, bytes calldata possession) external;
    function proposeReplacement(bytes32 entity, address speaker, bytes calldata possession) external;
    function vetoReplacement() external;
    function completeReplacement(bytes32 entity) external;
    function listRelayer(address relayer, bool listed) external;

    function entityOf(address speaker) external view returns (bytes32 entity);
    function speakerOf(bytes32 entity) external view returns (address speaker);
    function classOf(bytes32 entity) external view returns (EntityClass class);
    function statusOf(bytes32 entity) external view returns (EntityStatus status);
    function commitmentOf(bytes32 entity) external view returns (bytes32 commitment);
    function registeredAt(bytes32 entity) external view returns (uint64 at);
    function countOf(EntityClass class) external view returns (uint256 count);
    function activeRegulators() external view returns (uint256 count);
    function isRelayer(address relayer) external view returns (bool listed);
    /// @dev Reverts unless the speaker's entity is active; what the care ledger asks first on every write.
    function requireActive(address speaker) external view returns (bytes32 entity, EntityClass class);
}

interface IConsents {
    /// @dev resource zero: all of the patient's records; otherwise one prescription or exam request.
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
    event ConsentRevoked(bytes32 indexed consent, bytes32 indexed patient);

    error ConsentInvalid(bytes32 consent);
    error ConsentAlreadyGranted(bytes32 consent);
    error ConsentAlreadyRevoked(bytes32 consent);
    error NotThePatient(bytes32 entity, bytes32 patient);
    error NoConsent(bytes32 patient, bytes32 grantee);

    function grant(Grant calldata consent) external;
    function revoke(bytes32 patient, bytes32 consent) external;
    function isRevoked(bytes32 patient, bytes32 consent) external view returns (bool revoked);
    /// @dev Reverts with NoConsent unless the consent is live now, names this grantee and holds this scope for this resource.
    function requireConsent(bytes32 patient, bytes32 consent, bytes32 grantee, uint32 scope, bytes32 resource) external view;
}

interface IAuditAnchors {
    event Anchored(bytes32 indexed log, uint64 size, bytes32 root, bytes32 previousRoot);
    event AnchoringAddressNamed(bytes32 indexed log, address anchoring, bytes32 indexed author);

    error NotTheAnchoringAddress(bytes32 log, address caller);
    error AnchorMustGrow(bytes32 log, uint64 size);
    error AnchorBroken(bytes32 log, bytes32 previousRoot);

    function nameAnchoringAddress(bytes32 log, address anchoring) external;
    function anchor(bytes32 log, uint64 size, bytes32 root, bytes32 previousRoot) external;
    function latestAnchor(bytes32 log) external view returns (uint64 size, bytes32 root);
}

interface IRegistryLedger is IEntities, IConsents, IAuditAnchors { }
