namespace HealthLedger.Core.Attachments;

/// <summary>What an attachment may be, told by its first bytes as well.</summary>
public sealed record AttachmentType(string MediaType, string Extension, byte[] Beginning)
{
    public static IReadOnlyList<AttachmentType> All { get; } =
    [
        new("application/pdf", "pdf", "%PDF-"u8.ToArray()),
        new("image/png", "png", [0x89, (byte)'P', (byte)'N', (byte)'G', 0x0D, 0x0A, 0x1A, 0x0A]),
        new("image/jpeg", "jpg", [0xFF, 0xD8, 0xFF]),
    ];

    /// <summary>Null for any other media type.</summary>
    public static AttachmentType? Of(string? mediaType) => All.FirstOrDefault(type => type.MediaType.Equals(mediaType, StringComparison.OrdinalIgnoreCase));
}
