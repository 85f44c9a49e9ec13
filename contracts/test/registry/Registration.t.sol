// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import { EntityClass, EntityStatus, IEntities } from "../../src/interfaces/IEntities.sol";
import { LedgerTest } from "../support/LedgerTest.sol";
import { vm } from "../support/Vm.sol";

contract RegistrationTest is LedgerTest {
    address internal constant SPEAKER = address(0x5bea4e);

    function test_ARegulatorRegistersAnEntity() public {
        vm.expectEmit(address(registry));
        emit IEntities.EntityRegistered("new", EntityClass.HospitalStaff, SPEAKER, "profile", regulator.entity);
        regulator.registry.register("new", EntityClass.HospitalStaff, SPEAKER, "profile");

        vm.assertEq(registry.entityOf(SPEAKER), "new");
        vm.assertEq(registry.speakerOf("new"), SPEAKER);
        vm.assertTrue(registry.classOf("new") == EntityClass.HospitalStaff);
        vm.assertTrue(registry.statusOf("new") == EntityStatus.Active);
        vm.assertEq(registry.commitmentOf("new"), "profile");
        vm.assertEq(registry.registeredAt("new"), block.timestamp);
        vm.assertEq(registry.countOf(EntityClass.HospitalStaff), 1);
    }

    function test_NobodyElseRegisters() public {
        _expectRefusal(IEntities.WrongClass.selector, physician.entity, uint256(EntityClass.Physician));
        physician.registry.register("new", EntityClass.Patient, SPEAKER, "profile");
    }

    function test_AStrangerDoesNotEvenSpeak() public {
        _expectRefusal(IEntities.SpeakerUnknown.selector, address(this));
        registry.register("new", EntityClass.Patient, SPEAKER, "profile");
    }

    function test_TheZeroAddressSpeaksForNobody() public {
        _expectRefusal(IEntities.SpeakerUnknown.selector, address(0));
        registry.requireActive(address(0));
    }

    function test_AnIdIsRegisteredOnce() public {
        _expectRefusal(IEntities.EntityAlreadyRegistered.selector, patient.entity);
        regulator.registry.register(patient.entity, EntityClass.Physician, SPEAKER, "profile");
    }

    function test_AnAddressIsBoundOnce() public {
        _expectRefusal(IEntities.AddressAlreadyBound.selector, patient.speaker);
        regulator.registry.register("new", EntityClass.Patient, patient.speaker, "profile");
    }

    function test_ZeroIsNoId() public {
        _expectRefusal(IEntities.IdInvalid.selector);
        regulator.registry.register(0, EntityClass.Patient, SPEAKER, "profile");
    }

    function test_ZeroIsNoSpeaker() public {
        _expectRefusal(IEntities.IdInvalid.selector);
        regulator.registry.register("new", EntityClass.Patient, address(0), "profile");
    }

    function test_NoneIsNoClass() public {
        _expectRefusal(IEntities.ClassInvalid.selector);
        regulator.registry.register("new", EntityClass.None, SPEAKER, "profile");
    }

    function testFuzz_EveryClassIsCounted(uint8[16] calldata classes) public {
        uint256[9] memory expected = [uint256(0), 1, 1, 1, 1, 1, 0, 0, 0];
        for (uint160 i = 0; i < classes.length; ++i) {
            uint8 class = classes[i] % 8 + 1;
            regulator.registry.register(keccak256(abi.encode(i)), EntityClass(class), address(0x10000 + i), "profile");
            ++expected[class];
        }
        for (uint8 class = 0; class < expected.length; ++class) {
            vm.assertEq(registry.countOf(EntityClass(class)), expected[class]);
        }
        vm.assertEq(registry.activeRegulators(), expected[uint8(EntityClass.Regulator)]);
    }
}
