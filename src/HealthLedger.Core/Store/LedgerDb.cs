using System.Text.Json;
using HealthLedger.Core.Appointments;
using HealthLedger.Core.Attachments;
using HealthLedger.Core.Audit;
using HealthLedger.Core.Consents;
using HealthLedger.Core.Consultation;
using HealthLedger.Core.Exams;
using HealthLedger.Core.Ledger;
using HealthLedger.Core.Medicines;
using HealthLedger.Core.Operations;
using HealthLedger.Core.Regulation;
using HealthLedger.Core.Research;
using HealthLedger.Core.Terminology;
using Microsoft.EntityFrameworkCore;

namespace HealthLedger.Core.Store;

/// <summary>
/// The store: records of our own (operations, batches, keys, payloads, credentials), never rebuilt, and the read model, derived from the
/// chain. Thin subclasses name the provider and hold its migrations.
/// </summary>
public abstract class LedgerDb : DbContext
{
    /// <summary>As it was called in the first release: a replica of that one reads on while this one migrates.</summary>
    const string PositionColumn = "Ledger_Position";

    readonly RowInserts inserts;

    protected LedgerDb(DbContextOptions options) : base(options) => inserts = new(this);

    public DbSet<Operation> Operations => Set<Operation>();
    public DbSet<Batch> Batches => Set<Batch>();
    public DbSet<EntityKey> EntityKeys => Set<EntityKey>();
    public DbSet<SubjectKey> SubjectKeys => Set<SubjectKey>();
    public DbSet<Payload> Payloads => Set<Payload>();
    public DbSet<Attachment> Attachments => Set<Attachment>();
    public DbSet<AttachmentChunk> AttachmentChunks => Set<AttachmentChunk>();
    public DbSet<AttachmentUpload> AttachmentUploads => Set<AttachmentUpload>();
    public DbSet<Identity> Identities => Set<Identity>();
    public DbSet<DocumentLookup> DocumentLookups => Set<DocumentLookup>();
    public DbSet<Credential> Credentials => Set<Credential>();
    public DbSet<ConsentRequest> ConsentRequests => Set<ConsentRequest>();
    public DbSet<ConsentCode> ConsentCodes => Set<ConsentCode>();
    public DbSet<ConsultationDraft> ConsultationDrafts => Set<ConsultationDraft>();
    public DbSet<Fact> Facts => Set<Fact>();
    /// <summary>The embedded chain's blocks; empty on a network.</summary>
    public DbSet<JournalBlock> Journal => Set<JournalBlock>();
    /// <summary>Access entries that operations caused, until they stand in the access log.</summary>
    public DbSet<AccessEntry> PendingAccess => Set<AccessEntry>();

    /// <summary>Published code tables that the operator imported.</summary>
    public DbSet<Edition> Editions => Set<Edition>();
    public DbSet<CodeEntry> CodeEntries => Set<CodeEntry>();

    public DbSet<IndexedBlock> Blocks => Set<IndexedBlock>();
    public DbSet<UnclaimedExecution> UnclaimedExecutions => Set<UnclaimedExecution>();
    public DbSet<Entity> Entities => Set<Entity>();
    public DbSet<NameToken> NameTokens => Set<NameToken>();
    public DbSet<Consent> Consents => Set<Consent>();
    public DbSet<Record> Records => Set<Record>();
    public DbSet<Appointment> Appointments => Set<Appointment>();
    public DbSet<StaffLink> StaffLinks => Set<StaffLink>();
    public DbSet<Study> Studies => Set<Study>();
    public DbSet<StudyExtract> StudyExtracts => Set<StudyExtract>();
    public DbSet<ExamRequest> ExamRequests => Set<ExamRequest>();
    public DbSet<Prescription> Prescriptions => Set<Prescription>();
    public DbSet<Dispensation> Dispensations => Set<Dispensation>();

    /// <summary>Writes the row at once, in the transaction that is under way, and does not track it.</summary>
    internal Task InsertAsync(object row, CancellationToken cancellation) => inserts.InsertAsync(row, cancellation);

    /// <summary>Tells the gateways on the same database, once the transaction is committed; where there can be no other, nobody.</summary>
    internal virtual Task TellReplicasAsync(string channel, string[] notices, CancellationToken cancellation) => Task.CompletedTask;

