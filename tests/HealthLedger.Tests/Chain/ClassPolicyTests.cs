using HealthLedger.Chain.Custody;
using HealthLedger.Core.Ledger;
using HealthLedger.Core.Regulation;

namespace HealthLedger.Tests.Chain;

public sealed class ClassPolicyTests
{
    /// <summary>Who the contracts let do what, read from their functions: what is not here is refused.</summary>
    static readonly Dictionary<EntityClass, Type[]> allowed = new()
    {
        [EntityClass.Regulator] = [typeof(RegisterEntity), typeof(SuspendEntity), typeof(ReactivateEntity), typeof(RotateKey), typeof(ReleaseExam),
            typeof(CancelAppointment), typeof(WaiveCoverage), typeof(ApproveStudy), typeof(EndStudy)],
        [EntityClass.Patient] = [typeof(GrantConsent), typeof(RevokeConsent), typeof(RotateKey), typeof(ReleaseExam), typeof(CancelExam),
            typeof(CancelAppointment), typeof(WaiveCoverage)],
        [EntityClass.Physician] = [typeof(AddConsultation), typeof(AmendConsultation), typeof(CancelExam), typeof(CancelPrescription), typeof(RotateKey),
            typeof(LinkStaff), typeof(CancelAppointment)],
        [EntityClass.Pharmacy] = [typeof(Dispense), typeof(ReverseDispensation), typeof(RotateKey)],
        [EntityClass.DiagnosticCenter] = [typeof(AcceptExam), typeof(ReleaseExam), typeof(CompleteExam), typeof(CorrectResult), typeof(RotateKey)],
        [EntityClass.ResearchInstitute] = [typeof(RotateKey), typeof(RegisterStudy), typeof(EndStudy), typeof(RecordExtract)],
        [EntityClass.InsuranceCompany] = [typeof(RotateKey), typeof(DecideExam)],
        [EntityClass.HospitalStaff] = [typeof(RotateKey), typeof(ScheduleAppointment), typeof(AuthorizeAppointment), typeof(CheckIn),
            typeof(CancelAppointment), typeof(MissAppointment)],
        [EntityClass.None] = [],
    };

    [Fact]
    public void Each_class_may_say_what_the_contracts_let_it_and_nothing_else()
    {
        foreach (var entityClass in Enum.GetValues<EntityClass>())
            foreach (var type in Commands.Types)
                Assert.True(
                    allowed[entityClass].Contains(type) == ClassPolicy.Allows(entityClass, Commands.Actor, Commands.OfEachType[type]),
                    $"{entityClass} and {type.Name}");
    }

    [Fact]
    public void Nobody_gives_anothers_key_or_consent_away()
    {
        var stranger = LedgerId.Random();
        Assert.False(ClassPolicy.Allows(EntityClass.Patient, stranger, Commands.OfEachType[typeof(RotateKey)]));
        Assert.False(ClassPolicy.Allows(EntityClass.Patient, stranger, Commands.OfEachType[typeof(GrantConsent)]));
        Assert.False(ClassPolicy.Allows(EntityClass.Patient, stranger, Commands.OfEachType[typeof(RevokeConsent)]));
    }

    [Fact]
    public void A_command_that_nobody_put_into_the_table_is_refused_to_all() =>
        Assert.All(Enum.GetValues<EntityClass>(), entityClass => Assert.False(ClassPolicy.Allows(entityClass, Commands.Actor, new Unheard())));

    sealed record Unheard : LedgerCommand;
}
