using HealthLedger.Core.Consultation;
using HealthLedger.Core.Ledger;
using HealthLedger.Core.Store;

namespace HealthLedger.Core.Exams;

/// <summary>Exams and their results, from what the care ledger says of them.</summary>
static class ExamProjection
{
    public static Task RequestedAsync(LedgerDb db, ExamRequested requested, Place at, CancellationToken cancellation)
    {
        var exam = new ExamRequest
        {
            Id = requested.Exam,
            Consultation = requested.Consultation,
            Patient = requested.Patient,
            Physician = requested.Physician,
            Status = ExamStatus.Requested,
            Commitment = requested.Commitment,
            Position = at.Position,
            Ledger = at.Standing,
        };
        return db.InsertAsync(exam, cancellation);
    }

    public static async Task StatusAsync(LedgerDb db, LedgerId id, ExamStatus status, LedgerId? center, CancellationToken cancellation)
    {
        var exam = await db.KnownAsync<ExamRequest>(id, cancellation);
        exam.Status = status;
        exam.Center = center;
        if (status == ExamStatus.Cancelled) exam.AwaitsInsurer = false;
    }

    /// <summary>Open to every center again: what an insurer covers was authorized before.</summary>
    public static async Task ReleasedAsync(LedgerDb db, LedgerId id, CancellationToken cancellation)
    {
        var exam = await db.KnownAsync<ExamRequest>(id, cancellation);
        exam.Status = exam.Insurer is null ? ExamStatus.Requested : ExamStatus.Authorized;
        exam.Center = null;
    }

    public static async Task CompletedAsync(LedgerDb db, ExamCompleted completed, Place at, CancellationToken cancellation)
    {
        var exam = await db.KnownAsync<ExamRequest>(completed.Exam, cancellation);
        exam.Status = ExamStatus.Completed;
        exam.Result = exam.LatestResult = completed.Result;
        var result = new Record
        {
            Id = completed.Result,
            Kind = PayloadKinds.Result,
            Patient = exam.Patient,
            Author = completed.Center,
            About = exam.Id,
            Commitment = completed.Commitment,
        };
        await db.AddRecordAsync(result, at, cancellation);
    }

    public static async Task CorrectedAsync(LedgerDb db, ResultCorrected corrected, Place at, CancellationToken cancellation)
    {
        var exam = await db.KnownAsync<ExamRequest>(corrected.Exam, cancellation);
        var latest = await db.KnownAsync<Record>(exam.LatestResult.GetValueOrDefault(), cancellation);
        exam.LatestResult = corrected.Result;
        var result = new Record
        {
            Id = corrected.Result,
            Kind = PayloadKinds.ResultAmendment,
            Patient = exam.Patient,
            Author = corrected.Center,
            About = exam.Id,
            Version = latest.Version + 1,
            Previous = corrected.Previous,
            Commitment = corrected.Commitment,
        };
        await db.AddRecordAsync(result, at, cancellation);
    }
}
