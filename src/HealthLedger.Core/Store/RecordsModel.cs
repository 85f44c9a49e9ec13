using System.Text.Json;
using HealthLedger.Core.Attachments;
using HealthLedger.Core.Audit;
using HealthLedger.Core.Consents;
using HealthLedger.Core.Consultation;
using HealthLedger.Core.Ledger;
using HealthLedger.Core.Operations;
using HealthLedger.Core.Regulation;
using HealthLedger.Core.Terminology;
using Microsoft.EntityFrameworkCore;

namespace HealthLedger.Core.Store;

/// <summary>The tables of our own records, which nothing can derive again: requests, keys, contents, credentials, what an operator imported.</summary>
static class RecordsModel
{
    public static void Describe(ModelBuilder model)
    {
        model.Entity<Operation>(operation =>
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
        model.Entity<Batch>(batch =>
        {
            batch.HasKey(row => row.Nonce);
            batch.Property(row => row.Nonce).ValueGeneratedNever();
            batch.HasIndex(row => row.Hash).IsUnique();
            batch.HasIndex(row => new { row.State, row.Nonce });
            batch.HasIndex(row => row.Block);
        });
        model.Entity<JournalBlock>(block =>
        {
            block.ToTable("Journal");
            block.HasKey(row => row.Number);
            block.Property(row => row.Number).ValueGeneratedNever();
            block.Property(row => row.RawTransactions).HasConversion(
                list => JsonSerializer.Serialize(list, JsonSerializerOptions.Default),
                json => JsonSerializer.Deserialize<List<byte[]>>(json, JsonSerializerOptions.Default)!);
        });
        model.Entity<EntityKey>(key =>
        {
            key.HasKey(row => row.Address);
            key.HasIndex(row => new { row.Entity, row.Version }).IsUnique();
        });
        model.Entity<SubjectKey>().HasKey(row => row.Subject);
        model.Entity<Payload>(payload =>
        {
            payload.HasKey(row => row.Id);
            payload.HasIndex(row => row.RequestId);
            // What an insurer decided is known to the ledger by its commitment alone.
            payload.HasIndex(row => row.Commitment, "IX_Payloads_Decisions").HasFilter($"\"Kind\" = '{PayloadKinds.Authorization}'");
        });
        model.Entity<Attachment>(attachment =>
        {
            attachment.HasKey(row => row.Sequence);
            attachment.HasIndex(row => row.Id).IsUnique();
            attachment.HasIndex(row => new { row.Patient, row.Sequence });
        });
        model.Entity<AttachmentChunk>().HasKey(row => new { row.Body, row.Index });
        model.Entity<AttachmentUpload>(upload =>
        {
            upload.HasKey(row => row.Body);
            upload.HasIndex(row => row.TouchedAt);
        });
        model.Entity<Identity>(identity =>
        {
            identity.HasKey(row => row.Entity);
            identity.HasIndex(row => row.Identifier).IsUnique();
        });
        model.Entity<DocumentLookup>(lookup =>
        {
            lookup.HasKey(row => row.Hash);
            lookup.HasIndex(row => row.Entity);
        });
        model.Entity<Credential>().HasKey(row => row.Entity);
        model.Entity<ConsentRequest>(request =>
        {
            request.HasKey(row => row.Sequence);
            request.HasIndex(row => row.Id).IsUnique();
            request.HasIndex(row => new { row.Patient, row.Sequence });
            request.HasIndex(row => row.GrantedBy).HasFilter("\"GrantedBy\" IS NOT NULL");
        });
        model.Entity<ConsentCode>(code =>
        {
            code.HasKey(row => row.Hash);
            code.HasIndex(row => new { row.Patient, row.ExpiresAt });
        });
        model.Entity<ConsultationDraft>(draft =>
        {
            draft.HasKey(row => row.Sequence);
            draft.HasIndex(row => row.Id).IsUnique();
            draft.HasIndex(row => new { row.Physician, row.Sequence });
            draft.HasIndex(row => new { row.Staff, row.Sequence });
        });
        model.Entity<Fact>().HasKey(row => row.Name);
        model.Entity<AccessEntry>(entry =>
        {
            entry.ToTable("PendingAccess");
            entry.HasKey(row => row.Sequence);
            entry.HasIndex(row => row.Id).IsUnique();
        });
        model.Entity<Edition>(edition =>
        {
            edition.HasKey(row => row.Id);
            edition.HasIndex(row => new { row.Table, row.Name }).IsUnique();
        });
        model.Entity<CodeEntry>().HasKey(row => new { row.Edition, row.Code, row.ValidFrom });
    }
}
