using System.Data.Common;
using System.Security.Cryptography;
using System.Text.Json;
using HealthLedger.Core.Audit;
using HealthLedger.Core.Consents;
using HealthLedger.Core.Exams;
using HealthLedger.Core.Ledger;
using HealthLedger.Core.Operations;
using HealthLedger.Core.Store;
using HealthLedger.Core.Vault;
using Microsoft.EntityFrameworkCore;

namespace HealthLedger.Core.Attachments;

/// <summary>
/// Takes attachments in: sealed and stored as they come, visible once they are complete. They make no operation; the result that cites one
/// commits to it.
/// </summary>
public sealed class AttachmentDesk(
    LedgerStore store, Vault.Vault vault, PatientAccess access, ExamReader exams, AttachmentReader reader, LedgerSecret secret, Clock clock)
{
    /// <summary>Bytes in an attachment.</summary>
    public const int MostBytes = 20 * 1024 * 1024;

    /// <summary>Attachments of one exam request.</summary>
    public const int MostOfAnExam = 50;

    /// <summary>
    /// Stores what the center sends for an exam that it accepted. The id derives from the request: sent again under the same Idempotency-Key it is
    /// the same attachment.
    /// </summary>
    /// <param name="content">Read once, to its end.</param>
    /// <exception cref="RefusedException">
    /// not-found: no such exam, or not this center's; body-too-large; rule-broken: the bytes are of another type; idempotency-key-reused.
    /// </exception>
    public async Task<AttachmentView> AddAsync(
        Actor center, LedgerId exam, AttachmentType type, string? name, Stream content, RequestIdentity request, CancellationToken cancellation)
    {
        var row = await exams.FindAsync(exam, cancellation) ?? throw Problems.NotFound.With().AsException();
        if (row.Center != center.Entity) throw await access.RefuseAsync(center, row.Patient, exam, "attachment.add", cancellation);
        await access.RequireAsync(center, row.Patient, Scopes.ExamsServe, exam, "attachment.add", null, cancellation);

        var subject = await vault.RequireAsync(row.Patient, cancellation);
        var id = request.Derive("attachment");
        var known = await reader.FindAsync(id, cancellation);
        if (known is null) await RequireRoomAsync(row.Patient, exam, cancellation);
        var (body, key) = (LedgerId.Random(), RandomNumberGenerator.GetBytes(32));
        var (size, sha256) = await TakeAsync(content, type, known is null ? new ChunkSeal(body, key) : null, cancellation);
        var hash = secret.Hash("attachment", exam.ToString(), type.MediaType, name ?? "", sha256);
        known ??= await CompleteAsync(
            new Attachment
            {
                Id = id,
                ExamRequest = exam,
                Patient = row.Patient,
                Author = center.Entity,
                Body = body,
                WrappedKey = subject.Seal(key, AttachmentReader.KeyContext(id, body)),
                SealedAbout = subject.Seal(
                    JsonSerializer.SerializeToUtf8Bytes(new AttachmentAbout(type.MediaType, name, size, sha256), ContentJson.Options),
                    AttachmentReader.AboutContext(id)),
                ContentHash = hash,
                UploadedAt = clock.Milliseconds,
            },
            cancellation);
        return known.ContentHash == hash ? AttachmentReader.ViewOf(known, subject) : throw Problems.IdempotencyKeyReused.With().AsException();
    }

    // As many as a result may cite: nobody fills the disk with one exam.
    async Task RequireRoomAsync(LedgerId patient, LedgerId exam, CancellationToken cancellation)
    {
        await using var db = store.OpenRead();
        if (await db.Attachments.CountAsync(known => known.Patient == patient && known.ExamRequest == exam, cancellation) >= MostOfAnExam)
            throw Problems.Broken("examRequest", $"has {MostOfAnExam} attachments already");
    }

    // Without a seal nothing is stored: only what it is that was sent is looked at.
    async Task<(long Size, string Sha256)> TakeAsync(Stream content, AttachmentType type, ChunkSeal? seal, CancellationToken cancellation)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var size = 0L;
        await foreach (var piece in Piece.OfAsync(content, cancellation))
        {
            if (piece.Index == 0 && !piece.Bytes.Span.StartsWith(type.Beginning)) throw Problems.Broken("body", $"does not begin as {type.MediaType} does");
            if ((size += piece.Bytes.Length) > MostBytes) throw Problems.BodyTooLarge.With("An attachment has at most 20 MiB.").AsException();
            hash.AppendData(piece.Bytes.Span);
            if (seal is not null) await KeepAsync(seal.Seal(piece), cancellation);
        }
        return (size, Convert.ToHexStringLower(hash.GetHashAndReset()));
    }

    Task KeepAsync(AttachmentChunk chunk, CancellationToken cancellation) => store.WriteAsync(
        async (db, token) =>
        {
            if (chunk.Index == 0) await db.InsertAsync(new AttachmentUpload { Body = chunk.Body, TouchedAt = clock.Milliseconds }, token);
            else RequireUnderWay(await UnderWay(db, chunk.Body)
                .ExecuteUpdateAsync(row => row.SetProperty(upload => upload.TouchedAt, clock.Milliseconds), token));
            await db.InsertAsync(chunk, token);
        },
        cancellation);

    async Task<Attachment> CompleteAsync(Attachment attachment, CancellationToken cancellation)
    {
        try
        {
            await store.WriteAsync(
                async (db, token) =>
                {
                    RequireUnderWay(await UnderWay(db, attachment.Body).ExecuteDeleteAsync(token));
                    await db.InsertAsync(attachment, token);
                },
                cancellation);
            return attachment;
        }
        catch (Exception failure) when (failure is DbUpdateException or DbException && StoreFaults.Of(failure) is null)
        {
            // Sent to two replicas at once: the other one has it. What came here is removed in a while.
            return await reader.FindAsync(attachment.Id, cancellation) ?? throw new InvalidOperationException("An attachment could not be stored.", failure);
        }
    }

    static IQueryable<AttachmentUpload> UnderWay(LedgerDb db, LedgerId body) =>
        db.AttachmentUploads.Where(row => row.Body == body && row.TouchedAt != AttachmentUpload.GivenUp);

    // Nothing came for so long that what had come was removed.
    static void RequireUnderWay(int rows)
    {
        if (rows == 0) throw Problems.LedgerConflict.With("The attachment came too slowly: send it again.").AsException();
    }
}
