// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import { IAuditAnchors } from "../../src/interfaces/IAuditAnchors.sol";
import { EntityClass, IEntities } from "../../src/interfaces/IEntities.sol";
import { LedgerTest } from "../support/LedgerTest.sol";
import { vm } from "../support/Vm.sol";

contract AnchoringTest is LedgerTest {
    address internal constant ANCHORING = address(0xa);

    function setUp() public override {
        super.setUp();
        regulator.registry.nameAnchoringAddress("log", ANCHORING);
    }

    function test_TheAnchoringAddressAnchorsALogThatGrows() public {
        vm.expectEmit(address(registry));
        emit IAuditAnchors.Anchored("log", 3, "root 3", 0);
        _anchor(3, "root 3", 0);
        _anchor(5, "root 5", "root 3");

        (uint64 size, bytes32 root) = registry.latestAnchor("log");
        vm.assertEq(size, 5);
        vm.assertEq(root, "root 5");
    }

    function test_ALogOnlyGrows() public {
        _anchor(3, "root 3", 0);
        _expectRefusal(IAuditAnchors.AnchorMustGrow.selector, "log", 3);
        _anchor(3, "another", "root 3");
    }

    function test_AnEmptyLogIsNotAnchored() public {
        _expectRefusal(IAuditAnchors.AnchorMustGrow.selector, "log", uint256(0));
        _anchor(0, "root", 0);
    }

    function test_AnAnchorHoldsToTheOneBefore() public {
        _anchor(3, "root 3", 0);
        bytes32 another = "another root";
        _expectRefusal(IAuditAnchors.AnchorBroken.selector, "log", another);
        _anchor(5, "root 5", another);
    }

    function test_NobodyElseAnchors() public {
        _expectRefusal(IAuditAnchors.NotTheAnchoringAddress.selector, "log", regulator.speaker);
        regulator.registry.anchor("log", 3, "root", 0);
        _expectRefusal(IAuditAnchors.NotTheAnchoringAddress.selector, "unnamed", ANCHORING);
        vm.prank(ANCHORING);
        registry.anchor("unnamed", 3, "root", 0);
    }

    function test_ALogGoesOnUnderAnotherAddress() public {
        _anchor(3, "root 3", 0);
        vm.expectEmit(address(registry));
        emit IAuditAnchors.AnchoringAddressNamed("log", center.speaker, regulator.entity);
        regulator.registry.nameAnchoringAddress("log", center.speaker);
        center.registry.anchor("log", 5, "root 5", "root 3");

        _expectRefusal(IAuditAnchors.NotTheAnchoringAddress.selector, "log", ANCHORING);
        _anchor(6, "root 6", "root 5");
    }

    function test_OnlyRegulatorsNameAnchoringAddresses() public {
        _expectRefusal(IEntities.WrongClass.selector, physician.entity, uint256(EntityClass.Physician));
        physician.registry.nameAnchoringAddress("log", ANCHORING);
    }

    function _anchor(uint64 size, bytes32 root, bytes32 previousRoot) private {
        vm.prank(ANCHORING);
        registry.anchor("log", size, root, previousRoot);
    }
}
