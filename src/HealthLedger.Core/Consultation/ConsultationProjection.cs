using HealthLedger.Core.Ledger;
using HealthLedger.Core.Store;
using Microsoft.EntityFrameworkCore;

namespace HealthLedger.Core.Consultation;

/// <summary>Consultations and their amendments, from what the care ledger says of them.</summary>
static class ConsultationProjection
{
    public static Task AddedAsync(LedgerDb db, ConsultationAdded added, Place at, CancellationToken cancellation)
    {
        var record = new Record
        {
            Id = added.Consultation,
            Kind = PayloadKinds.Consultation,
            Patient = added.Patient,
            Author = added.Physician,
            Commitment = added.Commitment,
        };
        return db.AddRecordAsync(record, at, cancellation);
    }

    public static async Task AmendedAsync(LedgerDb db, ConsultationAmended amended, Place at, CancellationToken cancellation)
    {
        var consultation = await db.KnownAsync<Record>(amended.Consultation, cancellation);
        var earlier = await db.Records.CountAsync(
            record => record.About == amended.Consultation && record.Kind == PayloadKinds.Amendment, cancellation);
        var amendment = new Record
        {
            Id = amended.Amendment,
            Kind = PayloadKinds.Amendment,
            Patient = consultation.Patient,
            Author = amended.Physician,
            About = amended.Consultation,
            Version = consultation.Version + earlier + 1,
            Previous = amended.Previous,
            Commitment = amended.Commitment,
        };
        await db.AddRecordAsync(amendment, at, cancellation);
    }
}
