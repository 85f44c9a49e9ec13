using HealthLedger.Core.Ledger;

namespace HealthLedger.Core.Attachments;

/// <summary>
/// A document or an image for an exam's result, whole and unchangeable: a record of our own, never rebuilt. The ledger knows it once a result
/// cites it, by the hash that the result's content then holds.
/// </summary>
public sealed class Attachment
{
    /// <summary>The order of completion.</summary>
    public long Sequence { get; set; }
    public LedgerId Id { get; set; }
    public LedgerId ExamRequest { get; set; }
    public LedgerId Patient { get; set; }

    /// <summary>The diagnostic center that sent it.</summary>
    public LedgerId Author { get; set; }

    /// <summary>Its chunks are stored under this id: each attempt to send it has one of its own.</summary>
    public LedgerId Body { get; set; }

    /// <summary>The key of its chunks, sealed under the patient's.</summary>
    public byte[] WrappedKey { get; set; } = [];

    /// <summary>Name, media type, size and SHA-256, sealed under the patient's key.</summary>
    public byte[] SealedAbout { get; set; } = [];

    /// <summary>HMAC of what was sent under the ledger secret: what a repetition is compared with.</summary>
    public Digest ContentHash { get; set; }

    /// <summary>UTC milliseconds.</summary>
    public long UploadedAt { get; set; }
}

/// <summary>One part of an attachment, sealed: <see cref="ChunkSeal"/>.</summary>
public sealed class AttachmentChunk
{
    public LedgerId Body { get; set; }
    public int Index { get; set; }
    public byte[] Sealed { get; set; } = [];
}

/// <summary>An attachment that is being sent. Its chunks are nobody's until it is complete, and are removed when no more of them come.</summary>
public sealed class AttachmentUpload
{
    /// <summary>In place of a time: nothing is added any more.</summary>
    public const long GivenUp = 0;

    public LedgerId Body { get; set; }

    /// <summary>When the last chunk came, UTC milliseconds.</summary>
    public long TouchedAt { get; set; }
}
