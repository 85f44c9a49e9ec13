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
        RecordsModel.Describe(modelBuilder);
        ReadModel.Describe(modelBuilder);
    }
}
