// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import { EntityClass } from "../src/interfaces/IEntities.sol";
import { World } from "./support/World.sol";
import { vm } from "./support/Vm.sol";

contract InvariantsTest {
    struct FuzzSelector {
        address addr;
        bytes4[] selectors;
    }

    World internal world;

    function setUp() public {
        world = new World();
        world.setUp();
    }

    function targetContracts() public view returns (address[] memory targets) {
        targets = new address[](1);
        targets[0] = address(world);
    }

    function targetSelectors() public view returns (FuzzSelector[] memory targets) {
        targets = new FuzzSelector[](1);
        targets[0] = FuzzSelector(address(world), world.acts());
    }

    function invariant_APrescriptionIsNeverDispensedBeyondItsQuantity() public view {
        World.Item[] memory items = world.items();
        for (uint256 i = 0; i < items.length; ++i) {
            vm.assertLe(items[i].dispensed, items[i].prescribed);
            vm.assertEq(world.remainingOf(items[i].thing.id), items[i].prescribed - items[i].dispensed);
            if (items[i].controlled) vm.assertTrue(items[i].dispensed == 0 || items[i].dispensed == items[i].prescribed);
        }
    }

    function invariant_NothingIsWrittenWithoutALiveConsent() public view {
        vm.assertFalse(world.wroteWithoutConsent());
    }

    function invariant_ASuspendedEntityChangesNothing() public view {
        vm.assertFalse(world.suspendedActed());
    }

    function invariant_ARequestIsExecutedAtMostOnce() public view {
        vm.assertFalse(world.executedTwice());
    }

    function invariant_ABatchWithTooLittleGasSpendsNothing() public view {
        vm.assertFalse(world.starvedInPart());
    }

    function invariant_AStrangersSignatureSpendsNoId() public view {
        vm.assertFalse(world.strangerHeard());
    }

    function invariant_AnEmptyCallGivesAnIdUp() public view {
        vm.assertFalse(world.idLost());
    }

    function invariant_CountersEqualWhatIsThere() public view {
        for (uint8 class = 0; class <= uint8(type(EntityClass).max); ++class) {
            vm.assertEq(world.countOf(EntityClass(class)), world.registered(EntityClass(class)));
        }
        vm.assertEq(world.countedConsultations(), world.consultations());
    }

    /// @notice The invariants above mean something only in a world where everything happens.
    function test_EverythingHappensInThisWorld() public {
        bytes4[] memory acts = world.acts();
        for (uint256 i = 0; i < 2000; ++i) {
            bytes32 chance = keccak256(abi.encode(i));
            (bool done,) = address(world).call(abi.encodeWithSelector(acts[uint256(chance) % acts.length], chance));
            vm.assertTrue(done);
        }
        for (uint256 i = 0; i < acts.length; ++i) {
            vm.assertGt(world.done(acts[i]), 4);
        }
    }
}
