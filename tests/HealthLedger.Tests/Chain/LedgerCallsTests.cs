using System.Globalization;
using System.Text.Json;
using HealthLedger.Chain.Contracts;
using HealthLedger.Chain.Ethereum;
using HealthLedger.Core.Ledger;
using HealthLedger.Tests.Ethereum;

namespace HealthLedger.Tests.Chain;

public sealed class LedgerCallsTests
{
    [Fact]
    public void Every_command_that_the_outbox_can_hold_has_a_call() =>
        Assert.All(Commands.Types, type => Assert.NotEmpty(Commands.Encode(Commands.OfEachType[type]).Data));

    [Fact]
    public void Every_call_is_read_back_by_the_contracts_own_description()
    {
        foreach (var command in Commands.OfEachType.Values) AssertReadsBack(command);
        AssertReadsBack(Commands.Consultation(exams: 0, items: 0));
        AssertReadsBack(Commands.Consultation(exams: 20, items: 20));
        AssertReadsBack(Commands.Consultation(exams: 2, items: 1) with { Appointment = LedgerId.Random() });
    }

    [Fact]
    public void Each_call_goes_to_the_contract_that_declares_it()
    {
        foreach (var command in Commands.OfEachType.Values)
        {
            var call = Commands.Encode(command);
            var artifact = call.Ledger == Commands.Ledger.Registry ? Artifacts.Registry : Artifacts.Care;
            var functions = Artifacts.Load(artifact).GetProperty("abi").EnumerateArray()
                .Where(item => item.Text("type") == "function")
                .Select(item => Abi.Selector(item.Text("name") + AbiByShape.Types(item.GetProperty("inputs"))));
            Assert.Contains(Abi.SelectorOf(call.Data)!.Value, functions);
        }
    }

    [Fact]
    public void A_key_is_not_rotated_without_a_proof_that_somebody_holds_the_new_one() =>
        Assert.Throws<ArgumentNullException>(() => LedgerCalls.Encode(Commands.OfEachType[typeof(RotateKey)], Commands.Ledger));

