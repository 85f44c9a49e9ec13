using HealthLedger.Chain.Ethereum;
using HealthLedger.Core.Ledger;

namespace HealthLedger.Chain.Contracts;

/// <summary>A call of one of the two ledgers, with the gas that it gets.</summary>
internal readonly record struct LedgerCall(Address Ledger, ulong Gas, byte[] Data);

/// <summary>Commands as calls of the contracts. What a contract must know is in the command; nothing is looked up here.</summary>
internal static class LedgerCalls
{
    static readonly uint Register = Abi.Selector("register(bytes32,uint8,address,bytes32)");
    static readonly uint Suspend = Abi.Selector("suspend(bytes32,bytes32)");
    static readonly uint Reactivate = Abi.Selector("reactivate(bytes32)");
    static readonly uint Rotate = Abi.Selector("rotateKey(address,bytes)");
    static readonly uint Grant = Abi.Selector("grant((bytes32,bytes32,bytes32,uint32,uint8,uint64,uint64,bytes32))");
    static readonly uint Revoke = Abi.Selector("revoke(bytes32,bytes32)");
    static readonly uint Consult = Abi.Selector(
        "addConsultation(bytes32,bytes32,bytes32,bytes32,(bytes32,bytes32)[],(bytes32,bytes32,uint64,uint16,bool,bool,uint64)[])");
    static readonly uint Hold = Abi.Selector(
        "holdAppointment(bytes32,bytes32,bytes32,bytes32,bytes32,(bytes32,bytes32)[],(bytes32,bytes32,uint64,uint16,bool,bool,uint64)[])");
    static readonly uint Amend = Abi.Selector("amendConsultation(bytes32,bytes32,bytes32,bytes32)");
    static readonly uint Link = Abi.Selector("linkStaff(bytes32,bool)");
    static readonly uint Schedule = Abi.Selector("schedule((bytes32,bytes32,bytes32,uint64,uint64,bytes32),bytes32)");
    static readonly uint AuthorizeVisit = Abi.Selector("authorizeAppointment(bytes32,bytes32)");
    static readonly uint Arrive = Abi.Selector("checkIn(bytes32,bytes32)");
    static readonly uint CancelVisit = Abi.Selector("cancelAppointment(bytes32,bytes32)");
    static readonly uint Miss = Abi.Selector("noShow(bytes32)");
    static readonly uint Decide = Abi.Selector("decideExam(bytes32,bytes32,bool,bytes32)");
    static readonly uint Waive = Abi.Selector("waiveCoverage(bytes32,bytes32)");
    static readonly uint Accept = Abi.Selector("acceptExam(bytes32,bytes32)");
    static readonly uint Release = Abi.Selector("releaseExam(bytes32,bytes32)");
    static readonly uint Cancel = Abi.Selector("cancelExam(bytes32,bytes32)");
    static readonly uint Complete = Abi.Selector("completeExam(bytes32,bytes32,bytes32,bytes32)");
    static readonly uint Correct = Abi.Selector("correctResult(bytes32,bytes32,bytes32,bytes32)");
    static readonly uint DispenseFrom = Abi.Selector("dispense(bytes32,bytes32,bytes32,uint64,bytes32)");
    static readonly uint CancelRest = Abi.Selector("cancelPrescription(bytes32,bytes32)");
    static readonly uint Reverse = Abi.Selector("reverseDispensation(bytes32,bytes32)");
    static readonly uint Study = Abi.Selector("registerStudy(bytes32,bytes32)");
    static readonly uint Approve = Abi.Selector("approveStudy(bytes32)");
    static readonly uint End = Abi.Selector("endStudy(bytes32,bytes32)");
    static readonly uint Extract = Abi.Selector("recordExtract(bytes32,bytes32,bytes32)");

