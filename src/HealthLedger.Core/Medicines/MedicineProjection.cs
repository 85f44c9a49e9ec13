using HealthLedger.Core.Consultation;
using HealthLedger.Core.Ledger;
using HealthLedger.Core.Store;

namespace HealthLedger.Core.Medicines;

/// <summary>Prescriptions and dispensations, from what the care ledger says of them.</summary>
static class MedicineProjection
{
    public static Task PrescribedAsync(LedgerDb db, ItemPrescribed prescribed, Place at, CancellationToken cancellation)
    {
        var prescription = new Prescription
        {
            Id = prescribed.Prescription,
            Consultation = prescribed.Consultation,
            Patient = prescribed.Patient,
            Physician = prescribed.Physician,
            Commitment = prescribed.Commitment,
            QuantityPerFill = prescribed.QuantityPerFill,
            Fills = prescribed.Fills,
            PartialAllowed = prescribed.PartialAllowed,
            Controlled = prescribed.Controlled,
            ValidUntil = prescribed.ValidUntil,
            Remaining = prescribed.QuantityPerFill * prescribed.Fills,
            Position = at.Position,
            Ledger = at.Standing,
        };
        return db.InsertAsync(prescription, cancellation);
    }

    public static async Task DispensedAsync(LedgerDb db, Dispensed dispensed, Place at, CancellationToken cancellation)
    {
        var prescription = await db.KnownAsync<Prescription>(dispensed.Prescription, cancellation);
        prescription.Remaining = dispensed.Remaining;
        var dispensation = new Dispensation
        {
            Id = dispensed.Dispensation,
            Prescription = prescription.Id,
            Patient = prescription.Patient,
            Pharmacy = dispensed.Pharmacy,
            Quantity = dispensed.Quantity,
            Remaining = dispensed.Remaining,
            Commitment = dispensed.Commitment,
            Position = at.Position,
            Ledger = at.Standing,
        };
        await db.InsertAsync(dispensation, cancellation);
        var record = new Record
        {
            Id = dispensed.Dispensation,
            Kind = PayloadKinds.Dispensation,
            Patient = prescription.Patient,
            Author = dispensed.Pharmacy,
            About = prescription.Id,
            Commitment = dispensed.Commitment,
        };
        await db.AddRecordAsync(record, at, cancellation);
    }

    public static async Task CancelledAsync(LedgerDb db, PrescriptionWasCancelled cancelled, CancellationToken cancellation) =>
        (await db.KnownAsync<Prescription>(cancelled.Prescription, cancellation)).Cancelled = true;

    public static async Task ReversedAsync(LedgerDb db, DispensationReversed reversed, CancellationToken cancellation)
    {
        (await db.KnownAsync<Dispensation>(reversed.Dispensation, cancellation)).Reversed = true;
        (await db.KnownAsync<Prescription>(reversed.Prescription, cancellation)).Remaining = reversed.Remaining;
    }
}
