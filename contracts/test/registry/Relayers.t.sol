// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import { EntityClass, IEntities } from "../../src/interfaces/IEntities.sol";
import { IOperationRelay } from "../../src/interfaces/IOperationRelay.sol";
import { LedgerTest } from "../support/LedgerTest.sol";
import { vm } from "../support/Vm.sol";

contract RelayersTest is LedgerTest {
    function test_ARegulatorListsAndStrikesOffRelayers() public {
        vm.expectEmit(address(registry));
        emit IEntities.RelayerListed(address(this), true, regulator.entity);
        regulator.registry.listRelayer(address(this), true);
        relay.execute(new IOperationRelay.Operation[](0));

        vm.prank(regulator.speaker);
        registry.listRelayer(address(this), false);
        _expectRefusal(IOperationRelay.NotARelayer.selector, address(this));
        relay.execute(new IOperationRelay.Operation[](0));
    }

    function test_NobodyElseListsRelayers() public {
        _expectRefusal(IEntities.WrongClass.selector, physician.entity, uint256(EntityClass.Physician));
        physician.registry.listRelayer(address(this), true);
    }

    function test_NobodyElseRelays() public {
        _expectRefusal(IOperationRelay.NotARelayer.selector, regulator.speaker);
        vm.prank(regulator.speaker);
        relay.execute(new IOperationRelay.Operation[](0));
    }
}
