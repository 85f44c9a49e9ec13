using HealthLedger.Chain.Contracts;
using HealthLedger.Chain.Ethereum;
using HealthLedger.Core.Consents;
using HealthLedger.Core.Ledger;
using HealthLedger.Core.Regulation;
using HealthLedger.Tests.Core;

namespace HealthLedger.Tests.Chain;

/// <summary>One command of each type, with values that no other field has, and a ledger to ask.</summary>
static class Commands
{
    public static readonly LedgerId Actor = LedgerId.Random();

    public static readonly LedgerContracts Ledger = new(1337, AnyAddress(), AnyAddress(), AnyAddress());

    /// <summary>Every type that the outbox can hold.</summary>
    public static IEnumerable<Type> Types => typeof(LedgerCommand).GetCustomAttributes(false)
        .OfType<System.Text.Json.Serialization.JsonDerivedTypeAttribute>().Select(derived => derived.DerivedType);

    /// <summary>One of each type, of an actor who speaks for himself.</summary>
    public static IReadOnlyDictionary<Type, LedgerCommand> OfEachType { get; } = new LedgerCommand[]
    {
        new RegisterEntity(LedgerId.Random(), EntityClass.Pharmacy, AnyAddress().ToText(), Story.AnyDigest()),
        new SuspendEntity(LedgerId.Random(), Story.AnyDigest()),
        new ReactivateEntity(LedgerId.Random()),
        new RotateKey(Actor, AnyAddress().ToText()),
        new GrantConsent(LedgerId.Random(), Actor, LedgerId.Random(), Scopes.RecordsRead, Purpose.Treatment, 1_700_000_001, 1_900_000_002, LedgerId.Random()),
        new RevokeConsent(Actor, LedgerId.Random()),
        Consultation(exams: 2, items: 3),
        new AmendConsultation(LedgerId.Random(), LedgerId.Random(), LedgerId.Random(), Story.AnyDigest()),
        new LinkStaff(LedgerId.Random(), true),
        new ScheduleAppointment(
            LedgerId.Random(), LedgerId.Random(), LedgerId.Random(), 1_800_000_000, 1_800_001_800, LedgerId.Random(), Story.AnyDigest()),
        new AuthorizeAppointment(LedgerId.Random(), LedgerId.Random()),
        new CheckIn(LedgerId.Random(), LedgerId.Random()),
        new CancelAppointment(LedgerId.Random(), Story.AnyDigest()),
        new MissAppointment(LedgerId.Random()),
        new DecideExam(LedgerId.Random(), LedgerId.Random(), true, Story.AnyDigest()),
        new WaiveCoverage(LedgerId.Random(), Story.AnyDigest()),
        new AcceptExam(LedgerId.Random(), LedgerId.Random()),
        new ReleaseExam(LedgerId.Random(), Story.AnyDigest()),
        new CancelExam(LedgerId.Random(), Story.AnyDigest()),
        new CompleteExam(LedgerId.Random(), LedgerId.Random(), LedgerId.Random(), Story.AnyDigest()),
        new CorrectResult(LedgerId.Random(), LedgerId.Random(), LedgerId.Random(), Story.AnyDigest()),
        new Dispense(LedgerId.Random(), LedgerId.Random(), LedgerId.Random(), 2_500, Story.AnyDigest()),
        new CancelPrescription(LedgerId.Random(), Story.AnyDigest()),
        new ReverseDispensation(LedgerId.Random(), Story.AnyDigest()),
        new RegisterStudy(LedgerId.Random(), Story.AnyDigest()),
        new ApproveStudy(LedgerId.Random()),
        new EndStudy(LedgerId.Random(), Story.AnyDigest()),
        new RecordExtract(LedgerId.Random(), LedgerId.Random(), Story.AnyDigest()),
    }.ToDictionary(command => command.GetType());

    public static AddConsultation Consultation(int exams, int items) => new(
        LedgerId.Random(), LedgerId.Random(), LedgerId.Random(), Story.AnyDigest(),
        [.. Enumerable.Range(0, exams).Select(_ => new ExamOrder(LedgerId.Random(), Story.AnyDigest()))],
        [.. Enumerable.Range(0, items).Select(n => new PrescriptionItem(
            LedgerId.Random(), Story.AnyDigest(), 20_000 + n, 3 + n, n % 2 == 0, n % 2 == 1, 1_800_000_000 + n))]);

    public static LedgerCall Encode(LedgerCommand command)
    {
        using var key = PrivateKey.Generate();
        return LedgerCalls.Encode(command, Ledger, command is RotateKey ? key.Sign(Story.AnyDigest().ToWord()) : null);
    }

    public static Address AnyAddress() => new(System.Security.Cryptography.RandomNumberGenerator.GetBytes(Address.Length));
}
