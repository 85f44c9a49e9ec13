// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import { IConsultations } from "../../src/interfaces/IConsultations.sol";
import { IMedicines } from "../../src/interfaces/IMedicines.sol";
import { LedgerTest } from "../support/LedgerTest.sol";
import { vm } from "../support/Vm.sol";

contract PrescribingTest is LedgerTest {
    function test_AControlledMedicineIsPrescribedOnceAndWhole() public {
        IConsultations.PrescriptionItem memory item = _item();
        (item.controlled, item.fills, item.partialAllowed) = (true, 1, false);
        vm.assertEq(care.remainingOf(_prescribed(item)), 10);

        item = _item();
        (item.controlled, item.fills, item.partialAllowed) = (true, 2, false);
        _expectInvalid(item);
        (item.fills, item.partialAllowed) = (1, true);
        _expectInvalid(item);
    }

    function test_APrescriptionStartsBeforeItEnds() public {
        IConsultations.PrescriptionItem memory item = _item();
        item.validUntil = NOW;
        _expectInvalid(item);
        item.validUntil = NOW + 1;
        _prescribed(item);
    }

    function testFuzz_OnlyWhatCanBeCountedIsPrescribed(uint64 quantityPerFill, uint16 fills) public {
        IConsultations.PrescriptionItem memory item = _item();
        (item.quantityPerFill, item.fills) = (quantityPerFill, fills);
        uint256 total = uint256(quantityPerFill) * fills;
        if (total == 0 || total > type(uint64).max || fills > 100) _expectInvalid(item);
        else vm.assertEq(care.remainingOf(_prescribed(item)), total);
    }

    function test_TheLargestQuantityIsPrescribedWhole() public {
        IConsultations.PrescriptionItem memory item = _item();
        (item.quantityPerFill, item.fills) = (type(uint64).max, 1);
        vm.assertEq(care.remainingOf(_prescribed(item)), type(uint64).max);
    }

    function testFuzz_FillsAreBetweenOneAndAHundred(uint16 fills) public {
        IConsultations.PrescriptionItem memory item = _item();
        item.fills = fills % 128;
        if (item.fills == 0 || item.fills > 100) _expectInvalid(item);
        else vm.assertEq(care.remainingOf(_prescribed(item)), 10 * item.fills);
    }

    function _expectInvalid(IConsultations.PrescriptionItem memory item) private {
        IConsultations.PrescriptionItem[] memory items = new IConsultations.PrescriptionItem[](1);
        items[0] = item;
        bytes32 consent = _consent(physician, RECORDS_WRITE);
        _expectRefusal(IMedicines.ItemInvalid.selector, item.prescription);
        physician.care.addConsultation("consultation", patient.entity, consent, "content", new IConsultations.ExamOrder[](0), items);
    }
}
