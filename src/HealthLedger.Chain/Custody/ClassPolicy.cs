using HealthLedger.Core.Ledger;
using HealthLedger.Core.Regulation;

namespace HealthLedger.Chain.Custody;

/// <summary>What a class may say at all. The signer asks last, so that no fault above it makes a pharmacy prescribe.</summary>
internal static class ClassPolicy
{
    static readonly Dictionary<Type, EntityClass[]> Table = new()
    {
        [typeof(RegisterEntity)] = [EntityClass.Regulator],
        [typeof(SuspendEntity)] = [EntityClass.Regulator],
        [typeof(ReactivateEntity)] = [EntityClass.Regulator],
        [typeof(RotateKey)] = [.. EntityClasses.All],
        [typeof(GrantConsent)] = [EntityClass.Patient],
        [typeof(RevokeConsent)] = [EntityClass.Patient],
        [typeof(AddConsultation)] = [EntityClass.Physician],
        [typeof(AmendConsultation)] = [EntityClass.Physician],
        [typeof(LinkStaff)] = [EntityClass.Physician],
        [typeof(ScheduleAppointment)] = [EntityClass.HospitalStaff],
        [typeof(AuthorizeAppointment)] = [EntityClass.HospitalStaff],
        [typeof(CheckIn)] = [EntityClass.HospitalStaff],
        [typeof(CancelAppointment)] = [EntityClass.HospitalStaff, EntityClass.Patient, EntityClass.Physician, EntityClass.Regulator],
        [typeof(MissAppointment)] = [EntityClass.HospitalStaff],
        [typeof(DecideExam)] = [EntityClass.InsuranceCompany],
        [typeof(WaiveCoverage)] = [EntityClass.Patient, EntityClass.Regulator],
        [typeof(AcceptExam)] = [EntityClass.DiagnosticCenter],
        [typeof(ReleaseExam)] = [EntityClass.DiagnosticCenter, EntityClass.Patient, EntityClass.Regulator],
        [typeof(CancelExam)] = [EntityClass.Physician, EntityClass.Patient],
        [typeof(CompleteExam)] = [EntityClass.DiagnosticCenter],
        [typeof(CorrectResult)] = [EntityClass.DiagnosticCenter],
        [typeof(Dispense)] = [EntityClass.Pharmacy],
        [typeof(CancelPrescription)] = [EntityClass.Physician],
        [typeof(ReverseDispensation)] = [EntityClass.Pharmacy],
        [typeof(RegisterStudy)] = [EntityClass.ResearchInstitute],
        [typeof(ApproveStudy)] = [EntityClass.Regulator],
        [typeof(EndStudy)] = [EntityClass.ResearchInstitute, EntityClass.Regulator],
        [typeof(RecordExtract)] = [EntityClass.ResearchInstitute],
    };

    /// <summary>False also for a command that nobody put into the table.</summary>
    public static bool Allows(EntityClass entityClass, LedgerId actor, LedgerCommand command) =>
        Table.TryGetValue(command.GetType(), out var classes)
        && classes.Contains(entityClass)
        && command switch
        {
            // A key speaks for its own entity: nobody gives another's word away, or signs consents for another.
            RotateKey rotate => rotate.Entity == actor,
            GrantConsent grant => grant.Patient == actor,
            RevokeConsent revoke => revoke.Patient == actor,
            _ => true,
        };
}
