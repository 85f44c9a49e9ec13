// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import { IConsents } from "../../src/interfaces/IConsents.sol";
import { EntityClass, IEntities } from "../../src/interfaces/IEntities.sol";
import { Actor, LedgerTest } from "../support/LedgerTest.sol";
import { vm } from "../support/Vm.sol";

contract GrantingTest is LedgerTest {
    function test_APatientGrantsAConsent() public {
        IConsents.Grant memory consent = _grant("consent", pharmacy, PRESCRIPTIONS_SERVE, "resource");
        vm.expectEmit(address(registry));
        emit IConsents.ConsentGranted(
            "consent", patient.entity, pharmacy.entity, PRESCRIPTIONS_SERVE, 1, consent.validFrom, consent.validUntil, "resource"
        );
        patient.registry.grant(consent);
        registry.requireConsent(patient.entity, "consent", pharmacy.entity, PRESCRIPTIONS_SERVE, "resource");
    }

    function test_NobodyGrantsForAnotherPatient() public {
        Actor memory other = _registered("other", EntityClass.Patient);
        IConsents.Grant memory consent = _grant("consent", pharmacy, PRESCRIPTIONS_SERVE, 0);
        _expectRefusal(IConsents.NotThePatient.selector, other.entity, patient.entity);
        other.registry.grant(consent);
    }

    function test_OnlyPatientsGrant() public {
        IConsents.Grant memory consent = _grant("consent", pharmacy, PRESCRIPTIONS_SERVE, 0);
        consent.patient = physician.entity;
        _expectRefusal(IEntities.WrongClass.selector, physician.entity, uint256(EntityClass.Physician));
        physician.registry.grant(consent);
    }

    function test_AConsentIsGrantedToSomebodyWhoExistsAndIsActive() public {
        IConsents.Grant memory consent = _grant("consent", pharmacy, PRESCRIPTIONS_SERVE, 0);
        _suspended(pharmacy);
        _expectRefusal(IEntities.EntityNotActive.selector, pharmacy.entity);
        patient.registry.grant(consent);

        consent.grantee = "nobody";
        _expectRefusal(IEntities.EntityUnknown.selector, "nobody");
        patient.registry.grant(consent);
    }

    function test_AnIdIsGrantedOnce() public {
        IConsents.Grant memory consent = _grant("consent", pharmacy, PRESCRIPTIONS_SERVE, 0);
        patient.registry.grant(consent);
        _expectRefusal(IConsents.ConsentAlreadyGranted.selector, "consent");
        patient.registry.grant(consent);
    }

    function test_NobodySquatsAnotherPatientsId() public {
        Actor memory other = _registered("other", EntityClass.Patient);
        IConsents.Grant memory consent = _grant("consent", pharmacy, PRESCRIPTIONS_SERVE, 0);
        patient.registry.grant(consent);
        consent.patient = other.entity;
        other.registry.grant(consent);
    }

    function test_ZeroIsNoId() public {
        _expectInvalid(_grant(0, pharmacy, PRESCRIPTIONS_SERVE, 0));
    }

    function test_NobodyGrantsToThemselves() public {
        _expectInvalid(_grant("consent", patient, RECORDS_READ, 0));
    }

    function testFuzz_OnlyTheEightScopesAreGranted(uint32 scopes) public {
        IConsents.Grant memory consent = _grant("consent", pharmacy, scopes, 0);
        if (scopes == 0 || scopes > 255) _expectInvalid(consent);
        else patient.registry.grant(consent);
    }

    function testFuzz_OnlyTheSixPurposesAreGranted(uint8 purpose) public {
        IConsents.Grant memory consent = _grant("consent", pharmacy, RECORDS_READ, 0);
        consent.purpose = purpose;
        if (purpose == 0 || purpose > 6) _expectInvalid(consent);
        else patient.registry.grant(consent);
    }

    function testFuzz_AConsentEndsAfterItBeginsAndAfterNow(uint64 from, uint64 until) public {
        IConsents.Grant memory consent = _grant("consent", pharmacy, RECORDS_READ, 0);
        (consent.validFrom, consent.validUntil) = (from, until);
        if (from >= until || until <= NOW) _expectInvalid(consent);
        else patient.registry.grant(consent);
    }

    function _expectInvalid(IConsents.Grant memory consent) private {
        _expectRefusal(IConsents.ConsentInvalid.selector, consent.consent);
        patient.registry.grant(consent);
    }
}