    [Fact]
    public void Each_call_gets_a_quarter_more_gas_than_it_was_measured_to_take()
    {
        using var snapshot = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(Vectors.RepositoryRoot, "contracts", "snapshots", "operations.json")));
        foreach (var (name, command) in Measured())
        {
            var least = ulong.Parse(snapshot.RootElement.Text(name), CultureInfo.InvariantCulture);
            var given = Commands.Encode(command).Gas;
            Assert.True(given >= least * 5 / 4, $"{name}: {given} given, {least} taken at least.");
            Assert.True(given <= 8_000_000, $"{name}: the relay contract lets nobody ask for {given}.");
        }
    }

    static IEnumerable<(string, LedgerCommand)> Measured()
    {
        (string Name, Type Type)[] plain =
        [
            ("register an entity", typeof(RegisterEntity)), ("suspend an entity", typeof(SuspendEntity)),
            ("reactivate an entity", typeof(ReactivateEntity)), ("rotate a key", typeof(RotateKey)),
            ("grant all records", typeof(GrantConsent)), ("grant one resource", typeof(GrantConsent)),
            ("revoke a consent", typeof(RevokeConsent)), ("revoke a consent never granted", typeof(RevokeConsent)),
            ("amend a consultation", typeof(AmendConsultation)), ("accept an exam", typeof(AcceptExam)),
            ("release an exam of a suspended center", typeof(ReleaseExam)), ("cancel an exam", typeof(CancelExam)),
            ("link staff", typeof(LinkStaff)), ("schedule an appointment", typeof(ScheduleAppointment)),
            ("authorize an appointment", typeof(AuthorizeAppointment)), ("check in", typeof(CheckIn)),
            ("cancel an appointment", typeof(CancelAppointment)), ("miss an appointment", typeof(MissAppointment)),
            ("authorize an exam", typeof(DecideExam)), ("waive coverage", typeof(WaiveCoverage)), ("grant coverage", typeof(GrantConsent)),
            ("complete an exam", typeof(CompleteExam)), ("correct a result", typeof(CorrectResult)),
            ("dispense a medicine", typeof(Dispense)), ("cancel a prescription", typeof(CancelPrescription)),
            ("reverse a dispensation", typeof(ReverseDispensation)),
            ("register a study", typeof(RegisterStudy)), ("approve a study", typeof(ApproveStudy)),
            ("end a study", typeof(EndStudy)), ("record an extract", typeof(RecordExtract)),
        ];
        Assert.Empty(Commands.Types.Except(plain.Select(pair => pair.Type)).Except([typeof(AddConsultation)]));
        return plain.Select(pair => (pair.Name, Commands.OfEachType[pair.Type])).Concat(
        [
            ("add a consultation", Commands.Consultation(0, 0)),
            ("add a consultation with an exam and a medicine", Commands.Consultation(1, 1)),
            ("add a consultation with 20 exams and 20 medicines", Commands.Consultation(20, 20)),
            ("add a consultation with 20 covered exams and 20 medicines", Commands.Consultation(20, 20)),
            ("hold an appointment", Commands.Consultation(0, 0) with { Appointment = LedgerId.Random() }),
        ]);
    }

    static void AssertReadsBack(LedgerCommand command)
    {
        var call = Commands.Encode(command).Data;
        var shape = Vectors.Of("calls").First(vector => Abi.Selector(vector.Text("signature")) == Abi.SelectorOf(call)).GetProperty("inputs");
        // The proof of possession is a signature of random content: only the arguments before it have expected values.
        var expected = Expected(command);
        var reader = new AbiReader(call.AsSpan(Abi.SelectorLength));
        foreach (var (input, value) in shape.EnumerateArray().Zip(expected)) AbiByShape.AssertReads(ref reader, input, JsonSerializer.SerializeToElement(value));
        Assert.Equal(shape.GetArrayLength(), expected.Length + (command is RotateKey ? 1 : 0));
    }

    static object[] Expected(LedgerCommand command) => command switch
    {
        RegisterEntity c => [W(c.Entity), N((int)c.Class), Checksummed(c.Address), W(c.Commitment)],
        SuspendEntity c => [W(c.Entity), W(c.Reason)],
        ReactivateEntity c => [W(c.Entity)],
        RotateKey c => [Checksummed(c.Address)],
        GrantConsent c =>
        [
            new
            {
                consent = W(c.Consent), patient = W(c.Patient), grantee = W(c.Grantee), scopes = N((int)c.Scopes), purpose = N((int)c.Purpose),
                validFrom = N(c.ValidFrom), validUntil = N(c.ValidUntil), resource = W(c.Resource!.Value),
            },
        ],
        RevokeConsent c => [W(c.Patient), W(c.Consent)],
        AddConsultation { Appointment: { } appointment } c => [W(appointment), .. Expected(c with { Appointment = null })],
        AddConsultation c =>
        [
            W(c.Consultation), W(c.Patient), W(c.Consent), W(c.Commitment),
            c.Exams.Select(exam => new { exam = W(exam.Exam), commitment = W(exam.Commitment) }),
            c.Items.Select(item => new
            {
                prescription = W(item.Prescription), commitment = W(item.Commitment), quantityPerFill = N(item.QuantityPerFill), fills = N(item.Fills),
                partialAllowed = item.PartialAllowed, controlled = item.Controlled, validUntil = N(item.ValidUntil),
            }),
        ],
        AmendConsultation c => [W(c.Amendment), W(c.Consultation), W(c.Consent), W(c.Commitment)],
        LinkStaff c => [W(c.Staff), c.Linked],
        ScheduleAppointment c =>
        [
            new
            {
                appointment = W(c.Appointment), patient = W(c.Patient), physician = W(c.Physician), startsAt = N(c.StartsAt), endsAt = N(c.EndsAt),
                commitment = W(c.Commitment),
            },
            W(c.Consent),
        ],
        AuthorizeAppointment c => [W(c.Appointment), W(c.Consent)],
        CheckIn c => [W(c.Appointment), W(c.Consent)],
        CancelAppointment c => [W(c.Appointment), W(c.Reason)],
        MissAppointment c => [W(c.Appointment)],
        DecideExam c => [W(c.Exam), W(c.Consent), c.Authorized, W(c.Commitment)],
        WaiveCoverage c => [W(c.Exam), W(c.Reason)],
        AcceptExam c => [W(c.Exam), W(c.Consent)],
        ReleaseExam c => [W(c.Exam), W(c.Reason)],
        CancelExam c => [W(c.Exam), W(c.Reason)],
        CompleteExam c => [W(c.Exam), W(c.Result), W(c.Consent), W(c.Commitment)],
        CorrectResult c => [W(c.Exam), W(c.Result), W(c.Consent), W(c.Commitment)],
        Dispense c => [W(c.Prescription), W(c.Dispensation), W(c.Consent), N(c.Quantity), W(c.Commitment)],
        CancelPrescription c => [W(c.Prescription), W(c.Reason)],
        ReverseDispensation c => [W(c.Dispensation), W(c.Reason)],
        RegisterStudy c => [W(c.Study), W(c.Commitment)],
        ApproveStudy c => [W(c.Study)],
        EndStudy c => [W(c.Study), W(c.Reason)],
        RecordExtract c => [W(c.Extract), W(c.Study), W(c.Commitment)],
        _ => throw new ArgumentOutOfRangeException(nameof(command)),
    };

    static string W(LedgerId id) => id.ToWord().ToString();

    static string W(Digest digest) => digest.ToString();

    static string N(long number) => number.ToString(CultureInfo.InvariantCulture);

    static string Checksummed(string address) => Address.Parse(address).ToString();
}
