using HealthLedger.Core.Ledger;
using HealthLedger.Core.Store;

namespace HealthLedger.Core.Research;

/// <summary>Studies and what they were handed, from what the registry says of them.</summary>
static class StudyProjection
{
    public static Task RegisteredAsync(LedgerDb db, StudyRegistered registered, Place at, CancellationToken cancellation)
    {
        var study = new Study
        {
            Id = registered.Study,
            Institute = registered.Institute,
            Status = StudyStatus.Registered,
            Commitment = registered.Commitment,
            Position = at.Position,
            Ledger = at.Standing,
        };
        return db.InsertAsync(study, cancellation);
    }

    public static async Task StatusAsync(LedgerDb db, LedgerId study, StudyStatus status, CancellationToken cancellation) =>
        (await db.KnownAsync<Study>(study, cancellation)).Status = status;

    public static async Task ExtractedAsync(LedgerDb db, ExtractRecorded recorded, Place at, CancellationToken cancellation)
    {
        var study = await db.KnownAsync<Study>(recorded.Study, cancellation);
        var extract = new StudyExtract
        {
            Id = recorded.Extract,
            Study = study.Id,
            Commitment = recorded.Commitment,
            Position = at.Position,
            Ledger = at.Standing,
        };
        await db.InsertAsync(extract, cancellation);
    }
}
