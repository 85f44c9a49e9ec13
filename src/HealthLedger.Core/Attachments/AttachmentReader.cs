using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Nodes;
using HealthLedger.Core.Ledger;
using HealthLedger.Core.Operations;
using HealthLedger.Core.Store;
using HealthLedger.Core.Vault;
using Microsoft.EntityFrameworkCore;

namespace HealthLedger.Core.Attachments;

/// <summary>An attachment without its bytes.</summary>
/// <param name="Size">Bytes.</param>
/// <param name="Sha256">Of the bytes, lower-case hexadecimal; a result that cites the attachment holds it, too.</param>
public sealed record AttachmentView(
    string Id, string ExamRequest, string MediaType, string? Name, long Size, string Sha256, DateTimeOffset UploadedAt) : Confidential;

/// <summary>What is sealed about an attachment.</summary>
sealed record AttachmentAbout(string MediaType, string? Name, long Size, string Sha256) : Confidential;

/// <summary>Reads attachments. Who may is judged before.</summary>
public sealed class AttachmentReader(LedgerStore store, Vault.Vault vault)
{
    /// <summary>The row, for judging access; null where there is none, or not all of it.</summary>
    public async Task<Attachment?> FindAsync(LedgerId attachment, CancellationToken cancellation)
    {
        await using var db = store.OpenRead();
        return await db.Attachments.FirstOrDefaultAsync(row => row.Id == attachment, cancellation);
    }

    /// <summary>A patient's, newest first.</summary>
    public async Task<Page<(Attachment Row, AttachmentView View)>> OfPatientAsync(LedgerId patient, PageRequest page, CancellationToken cancellation)
    {
        await using var db = store.OpenRead();
        var rows = await db.Attachments.Where(row => row.Patient == patient && row.Sequence < page.Before)
            .OrderByDescending(row => row.Sequence).Take(page.Take).ToListAsync(cancellation);
        return await Page.OfAsync(rows, page.Limit, row => row.Sequence, async row => (row, await GetAsync(row, cancellation)));
    }

    /// <exception cref="RefusedException">404: the patient's key was destroyed.</exception>
    public async Task<AttachmentView> GetAsync(Attachment row, CancellationToken cancellation) =>
        ViewOf(row, await vault.RequireAsync(row.Patient, cancellation));

    /// <summary>The bytes, part by part, as they are read from the store.</summary>
    /// <exception cref="RefusedException">404: the patient's key was destroyed.</exception>
    /// <exception cref="CryptographicException">Not all of what was stored is there, or it was changed.</exception>
    public async IAsyncEnumerable<byte[]> OpenAsync(Attachment row, [EnumeratorCancellation] CancellationToken cancellation)
    {
        var subject = await vault.RequireAsync(row.Patient, cancellation);
        var seal = new ChunkSeal(row.Body, subject.Open(row.WrappedKey, KeyContext(row.Id, row.Body)));
        await foreach (var part in seal.OpenAsync(ChunksAsync(row.Body, cancellation), cancellation)) yield return part;
    }

    /// <summary>What a result says of the attachments that it cites.</summary>
    /// <param name="author">Whose result it is.</param>
    /// <param name="exam">Whose result.</param>
    /// <param name="ids">Each once.</param>
    /// <param name="cancellation">Breaks it off.</param>
    /// <exception cref="RefusedException">422: one is not there whole, another's, or of another exam request.</exception>
    public async Task<JsonArray> CiteAsync(Actor author, LedgerId exam, IReadOnlyList<string> ids, CancellationToken cancellation)
    {
        var cited = new JsonArray();
        foreach (var (text, index) in ids.Select((id, index) => (id, index)))
        {
            var row = LedgerId.TryParse(text, out var id) ? await FindAsync(id, cancellation) : null;
            if (row is null || row.ExamRequest != exam || row.Author != author.Entity)
                throw Problems.Broken($"attachments[{index}]", "is no attachment that this center sent for this exam request");
            var about = await GetAsync(row, cancellation);
            cited.Add(new JsonObject { ["id"] = about.Id, ["mediaType"] = about.MediaType, ["size"] = about.Size, ["sha256"] = about.Sha256 });
        }
        return cited;
    }

    internal static AttachmentView ViewOf(Attachment row, SubjectVault subject)
    {
        var about = JsonSerializer.Deserialize<AttachmentAbout>(subject.Open(row.SealedAbout, AboutContext(row.Id)), ContentJson.Options)!;
        return new AttachmentView(
            row.Id.ToString(), row.ExamRequest.ToString(), about.MediaType, about.Name, about.Size, about.Sha256,
            DateTimeOffset.FromUnixTimeMilliseconds(row.UploadedAt));
    }

    internal static string KeyContext(LedgerId attachment, LedgerId body) => $"attachment key {attachment} {body}";

    internal static string AboutContext(LedgerId attachment) => $"attachment {attachment}";

    // A context of its own for each: whoever takes his download slowly holds no connection.
    async IAsyncEnumerable<byte[]> ChunksAsync(LedgerId body, [EnumeratorCancellation] CancellationToken cancellation)
    {
        for (var index = 0; await ChunkAsync(body, index, cancellation) is { } chunk; index++) yield return chunk;
    }

    async Task<byte[]?> ChunkAsync(LedgerId body, int index, CancellationToken cancellation)
    {
        await using var db = store.OpenRead();
        return await db.AttachmentChunks.Where(row => row.Body == body && row.Index == index).Select(row => row.Sealed).FirstOrDefaultAsync(cancellation);
    }
}