    protected override void ConfigureConventions(ModelConfigurationBuilder configurationBuilder) => configurationBuilder.UseTextIds();

    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        modelBuilder.Entity<Operation>(operation =>
        {
            operation.HasKey(row => row.Sequence);
            operation.HasIndex(row => row.Id).IsUnique();
            operation.HasIndex(row => row.RequestId).IsUnique();
            operation.HasIndex(row => new { row.State, row.Sequence });
            operation.HasIndex(row => new { row.Actor, row.Sequence });
            operation.HasIndex(row => new { row.Subject, row.Sequence });
            operation.HasIndex(row => row.Nonce);
            // Each block that is taken in asks what was told of its height.
            operation.HasIndex(row => row.BlockNumber);
            // The access policy asks for a subject's undecided ones with each judgement.
            operation.HasIndex(row => row.Subject, "IX_Operations_Undecided").HasFilter("\"State\" IN (1, 2)");
            operation.HasIndex(row => row.Sequence, "IX_Operations_IdOpen").HasFilter("\"IdOpen\"");
            operation.HasIndex(row => new { row.ProblemCode, row.Sequence }).HasFilter("\"ProblemCode\" IS NOT NULL");
            operation.HasIndex(row => new { row.Subject, row.UndoneAt }, "IX_Operations_Undone").HasFilter("\"UndoneAt\" IS NOT NULL");
            operation.Property(row => row.Command).HasConversion(
                command => JsonSerializer.Serialize(command, JsonSerializerOptions.Default),
                json => JsonSerializer.Deserialize<LedgerCommand>(json, JsonSerializerOptions.Default)!);
        });
        modelBuilder.Entity<Batch>(batch =>
        {
            batch.HasKey(row => row.Nonce);
            batch.Property(row => row.Nonce).ValueGeneratedNever();
            batch.HasIndex(row => row.Hash).IsUnique();
            batch.HasIndex(row => new { row.State, row.Nonce });
            batch.HasIndex(row => row.Block);
        });
        modelBuilder.Entity<JournalBlock>(block =>
        {
            block.ToTable("Journal");
            block.HasKey(row => row.Number);
            block.Property(row => row.Number).ValueGeneratedNever();
            block.Property(row => row.RawTransactions).HasConversion(
                list => JsonSerializer.Serialize(list, JsonSerializerOptions.Default),
                json => JsonSerializer.Deserialize<List<byte[]>>(json, JsonSerializerOptions.Default)!);
        });
        modelBuilder.Entity<EntityKey>(key =>
        {
            key.HasKey(row => row.Address);
            key.HasIndex(row => new { row.Entity, row.Version }).IsUnique();
        });
        modelBuilder.Entity<SubjectKey>().HasKey(row => row.Subject);
        modelBuilder.Entity<Payload>(payload =>
        {
            payload.HasKey(row => row.Id);
            payload.HasIndex(row => row.RequestId);
            // What an insurer decided is known to the ledger by its commitment alone.
            payload.HasIndex(row => row.Commitment, "IX_Payloads_Decisions").HasFilter($"\"Kind\" = '{PayloadKinds.Authorization}'");
        });
        modelBuilder.Entity<Attachment>(attachment =>
        {
            attachment.HasKey(row => row.Sequence);
            attachment.HasIndex(row => row.Id).IsUnique();
            attachment.HasIndex(row => new { row.Patient, row.Sequence });
        });
        modelBuilder.Entity<AttachmentChunk>().HasKey(row => new { row.Body, row.Index });
        modelBuilder.Entity<AttachmentUpload>(upload =>
        {
            upload.HasKey(row => row.Body);
            upload.HasIndex(row => row.TouchedAt);
        });
        modelBuilder.Entity<Identity>(identity =>
        {
            identity.HasKey(row => row.Entity);
            identity.HasIndex(row => row.Identifier).IsUnique();
        });
        modelBuilder.Entity<DocumentLookup>(lookup =>
        {
            lookup.HasKey(row => row.Hash);
            lookup.HasIndex(row => row.Entity);
        });
        modelBuilder.Entity<Credential>().HasKey(row => row.Entity);
        modelBuilder.Entity<ConsentRequest>(request =>
        {
            request.HasKey(row => row.Sequence);
            request.HasIndex(row => row.Id).IsUnique();
            request.HasIndex(row => new { row.Patient, row.Sequence });
            request.HasIndex(row => row.GrantedBy).HasFilter("\"GrantedBy\" IS NOT NULL");
        });
        modelBuilder.Entity<ConsentCode>(code =>
        {
            code.HasKey(row => row.Hash);
            code.HasIndex(row => new { row.Patient, row.ExpiresAt });
        });
        modelBuilder.Entity<ConsultationDraft>(draft =>
        {
            draft.HasKey(row => row.Sequence);
            draft.HasIndex(row => row.Id).IsUnique();
            draft.HasIndex(row => new { row.Physician, row.Sequence });
            draft.HasIndex(row => new { row.Staff, row.Sequence });
        });
        modelBuilder.Entity<Fact>().HasKey(row => row.Name);
        modelBuilder.Entity<AccessEntry>(entry =>
        {
            entry.ToTable("PendingAccess");
            entry.HasKey(row => row.Sequence);
            entry.HasIndex(row => row.Id).IsUnique();
        });
        modelBuilder.Entity<Edition>(edition =>
        {
            edition.HasKey(row => row.Id);
            edition.HasIndex(row => new { row.Table, row.Name }).IsUnique();
        });
        modelBuilder.Entity<CodeEntry>().HasKey(row => new { row.Edition, row.Code, row.ValidFrom });

