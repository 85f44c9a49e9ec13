using HealthLedger.Core.Appointments;
using HealthLedger.Core.Consents;
using HealthLedger.Core.Consultation;
using HealthLedger.Core.Exams;
using HealthLedger.Core.Ledger;
using HealthLedger.Core.Medicines;
using HealthLedger.Core.Regulation;
using HealthLedger.Core.Research;
using Microsoft.EntityFrameworkCore;

namespace HealthLedger.Core.Store;

/// <summary>The tables that are derived from the chain, and again whenever they are lost.</summary>
static class ReadModel
{
    /// <summary>As it was called in the first release: a replica of that one reads on while this one migrates.</summary>
    const string PositionColumn = "Ledger_Position";

    public static void Describe(ModelBuilder model)
    {
        model.Entity<IndexedBlock>(block =>
        {
            block.HasKey(row => row.Number);
            block.Property(row => row.Number).ValueGeneratedNever();
        });
        model.Entity<UnclaimedExecution>(execution =>
        {
            execution.HasKey(row => new { row.RequestId, row.Actor });
            execution.Property(row => row.Commitments).HasConversion(
                list => string.Join(' ', list),
                text => text.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(Digest.Parse).ToList());
        });
        model.Entity<Entity>(entity =>
        {
            entity.HasKey(row => row.Id);
            entity.HasIndex(row => row.Position);
            entity.HasIndex(row => new { row.Class, row.Position });
            entity.HasIndex(row => row.Address);
            // Whom anyone may find: few among many patients.
            entity.HasIndex(row => row.Position, "IX_Entities_Public").HasFilter("\"Class\" <> 2");
            entity.HasIndex(row => row.Position, "IX_Entities_KeyMissing").HasFilter("\"KeyMissing\"");
        });
        model.Entity<NameToken>(token =>
        {
            token.HasKey(row => new { row.Hash, row.Position });
            token.HasIndex(row => row.Position);
        });
        model.Entity<Consent>(consent =>
        {
            consent.HasKey(row => new { row.Patient, row.Id });
            consent.HasIndex(row => new { row.Patient, row.Position });
            consent.HasIndex(row => new { row.Grantee, row.Patient });
            consent.HasIndex(row => new { row.Grantee, row.Position });
            consent.OwnsOne(row => row.Ledger);
            consent.Property(row => row.Position).HasColumnName(PositionColumn);
        });
        model.Entity<Record>(record =>
        {
            record.HasKey(row => row.Id);
            record.HasIndex(row => new { row.Patient, row.Position });
            record.HasIndex(row => new { row.About, row.Version });
            record.OwnsOne(row => row.Ledger);
            record.Property(row => row.Position).HasColumnName(PositionColumn);
        });
        model.Entity<ExamRequest>(exam =>
        {
            exam.HasKey(row => row.Id);
            exam.HasIndex(row => new { row.Patient, row.Position });
            exam.HasIndex(row => new { row.Center, row.Position });
            exam.HasIndex(row => new { row.Physician, row.Position });
            // What a center has still to do: few among many that it did.
            exam.HasIndex(row => new { row.Center, row.Position }, "IX_ExamRequests_UnderWay").HasFilter($"\"Status\" = {(int)ExamStatus.Accepted}");
            exam.HasIndex(row => new { row.Insurer, row.Position }, "IX_ExamRequests_Covered").HasFilter("\"Insurer\" IS NOT NULL");
            exam.HasIndex(row => row.Position, "IX_ExamRequests_AwaitsInsurer").HasFilter("\"AwaitsInsurer\"");
            exam.OwnsOne(row => row.Ledger);
            exam.Property(row => row.Position).HasColumnName(PositionColumn);
        });
        model.Entity<Appointment>(appointment =>
        {
            appointment.HasKey(row => row.Id);
            appointment.HasIndex(row => new { row.Patient, row.Position });
            appointment.HasIndex(row => new { row.Physician, row.Position });
            appointment.HasIndex(row => new { row.Physician, row.Position }, "IX_Appointments_OpenOfPhysician").HasFilter("\"Status\" IN (1, 2, 3)");
            appointment.HasIndex(row => new { row.Staff, row.Position }, "IX_Appointments_OpenOfStaff").HasFilter("\"Status\" IN (1, 2, 3)");
            appointment.OwnsOne(row => row.Ledger);
            appointment.Property(row => row.Position).HasColumnName(PositionColumn);
        });
        model.Entity<StaffLink>(link =>
        {
            link.HasKey(row => new { row.Physician, row.Staff });
            link.HasIndex(row => new { row.Staff, row.Position });
        });
        model.Entity<Study>(study =>
        {
            study.HasKey(row => row.Id);
            study.HasIndex(row => row.Position);
            study.HasIndex(row => new { row.Institute, row.Position });
            study.OwnsOne(row => row.Ledger);
            study.Property(row => row.Position).HasColumnName(PositionColumn);
        });
        model.Entity<StudyExtract>(extract =>
        {
            extract.HasKey(row => row.Id);
            extract.HasIndex(row => new { row.Study, row.Position });
            extract.OwnsOne(row => row.Ledger);
            extract.Property(row => row.Position).HasColumnName(PositionColumn);
        });
        model.Entity<Prescription>(prescription =>
        {
            prescription.HasKey(row => row.Id);
            prescription.HasIndex(row => new { row.Patient, row.Position });
            prescription.OwnsOne(row => row.Ledger);
            prescription.Property(row => row.Position).HasColumnName(PositionColumn);
        });
        model.Entity<Dispensation>(dispensation =>
        {
            dispensation.HasKey(row => row.Id);
            dispensation.HasIndex(row => new { row.Prescription, row.Position });
            dispensation.HasIndex(row => new { row.Pharmacy, row.Position });
            dispensation.OwnsOne(row => row.Ledger);
            dispensation.Property(row => row.Position).HasColumnName(PositionColumn);
        });
    }
}