    /// <param name="command">What is asked of the ledger.</param>
    /// <param name="contracts">The ledger asked.</param>
    /// <param name="possession">The new key's proof; for <see cref="RotateKey"/> alone.</param>
    public static LedgerCall Encode(LedgerCommand command, LedgerContracts contracts, Signature? possession = null)
    {
        var registry = contracts.Registry;
        var care = contracts.Care;
        return command switch
        {
            RegisterEntity c => new(registry, 200_000, AbiWriter.Call(Register, 4)
                .Write(c.Entity.ToWord()).Write((UInt128)(int)c.Class).Write(Address.Parse(c.Address)).Write(c.Commitment.ToWord()).ToArray()),
            SuspendEntity c => new(registry, 100_000, Words(Suspend, c.Entity.ToWord(), c.Reason.ToWord())),
            ReactivateEntity c => new(registry, 100_000, Words(Reactivate, c.Entity.ToWord())),
            RotateKey c => new(registry, 150_000, AbiWriter.Call(Rotate, 2)
                .Write(Address.Parse(c.Address))
                .Write((possession ?? throw new ArgumentNullException(nameof(possession))).ToArray()).ToArray()),
            GrantConsent c => new(registry, 200_000, AbiWriter.Call(Grant, 8)
                .Write(c.Consent.ToWord()).Write(c.Patient.ToWord()).Write(c.Grantee.ToWord())
                .Write((UInt128)(int)c.Scopes).Write((UInt128)(int)c.Purpose)
                .Write((UInt128)c.ValidFrom).Write((UInt128)c.ValidUntil).Write(c.Resource.ToWord()).ToArray()),
            RevokeConsent c => new(registry, 100_000, Words(Revoke, c.Patient.ToWord(), c.Consent.ToWord())),

            AddConsultation c => new(care, 250_000 + 80_000 * (ulong)(c.Exams.Count + c.Items.Count), Encode(c)),
            AmendConsultation c => new(care, 150_000, Words(
                Amend, c.Amendment.ToWord(), c.Consultation.ToWord(), c.Consent.ToWord(), c.Commitment.ToWord())),
            LinkStaff c => new(care, 100_000, AbiWriter.Call(Link, 2).Write(c.Staff.ToWord()).Write(c.Linked).ToArray()),
            ScheduleAppointment c => new(care, 300_000, AbiWriter.Call(Schedule, 7)
                .Write(c.Appointment.ToWord()).Write(c.Patient.ToWord()).Write(c.Physician.ToWord())
                .Write((UInt128)c.StartsAt).Write((UInt128)c.EndsAt).Write(c.Commitment.ToWord()).Write(c.Consent.ToWord()).ToArray()),
            AuthorizeAppointment c => new(care, 100_000, Words(AuthorizeVisit, c.Appointment.ToWord(), c.Consent.ToWord())),
            CheckIn c => new(care, 100_000, Words(Arrive, c.Appointment.ToWord(), c.Consent.ToWord())),
            CancelAppointment c => new(care, 120_000, Words(CancelVisit, c.Appointment.ToWord(), c.Reason.ToWord())),
            MissAppointment c => new(care, 100_000, Words(Miss, c.Appointment.ToWord())),
            DecideExam c => new(care, 120_000, AbiWriter.Call(Decide, 4)
                .Write(c.Exam.ToWord()).Write(c.Consent.ToWord()).Write(c.Authorized).Write(c.Commitment.ToWord()).ToArray()),
            WaiveCoverage c => new(care, 100_000, Words(Waive, c.Exam.ToWord(), c.Reason.ToWord())),
            AcceptExam c => new(care, 150_000, Words(Accept, c.Exam.ToWord(), c.Consent.ToWord())),
            ReleaseExam c => new(care, 120_000, Words(Release, c.Exam.ToWord(), c.Reason.ToWord())),
            CancelExam c => new(care, 100_000, Words(Cancel, c.Exam.ToWord(), c.Reason.ToWord())),
            CompleteExam c => new(care, 180_000, Words(
                Complete, c.Exam.ToWord(), c.Result.ToWord(), c.Consent.ToWord(), c.Commitment.ToWord())),
            CorrectResult c => new(care, 150_000, Words(
                Correct, c.Exam.ToWord(), c.Result.ToWord(), c.Consent.ToWord(), c.Commitment.ToWord())),

            Dispense c => new(care, 200_000, AbiWriter.Call(DispenseFrom, 5)
                .Write(c.Prescription.ToWord()).Write(c.Dispensation.ToWord()).Write(c.Consent.ToWord())
                .Write((UInt128)c.Quantity).Write(c.Commitment.ToWord()).ToArray()),
            CancelPrescription c => new(care, 100_000, Words(CancelRest, c.Prescription.ToWord(), c.Reason.ToWord())),
            ReverseDispensation c => new(care, 100_000, Words(Reverse, c.Dispensation.ToWord(), c.Reason.ToWord())),

            RegisterStudy c => new(registry, 120_000, Words(Study, c.Study.ToWord(), c.Commitment.ToWord())),
            ApproveStudy c => new(registry, 100_000, Words(Approve, c.Study.ToWord())),
            EndStudy c => new(registry, 100_000, Words(End, c.Study.ToWord(), c.Reason.ToWord())),
            RecordExtract c => new(registry, 100_000, Words(Extract, c.Extract.ToWord(), c.Study.ToWord(), c.Commitment.ToWord())),
            _ => throw new ArgumentOutOfRangeException(nameof(command), command.GetType().Name, "No contract knows this command."),
        };
    }

    static byte[] Encode(AddConsultation c)
    {
        var capacity = 544 + 64 * c.Exams.Count + 224 * c.Items.Count;
        var call = c.Appointment is { } appointment
            ? AbiWriter.Call(Hold, 7, capacity).Write(appointment.ToWord())
            : AbiWriter.Call(Consult, 6, capacity);
        call.Write(c.Consultation.ToWord()).Write(c.Patient.ToWord()).Write(c.Consent.ToWord()).Write(c.Commitment.ToWord());
        var exams = call.Array(c.Exams.Count, words: 2);
        foreach (var exam in c.Exams) exams.Write(exam.Exam.ToWord()).Write(exam.Commitment.ToWord());

        var items = call.Array(c.Items.Count, words: 7);
        foreach (var item in c.Items)
            items.Write(item.Prescription.ToWord()).Write(item.Commitment.ToWord())
                .Write((UInt128)item.QuantityPerFill).Write((UInt128)item.Fills)
                .Write(item.PartialAllowed).Write(item.Controlled).Write((UInt128)item.ValidUntil);
        return call.ToArray();
    }

    static byte[] Words(uint selector, params ReadOnlySpan<Bytes32> words)
    {
        var call = AbiWriter.Call(selector, words.Length);
        foreach (var word in words) call.Write(word);
        return call.ToArray();
    }
}
