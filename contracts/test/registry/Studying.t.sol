// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import { EntityClass, IEntities } from "../../src/interfaces/IEntities.sol";
import { IStudies } from "../../src/interfaces/IStudies.sol";
import { Actor, LedgerTest } from "../support/LedgerTest.sol";
import { vm } from "../support/Vm.sol";

contract StudyingTest is LedgerTest {
    Actor internal institute;

    function setUp() public override {
        super.setUp();
        institute = _registered("institute", EntityClass.ResearchInstitute);
        institute.registry.registerStudy("study", "protocol");
    }

    function test_AnInstituteRegistersARegulatorApprovesAndExtractsAreRecorded() public {
        vm.expectEmit(address(registry));
        emit IStudies.StudyRegistered("another", institute.entity, "protocol");
        institute.registry.registerStudy("another", "protocol");
        vm.expectEmit(address(registry));
        emit IStudies.StudyApproved("study", regulator.entity);
        regulator.registry.approveStudy("study");
        vm.expectEmit(address(registry));
        emit IStudies.ExtractRecorded("extract", "study", "rows");
        institute.registry.recordExtract("extract", "study", "rows");

        (IStudies.StudyStatus status, bytes32 whose) = registry.studyOf("study");
        vm.assertTrue(status == IStudies.StudyStatus.Approved);
        vm.assertEq(whose, institute.entity);
    }

    function test_NothingIsExtractedWithoutApprovalNorAfterTheEnd() public {
        _expectNotInStatus(IStudies.StudyStatus.Registered);
        institute.registry.recordExtract("extract", "study", "rows");

        regulator.registry.approveStudy("study");
        vm.expectEmit(address(registry));
        emit IStudies.StudyEnded("study", institute.entity, REASON);
        institute.registry.endStudy("study", REASON);
        _expectNotInStatus(IStudies.StudyStatus.Ended);
        institute.registry.recordExtract("extract", "study", "rows");
        _expectNotInStatus(IStudies.StudyStatus.Ended);
        regulator.registry.approveStudy("study");
        _expectNotInStatus(IStudies.StudyStatus.Ended);
        regulator.registry.endStudy("study", REASON);
    }

    function test_ARegulatorTurnsAStudyDownOrEndsIt() public {
        regulator.registry.endStudy("study", REASON);
        (IStudies.StudyStatus status,) = registry.studyOf("study");
        vm.assertTrue(status == IStudies.StudyStatus.Ended);
    }

    function test_AStudyIsItsInstitutesAlone() public {
        regulator.registry.approveStudy("study");
        Actor memory other = _registered("other", EntityClass.ResearchInstitute);
        _expectRefusal(IStudies.NotTheInstitute.selector, other.entity, "study");
        other.registry.recordExtract("extract", "study", "rows");
        _expectRefusal(IStudies.NotTheInstitute.selector, other.entity, "study");
        other.registry.endStudy("study", REASON);
        _expectRefusal(IStudies.NotTheInstitute.selector, patient.entity, "study");
        patient.registry.endStudy("study", REASON);
    }

    function test_OnlyInstitutesRegisterAndOnlyRegulatorsApprove() public {
        _expectRefusal(IEntities.WrongClass.selector, physician.entity, uint256(EntityClass.Physician));
        physician.registry.registerStudy("another", "protocol");
        _expectRefusal(IEntities.WrongClass.selector, institute.entity, uint256(EntityClass.ResearchInstitute));
        institute.registry.approveStudy("study");
        _expectRefusal(IEntities.WrongClass.selector, physician.entity, uint256(EntityClass.Physician));
        physician.registry.recordExtract("extract", "study", "rows");
        _suspended(institute);
        _expectRefusal(IEntities.EntityNotActive.selector, institute.entity);
        institute.registry.registerStudy("another", "protocol");
    }

    function test_IdsAreTakenOnceAndNotZero() public {
        _expectRefusal(IStudies.StudyAlreadyRegistered.selector, "study");
        institute.registry.registerStudy("study", "protocol");
        _expectRefusal(IEntities.IdInvalid.selector);
        institute.registry.registerStudy(0, "protocol");

        regulator.registry.approveStudy("study");
        institute.registry.recordExtract("extract", "study", "rows");
        _expectRefusal(IStudies.ExtractAlreadyRecorded.selector, "extract");
        institute.registry.recordExtract("extract", "study", "rows");
        _expectRefusal(IEntities.IdInvalid.selector);
        institute.registry.recordExtract(0, "study", "rows");
    }

    function test_WhatNobodyRegisteredIsUnknown() public {
        _expectRefusal(IStudies.StudyUnknown.selector, "unknown");
        regulator.registry.approveStudy("unknown");
        _expectRefusal(IStudies.StudyUnknown.selector, "unknown");
        institute.registry.endStudy("unknown", REASON);
        _expectRefusal(IStudies.StudyUnknown.selector, "unknown");
        institute.registry.recordExtract("extract", "unknown", "rows");
    }

    function _expectNotInStatus(IStudies.StudyStatus status) private {
        _expectRefusal(IStudies.StudyNotInStatus.selector, "study", uint256(status));
    }
}
