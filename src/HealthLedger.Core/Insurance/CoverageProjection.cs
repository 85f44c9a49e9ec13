using HealthLedger.Core.Exams;
using HealthLedger.Core.Ledger;
using HealthLedger.Core.Store;

namespace HealthLedger.Core.Insurance;

/// <summary>What insurers have to say of exams, from what the care ledger says of it.</summary>
static class CoverageProjection
{
    public static async Task SoughtAsync(LedgerDb db, AuthorizationSought sought, CancellationToken cancellation)
    {
        var exam = await db.KnownAsync<ExamRequest>(sought.Exam, cancellation);
        (exam.Insurer, exam.AwaitsInsurer) = (sought.Insurer, true);
    }

    public static async Task DecidedAsync(LedgerDb db, ExamDecided decided, Place at, CancellationToken cancellation)
    {
        var exam = await db.KnownAsync<ExamRequest>(decided.Exam, cancellation);
        exam.Status = decided.Authorized ? ExamStatus.Authorized : ExamStatus.Denied;
        (exam.Authorized, exam.Decision, exam.DecidedAt, exam.AwaitsInsurer) = (decided.Authorized, decided.Decision, at.Standing.At, false);
    }

    public static async Task WaivedAsync(LedgerDb db, CoverageWaived waived, CancellationToken cancellation)
    {
        var exam = await db.KnownAsync<ExamRequest>(waived.Exam, cancellation);
        exam.Status = ExamStatus.Requested;
        (exam.Insurer, exam.AwaitsInsurer) = (null, false);
    }
}
