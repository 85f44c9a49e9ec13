// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import { EntityClass, EntityStatus } from "../interfaces/IEntities.sol";
import { IConsents } from "../interfaces/IConsents.sol";
import { Entities } from "./Entities.sol";

/// @title Consents
abstract contract Consents is Entities, IConsents {
    uint32 private constant ALL_SCOPES = 0xff;
    uint32 private constant COVERAGE_AUTHORIZE = 64;
    uint8 private constant LAST_PURPOSE = 6;

    /// @dev All but the ids shares one slot.
    struct Consent {
        bytes32 grantee;
        uint64 validFrom;
        uint64 validUntil;
        uint32 scopes;
        uint8 purpose;
        bool revoked;
        bytes32 resource;
    }

    /// @dev By patient first: nobody can take an id from somebody else.
    mapping(bytes32 patient => mapping(bytes32 consent => Consent)) private _consents;

    /// @dev The patient's last consent that made somebody its insurer.
    mapping(bytes32 patient => bytes32 consent) private _coverage;

    /// @inheritdoc IConsents
    function grant(Grant calldata consent) external {
        _requireSelf(consent.patient);
        Entity storage grantee = _known(consent.grantee);
        if (grantee.status != EntityStatus.Active) revert EntityNotActive(consent.grantee);
        _requireValid(consent);

        Consent storage known = _consents[consent.patient][consent.consent];
        if (known.revoked) revert ConsentAlreadyRevoked(consent.consent);
        if (known.grantee != 0) revert ConsentAlreadyGranted(consent.consent);

        known.grantee = consent.grantee;
        known.validFrom = consent.validFrom;
        known.validUntil = consent.validUntil;
        known.scopes = consent.scopes;
        known.purpose = consent.purpose;
        if (consent.resource != 0) {
            known.resource = consent.resource;
        } else if (consent.scopes & COVERAGE_AUTHORIZE != 0 && grantee.class == EntityClass.InsuranceCompany) {
            _coverage[consent.patient] = consent.consent;
        }
        emit ConsentGranted(
            consent.consent,
            consent.patient,
            consent.grantee,
            consent.scopes,
            consent.purpose,
            consent.validFrom,
            consent.validUntil,
            consent.resource
        );
    }

    /// @inheritdoc IConsents
    function revoke(bytes32 patient, bytes32 consent) external {
        _requireSelf(patient);
        if (_consents[patient][consent].revoked) return;

        _consents[patient][consent].revoked = true;
        emit ConsentRevoked(consent, patient);
    }

    /// @inheritdoc IConsents
    function insurerOf(bytes32 patient) external view returns (bytes32 insurer) {
        Consent storage known = _consents[patient][_coverage[patient]];
        if (_isLive(known) && statusOf(known.grantee) == EntityStatus.Active) insurer = known.grantee;
    }

    /// @inheritdoc IConsents
    function isRevoked(bytes32 patient, bytes32 consent) external view returns (bool) {
        return _consents[patient][consent].revoked;
    }

    /// @inheritdoc IConsents
    function requireConsent(bytes32 patient, bytes32 consent, bytes32 grantee, uint32 scope, bytes32 resource) external view {
        Consent storage known = _consents[patient][consent];
        bool held = known.grantee == grantee && known.scopes & scope == scope;
        if (!_isLive(known) || !held || (known.resource != 0 && known.resource != resource)) revert NoConsent(patient, grantee);
    }

    function _isLive(Consent storage known) private view returns (bool) {
        return !known.revoked && known.validFrom <= block.timestamp && block.timestamp <= known.validUntil;
    }

    function _requireSelf(bytes32 patient) private view {
        bytes32 entity = _speakingAs(EntityClass.Patient);
        if (entity != patient) revert NotThePatient(entity, patient);
    }

    function _requireValid(Grant calldata consent) private view {
        bool named = consent.consent != 0 && consent.grantee != consent.patient;
        bool bounded = consent.scopes != 0 && consent.scopes <= ALL_SCOPES && consent.purpose != 0 && consent.purpose <= LAST_PURPOSE;
        bool timely = consent.validFrom < consent.validUntil && consent.validUntil > block.timestamp;
        if (!named || !bounded || !timely) revert ConsentInvalid(consent.consent);
    }
}
