// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import { IEntities } from "../src/interfaces/IEntities.sol";
import { LedgerTest } from "./support/LedgerTest.sol";
import { vm } from "./support/Vm.sol";

contract SelfCustodyTest is LedgerTest {
    function test_AnEntitysOwnKeyDoesWithoutTheRelay() public {
        bytes32 prescription = _prescription();
        vm.prank(patient.speaker);
        registry.grant(_grant("consent", pharmacy, PRESCRIPTIONS_SERVE, prescription));
        vm.prank(pharmacy.speaker);
        care.dispense(prescription, "dispensation", "consent", 10, "lots");
        vm.assertEq(care.remainingOf(prescription), 20);
    }

    function test_OnlyTheRelayIsBelievedWhenItNamesASpeaker() public {
        bytes memory call = abi.encodePacked(abi.encodeCall(registry.suspend, (patient.entity, REASON)), regulator.speaker);
        vm.prank(RELAYER);
        (bool done, bytes memory why) = address(registry).call(call);
        vm.assertFalse(done);
        vm.assertEq(why, abi.encodeWithSelector(IEntities.SpeakerUnknown.selector, RELAYER));
    }
}
