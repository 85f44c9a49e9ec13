// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import { EntityClass, EntityStatus } from "../src/interfaces/IEntities.sol";
import { LedgerTest } from "./support/LedgerTest.sol";
import { vm } from "./support/Vm.sol";

contract DeploymentTest is LedgerTest {
    function test_TheThreeContractsKnowEachOtherByTheDeployersFirstThreeNonces() public view {
        vm.assertEq(address(relay), vm.computeCreateAddress(vm.addr(1), 0));
        vm.assertEq(relay.registry(), address(registry));
        vm.assertEq(relay.care(), address(care));
        vm.assertEq(registry.trustedForwarder(), address(relay));
        vm.assertEq(care.trustedForwarder(), address(relay));
        vm.assertEq(address(care.registry()), address(registry));
    }

    function test_TheFirstRegulatorIsThereFromTheBeginning() public view {
        vm.assertEq(registry.speakerOf("regulator"), regulator.speaker);
        vm.assertEq(registry.entityOf(regulator.speaker), "regulator");
        vm.assertTrue(registry.classOf("regulator") == EntityClass.Regulator);
        vm.assertTrue(registry.statusOf("regulator") == EntityStatus.Active);
        vm.assertEq(registry.commitmentOf("regulator"), "profile");
        vm.assertEq(registry.registeredAt("regulator"), NOW);
        vm.assertEq(registry.countOf(EntityClass.Regulator), 1);
        vm.assertEq(registry.activeRegulators(), 1);
        vm.assertEq(registry.replacementDelay(), DELAY);
    }

    function test_TheFirstRelayerIsListedFromTheBeginning() public view {
        vm.assertTrue(registry.isRelayer(RELAYER));
    }
}
