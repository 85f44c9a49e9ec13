// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import { IAppointments } from "../src/interfaces/IAppointments.sol";
import { IAuditAnchors } from "../src/interfaces/IAuditAnchors.sol";
import { IConsents } from "../src/interfaces/IConsents.sol";
import { IConsultations } from "../src/interfaces/IConsultations.sol";
import { EntityClass, IEntities } from "../src/interfaces/IEntities.sol";
import { IExams } from "../src/interfaces/IExams.sol";
import { IMedicines } from "../src/interfaces/IMedicines.sol";
import { IOperationRelay } from "../src/interfaces/IOperationRelay.sol";
import { IStudies } from "../src/interfaces/IStudies.sol";
import { Actor, LedgerTest } from "./support/LedgerTest.sol";
import { Vm, vm } from "./support/Vm.sol";

/// @notice What things cost: a reviewed diff in snapshots/. Each call is a transaction of its own, with cold storage, as on a chain.
/// operations.json: the least gas that an operation must be signed with. transactions.json: what a whole batch costs.
/// forge-config: default.isolate = true
contract GasTest is LedgerTest {
    uint256 internal constant NEW_KEY = 0xabcdef;

    function test_TheRegistrysOperations() public {
        bytes memory possession = _possession(patient, NEW_KEY);
        address speaker = vm.addr(NEW_KEY);
        _toRegistry(
            "register an entity", regulator, abi.encodeCall(IEntities.register, ("new", EntityClass.HospitalStaff, speaker, "profile"))
        );
        _toRegistry("list a relayer", regulator, abi.encodeCall(IEntities.listRelayer, (speaker, true)));
        _toRegistry("suspend an entity", regulator, abi.encodeCall(IEntities.suspend, (patient.entity, REASON)));
        _toRegistry("rotate a key", patient, abi.encodeCall(IEntities.rotateKey, (speaker, possession)));
        _toRegistry("propose a key", regulator, abi.encodeCall(IEntities.proposeReplacement, (patient.entity, speaker, possession)));

        regulator.registry.proposeReplacement(patient.entity, speaker, possession);
        _toRegistry("veto a key", patient, abi.encodeCall(IEntities.vetoReplacement, ()));
        vm.warp(NOW + DELAY);
        _toRegistry("replace a key", regulator, abi.encodeCall(IEntities.completeReplacement, (patient.entity)));

        _suspended(patient);
        _toRegistry("reactivate an entity", regulator, abi.encodeCall(IEntities.reactivate, (patient.entity)));
    }

    function test_ConsentsAndAnchors() public {
        _toRegistry("grant all records", patient, abi.encodeCall(IConsents.grant, (_grant("consent", pharmacy, PRESCRIPTIONS_SERVE, 0))));
        _toRegistry("grant one resource", patient, abi.encodeCall(IConsents.grant, (_grant("consent", pharmacy, PRESCRIPTIONS_SERVE, "1"))));
        _toRegistry("revoke a consent", patient, abi.encodeCall(IConsents.revoke, (patient.entity, _consent(pharmacy, RECORDS_READ))));
        _toRegistry("revoke a consent never granted", patient, abi.encodeCall(IConsents.revoke, (patient.entity, "consent")));

        _toRegistry("name an anchoring address", regulator, abi.encodeCall(IAuditAnchors.nameAnchoringAddress, ("log", regulator.speaker)));
        regulator.registry.nameAnchoringAddress("log", regulator.speaker);
        _toRegistry("anchor a log", regulator, abi.encodeCall(IAuditAnchors.anchor, ("log", 1, "root", 0)));
    }

    function test_Consultations() public {
        bytes32 consent = _consent(physician, RECORDS_WRITE);
        _toCare("add a consultation", physician, _consulting(consent, 0, 0));
        _toCare("add a consultation with an exam and a medicine", physician, _consulting(consent, 1, 1));
        _toCare("add a consultation with 20 exams and 20 medicines", physician, _consulting(consent, 20, 20));

        bytes32 consultation = _consultation(_exams(0), _items(0));
        _toCare("amend a consultation", physician, abi.encodeCall(IConsultations.amendConsultation, ("1", consultation, consent, "more")));
    }

    function test_Exams() public {
        bytes32 exam = _exam();
        bytes32 consent = _consent(center, EXAMS_SERVE, exam);
        _toCare("accept an exam", center, abi.encodeCall(IExams.acceptExam, (exam, consent)));
        _toCare("cancel an exam", patient, abi.encodeCall(IExams.cancelExam, (exam, REASON)));

        center.care.acceptExam(exam, consent);
        _toCare("complete an exam", center, abi.encodeCall(IExams.completeExam, (exam, "result", consent, "values")));
        _suspended(center);
        _toCare("release an exam of a suspended center", patient, abi.encodeCall(IExams.releaseExam, (exam, REASON)));

        regulator.registry.reactivate(center.entity);
        center.care.completeExam(exam, "result", consent, "values");
        _toCare("correct a result", center, abi.encodeCall(IExams.correctResult, (exam, "corrected", consent, "values")));
    }

    function test_Appointments() public {
        Actor memory staff = _registered("staff", EntityClass.HospitalStaff);
        bytes32 consent = _consent(staff, APPOINTMENTS_MANAGE);
        bytes32 writing = _consent(physician, RECORDS_WRITE);
        // Over the edge of a word: the most that it can cost.
        uint64 start = (NOW / 300 / 256 + 1) * 256 * 300 - 300;
        IAppointments.Booking memory booking = IAppointments.Booking("visit", patient.entity, physician.entity, start, start + 600, "place");
        _toCare("link staff", physician, abi.encodeCall(IAppointments.linkStaff, (staff.entity, true)));
        physician.care.linkStaff(staff.entity, true);
        _toCare("schedule an appointment", staff, abi.encodeCall(IAppointments.schedule, (booking, consent)));
        staff.care.schedule(booking, consent);
        _toCare("authorize an appointment", staff, abi.encodeCall(IAppointments.authorizeAppointment, ("visit", consent)));
        _toCare("cancel an appointment", patient, abi.encodeCall(IAppointments.cancelAppointment, ("visit", REASON)));
        staff.care.authorizeAppointment("visit", consent);
        _toCare("check in", staff, abi.encodeCall(IAppointments.checkIn, ("visit", consent)));
        _toCare(
            "hold an appointment",
            physician,
            abi.encodeCall(IConsultations.holdAppointment, ("visit", "1", patient.entity, writing, "content", _exams(0), _items(0)))
        );
        vm.warp(start);
        _toCare("miss an appointment", staff, abi.encodeCall(IAppointments.noShow, ("visit")));
    }

    function test_Coverage() public {
        Actor memory insurer = _registered("insurer", EntityClass.InsuranceCompany);
        _toRegistry("grant coverage", patient, abi.encodeCall(IConsents.grant, (_grant("consent", insurer, COVERAGE_AUTHORIZE, 0))));
        bytes32 coverage = _consent(insurer, COVERAGE_AUTHORIZE);
        bytes32 exam = _exam();
        bytes32 writing = _consent(physician, RECORDS_WRITE);
        _toCare("add a consultation with 20 covered exams and 20 medicines", physician, _consulting(writing, 20, 20));
        _toCare("authorize an exam", insurer, abi.encodeCall(IExams.decideExam, (exam, coverage, true, "ground")));
        _toCare("waive coverage", patient, abi.encodeCall(IExams.waiveCoverage, (exam, REASON)));
    }

    function test_Studies() public {
        Actor memory institute = _registered("institute", EntityClass.ResearchInstitute);
        _toRegistry("register a study", institute, abi.encodeCall(IStudies.registerStudy, ("study", "protocol")));
        institute.registry.registerStudy("study", "protocol");
        _toRegistry("approve a study", regulator, abi.encodeCall(IStudies.approveStudy, ("study")));
        regulator.registry.approveStudy("study");
        _toRegistry("record an extract", institute, abi.encodeCall(IStudies.recordExtract, ("extract", "study", "rows")));
        _toRegistry("end a study", institute, abi.encodeCall(IStudies.endStudy, ("study", REASON)));
    }

    function test_Medicines() public {
        bytes32 prescription = _prescription();
        bytes32 consent = _consent(pharmacy, PRESCRIPTIONS_SERVE, prescription);
        _toCare("dispense a medicine", pharmacy, abi.encodeCall(IMedicines.dispense, (prescription, "1", consent, 10, "lots")));
        _toCare("cancel a prescription", physician, abi.encodeCall(IMedicines.cancelPrescription, (prescription, REASON)));

        pharmacy.care.dispense(prescription, "1", consent, 10, "lots");
        _toCare("reverse a dispensation", pharmacy, abi.encodeCall(IMedicines.reverseDispensation, ("1", REASON)));
    }

    function test_Batches() public {
        bytes32 prescription = _prescription();
        bytes32 consent = _consent(pharmacy, PRESCRIPTIONS_SERVE);
        bytes memory call = abi.encodeCall(IMedicines.dispense, (prescription, "1", consent, 10, "lots"));
        _transaction("nothing", new IOperationRelay.Operation[](0));
        _transaction("one dispensation", _batch(_operation(pharmacy, "1", address(care), call)));
        _transaction("one dispensation again, skipped", _batch(_operation(pharmacy, "1", address(care), call)));
        _transaction("one id given up", _batch(_operation(pharmacy, "2", address(care), "")));

        IOperationRelay.Operation[] memory batch = new IOperationRelay.Operation[](200);
        for (uint256 i = 0; i < batch.length; ++i) {
            batch[i] = _operation(patient, _newId(), address(registry), abi.encodeCall(IConsents.revoke, (patient.entity, _newId())));
        }
        _transaction("two hundred revocations", batch);
    }

    function _consulting(bytes32 consent, uint256 exams, uint256 items) private returns (bytes memory) {
        return abi.encodeCall(
            IConsultations.addConsultation, ("consultation", patient.entity, consent, "content", _exams(exams), _items(items))
        );
    }

    function _transaction(string memory name, IOperationRelay.Operation[] memory batch) private {
        vm.prank(RELAYER);
        relay.execute(batch);
        vm.snapshotGasLastCall("transactions", name);
    }

    function _toRegistry(string memory name, Actor memory actor, bytes memory call) private {
        _least(name, actor, address(registry), call);
    }

    function _toCare(string memory name, Actor memory actor, bytes memory call) private {
        _least(name, actor, address(care), call);
    }

    /// @dev Found to the last unit by trying: it depends on what each inner call holds back.
    function _least(string memory name, Actor memory actor, address ledger, bytes memory call) private {
        uint64 tooLittle = 0;
        uint64 enough = relay.GAS_CAP();
        while (enough - tooLittle > 1) {
            uint64 gas = (enough + tooLittle) / 2;
            if (_suffices(actor, ledger, call, gas)) enough = gas;
            else tooLittle = gas;
        }
        vm.snapshotValue("operations", name, enough);
    }

    function _suffices(Actor memory actor, address ledger, bytes memory call, uint64 gas) private returns (bool suffices) {
        IOperationRelay.Operation memory operation = IOperationRelay.Operation(actor.entity, "least gas", ledger, gas, call, "");
        uint256 state = vm.snapshotState();
        vm.recordLogs();
        _execute(_signed(operation, actor.key));
        Vm.Log[] memory logs = vm.getRecordedLogs();
        suffices = relay.isSpent(actor.entity, "least gas");
        if (suffices) vm.assertEq(logs[logs.length - 1].data, abi.encode(IOperationRelay.Outcome.Succeeded, new bytes(0)));
        vm.revertToState(state);
    }
}
