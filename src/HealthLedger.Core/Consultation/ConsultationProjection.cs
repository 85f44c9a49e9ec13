using HealthLedger.Core.Ledger;
using HealthLedger.Core.Store;
using Microsoft.EntityFrameworkCore;

namespace HealthLedger.Core.Consultation;

/// <summary>Consultations and their amendments, from what the care ledger says of them.</summary>
static class ConsultationProjection
{
    public static Task AddedAsync(LedgerDb db, ConsultationAdded added, Place at)
    {
        var record = new Record
        {
            Id = added.Consultation,
            Kind = PayloadKinds.Consultation,
            Patient = added.Patient,
            Author = added.Physician,
            Commitment = added.Commitment,
        };
        db.AddRecord(record, at);
        return Task.CompletedTask;
    }

    public static async Task AmendedAsync(LedgerDb db, ConsultationAmended amended, Place at, CancellationToken cancellation)
    {
        var consultation = await db.KnownAsync<Record>(amended.Consultation, cancellation);
        // Amendments are rare: what this block amended already is saved first, so that one query counts all.
        await db.SaveChangesAsync(cancellation);
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
        db.AddRecord(amendment, at);
    }
}