        modelBuilder.Entity<IndexedBlock>(block =>
        {
            block.HasKey(row => row.Number);
            block.Property(row => row.Number).ValueGeneratedNever();
        });
        modelBuilder.Entity<UnclaimedExecution>(execution =>
        {
            execution.HasKey(row => new { row.RequestId, row.Actor });
            execution.Property(row => row.Commitments).HasConversion(
                list => string.Join(' ', list),
                text => text.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(Digest.Parse).ToList());
        });
        modelBuilder.Entity<Entity>(entity =>
        {
            entity.HasKey(row => row.Id);
            entity.HasIndex(row => row.Position);
            entity.HasIndex(row => new { row.Class, row.Position });
            entity.HasIndex(row => row.Address);
            // Whom anyone may find: few among many patients.
            entity.HasIndex(row => row.Position, "IX_Entities_Public").HasFilter("\"Class\" <> 2");
            entity.HasIndex(row => row.Position, "IX_Entities_KeyMissing").HasFilter("\"KeyMissing\"");
        });
        modelBuilder.Entity<NameToken>(token =>
        {
            token.HasKey(row => new { row.Hash, row.Position });
            token.HasIndex(row => row.Position);
        });
        modelBuilder.Entity<Consent>(consent =>
        {
            consent.HasKey(row => new { row.Patient, row.Id });
            consent.HasIndex(row => new { row.Patient, row.Position });
            consent.HasIndex(row => new { row.Grantee, row.Patient });
            consent.HasIndex(row => new { row.Grantee, row.Position });
            consent.OwnsOne(row => row.Ledger);
            consent.Property(row => row.Position).HasColumnName(PositionColumn);
        });
        modelBuilder.Entity<Record>(record =>
        {
            record.HasKey(row => row.Id);
            record.HasIndex(row => new { row.Patient, row.Position });
            record.HasIndex(row => new { row.About, row.Version });
            record.OwnsOne(row => row.Ledger);
            record.Property(row => row.Position).HasColumnName(PositionColumn);
        });
        modelBuilder.Entity<ExamRequest>(exam =>
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
        modelBuilder.Entity<Appointment>(appointment =>
        {
            appointment.HasKey(row => row.Id);
            appointment.HasIndex(row => new { row.Patient, row.Position });
            appointment.HasIndex(row => new { row.Physician, row.Position });
            appointment.HasIndex(row => new { row.Physician, row.Position }, "IX_Appointments_OpenOfPhysician").HasFilter("\"Status\" IN (1, 2, 3)");
            appointment.HasIndex(row => new { row.Staff, row.Position }, "IX_Appointments_OpenOfStaff").HasFilter("\"Status\" IN (1, 2, 3)");
            appointment.OwnsOne(row => row.Ledger);
            appointment.Property(row => row.Position).HasColumnName(PositionColumn);
        });
        modelBuilder.Entity<StaffLink>(link =>
        {
            link.HasKey(row => new { row.Physician, row.Staff });
            link.HasIndex(row => new { row.Staff, row.Position });
        });
        modelBuilder.Entity<Study>(study =>
        {
            study.HasKey(row => row.Id);
            study.HasIndex(row => row.Position);
            study.HasIndex(row => new { row.Institute, row.Position });
            study.OwnsOne(row => row.Ledger);
            study.Property(row => row.Position).HasColumnName(PositionColumn);
        });
        modelBuilder.Entity<StudyExtract>(extract =>
        {
            extract.HasKey(row => row.Id);
            extract.HasIndex(row => new { row.Study, row.Position });
            extract.OwnsOne(row => row.Ledger);
            extract.Property(row => row.Position).HasColumnName(PositionColumn);
        });
        modelBuilder.Entity<Prescription>(prescription =>
        {
            prescription.HasKey(row => row.Id);
            prescription.HasIndex(row => new { row.Patient, row.Position });
            prescription.OwnsOne(row => row.Ledger);
            prescription.Property(row => row.Position).HasColumnName(PositionColumn);
        });
        modelBuilder.Entity<Dispensation>(dispensation =>
        {
            dispensation.HasKey(row => row.Id);
            dispensation.HasIndex(row => new { row.Prescription, row.Position });
            dispensation.HasIndex(row => new { row.Pharmacy, row.Position });
            dispensation.OwnsOne(row => row.Ledger);
            dispensation.Property(row => row.Position).HasColumnName(PositionColumn);
        });
    }
}
