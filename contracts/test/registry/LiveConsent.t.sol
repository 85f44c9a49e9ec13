// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import { IConsents } from "../../src/interfaces/IConsents.sol";
import { LedgerTest } from "../support/LedgerTest.sol";
import { vm } from "../support/Vm.sol";

contract LiveConsentTest is LedgerTest {
    function test_AConsentHoldsFromItsFirstSecondToItsLast() public {
        IConsents.Grant memory consent = _grant("consent", pharmacy, PRESCRIPTIONS_SERVE, 0);
        (consent.validFrom, consent.validUntil) = (NOW + 10, NOW + 20);
        patient.registry.grant(consent);

        _expectNone("consent", PRESCRIPTIONS_SERVE, 0);
        vm.warp(NOW + 10);
        _require("consent", PRESCRIPTIONS_SERVE, 0);
        vm.warp(NOW + 20);
        _require("consent", PRESCRIPTIONS_SERVE, 0);
        vm.warp(NOW + 21);
        _expectNone("consent", PRESCRIPTIONS_SERVE, 0);
    }

    function test_AConsentNeverGrantedIsNone() public {
        _expectNone("consent", PRESCRIPTIONS_SERVE, 0);
        _expectRefusal(IConsents.NoConsent.selector, patient.entity, bytes32(0));
        registry.requireConsent(patient.entity, "consent", 0, PRESCRIPTIONS_SERVE, 0);
    }

    function test_AConsentIsItsGranteesAlone() public {
        bytes32 consent = _consent(physician, PRESCRIPTIONS_SERVE);
        _expectNone(consent, PRESCRIPTIONS_SERVE, 0);
    }

    function test_AConsentToOneResourceOpensNoOther() public {
        bytes32 consent = _consent(pharmacy, PRESCRIPTIONS_SERVE, "resource");
        _require(consent, PRESCRIPTIONS_SERVE, "resource");
        _expectNone(consent, PRESCRIPTIONS_SERVE, "another");
        _expectNone(consent, PRESCRIPTIONS_SERVE, 0);
    }

    function test_AConsentToAllRecordsOpensEachOfThem() public {
        bytes32 consent = _consent(pharmacy, PRESCRIPTIONS_SERVE);
        _require(consent, PRESCRIPTIONS_SERVE, 0);
        _require(consent, PRESCRIPTIONS_SERVE, "resource");
    }

    function testFuzz_EveryScopeAskedForIsHeld(uint8 held, uint8 asked) public {
        vm.assume(held != 0);
        bytes32 consent = _consent(pharmacy, held);
        if (asked & ~held == 0) _require(consent, asked, 0);
        else _expectNone(consent, asked, 0);
    }

    function test_AGrantOutlivesTheSuspensionOfThePatient() public {
        bytes32 consent = _consent(pharmacy, PRESCRIPTIONS_SERVE);
        _suspended(patient);
        _require(consent, PRESCRIPTIONS_SERVE, 0);
    }

    function _require(bytes32 consent, uint32 scope, bytes32 resource) private view {
        registry.requireConsent(patient.entity, consent, pharmacy.entity, scope, resource);
    }

    function _expectNone(bytes32 consent, uint32 scope, bytes32 resource) private {
        _expectRefusal(IConsents.NoConsent.selector, patient.entity, pharmacy.entity);
        _require(consent, scope, resource);
    }
}
