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

/// @title Who exists on this ledger, and which key speaks for whom
/// @notice An entity is its id, for ever; keys come and go. Only active entities act; what a suspended one wrote stays.
interface IEntities {
    /// @notice A regulator registered an entity; the first regulator is its own author.
    /// @param commitment The salted commitment to the entity's profile, which is kept off the chain.
    event EntityRegistered(bytes32 indexed entity, EntityClass class, address speaker, bytes32 commitment, bytes32 indexed author);
    /// @param reason The commitment to why.
    event EntitySuspended(bytes32 indexed entity, bytes32 reason, bytes32 indexed author);
    event EntityReactivated(bytes32 indexed entity, bytes32 indexed author);
    /// @notice Another key speaks from here on; a pending replacement, if there was one, is void or done.
    event SpeakerChanged(bytes32 indexed entity, address previous, address speaker);
    /// @notice A regulator proposes a new key for a lost one. It takes the place of an earlier proposal.
    /// @param executableAt The Unix time from which it may be completed, until when the present key may veto.
    event ReplacementProposed(bytes32 indexed entity, address speaker, uint64 executableAt, bytes32 indexed author);
    event ReplacementVetoed(bytes32 indexed entity, address speaker);
    event RelayerListed(address indexed relayer, bool listed, bytes32 indexed author);

    /// @notice No entity speaks with this address, or none does any more.
    error SpeakerUnknown(address speaker);
    error EntityUnknown(bytes32 entity);
    error EntityAlreadyRegistered(bytes32 entity);
    error EntityNotActive(bytes32 entity);
    error EntityNotSuspended(bytes32 entity);
    /// @param class The class that the entity has, and that may not do this.
    error WrongClass(bytes32 entity, EntityClass class);
    error ClassInvalid();
    /// @notice An id, or the address that is to speak, is zero.
    error IdInvalid();
    /// @notice The address speaks, or once spoke, for an entity: no address is ever bound twice.
    error AddressAlreadyBound(address speaker);
    error PossessionNotProven(address speaker);
    /// @notice Nobody could ever reactivate it.
    error LastActiveRegulator(bytes32 entity);
    error ReplacementUnknown(bytes32 entity);
    error ReplacementTooEarly(bytes32 entity, uint64 executableAt);

    /// @notice Registers an entity, active. By active regulators only.
    /// @param entity A random id: it must say nothing about whom it stands for.
    /// @param class Any but None.
    /// @param speaker The address whose key speaks for the entity; never bound before.
    /// @param commitment The salted commitment to the profile.
    function register(bytes32 entity, EntityClass class, address speaker, bytes32 commitment) external;

    /// @notice Suspends an active entity: it can do nothing until reactivated. By active regulators; never the last of them.
    /// @param reason The commitment to why.
    function suspend(bytes32 entity, bytes32 reason) external;

    /// @notice Reactivates a suspended entity. By active regulators only.
    function reactivate(bytes32 entity) external;

    /// @notice Gives the word to a new key. By the entity's present key, while active; voids a pending replacement.
    /// @param speaker The new key's address; never bound before.
    /// @param possession The new key's EIP-712 signature of KeyPossession(bytes32 entity,address speaker),
    /// domain ("HealthLedger", "1", chain id, this contract).
    function rotateKey(address speaker, bytes calldata possession) external;

    /// @notice Proposes a new key where the present one is lost. By active regulators; for suspended entities, too.
    /// @param possession As for rotateKey. The address is not bound by the proposal, only by its completion.
    function proposeReplacement(bytes32 entity, address speaker, bytes calldata possession) external;

    /// @notice The speaking entity's present key turns down the pending replacement: it is not lost.
    /// @dev A suspended entity can do nothing, hence not veto either. Regulators answer for what they suspend and replace, on the chain.
    function vetoReplacement() external;

    /// @notice Completes a replacement after its delay. By active regulators only.
    function completeReplacement(bytes32 entity) external;

    /// @notice Lists an address as a relayer of signed operations, or strikes it off. By active regulators only.
    function listRelayer(address relayer, bool listed) external;

    /// @return entity Whom this address speaks for now; zero if nobody, or nobody any more.
    function entityOf(address speaker) external view returns (bytes32 entity);

    /// @return speaker The address that speaks for the entity now; zero if it is unknown.
    function speakerOf(bytes32 entity) external view returns (address speaker);

    function classOf(bytes32 entity) external view returns (EntityClass class);

    function statusOf(bytes32 entity) external view returns (EntityStatus status);

    function commitmentOf(bytes32 entity) external view returns (bytes32 commitment);

    /// @return at The Unix time of the block that registered the entity; zero if it is unknown.
    function registeredAt(bytes32 entity) external view returns (uint64 at);

    /// @return count How many entities of this class were ever registered, suspended ones included.
    function countOf(EntityClass class) external view returns (uint256 count);

    function activeRegulators() external view returns (uint256 count);

    function isRelayer(address relayer) external view returns (bool listed);

    /// @notice Reverts unless the speaker's entity is active; what the care ledger asks first on every write.
    function requireActive(address speaker) external view returns (bytes32 entity, EntityClass class);
}
