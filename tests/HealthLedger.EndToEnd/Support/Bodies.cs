using System.Net;
using System.Net.Http.Headers;
using System.Security.Cryptography;

namespace HealthLedger.EndToEnd.Support;

/// <summary>Bodies that several tests send.</summary>
static class Bodies
{
    public static object Result(string conclusion = "Within the reference ranges.", string[]? attachments = null) => new
    {
        conclusion,
        values = new object[]
        {
            new { name = "Leukocytes", value = 6.2, unit = "10^3/uL", referenceRange = "4.0 to 11.0", abnormal = false },
            new { name = "Film", value = "unremarkable" },
        },
        performedAt = DateTimeOffset.UtcNow,
        attachments,
    };

    /// <summary>So many bytes that begin as a PDF does.</summary>
    public static ByteArrayContent Pdf(int length) => File(PdfBytes(length), "application/pdf");

    public static byte[] PdfBytes(int length)
    {
        var bytes = RandomNumberGenerator.GetBytes(length);
        "%PDF-"u8.CopyTo(bytes);
        return bytes;
    }

    public static ByteArrayContent File(byte[] bytes, string mediaType) => new(bytes) { Headers = { ContentType = new MediaTypeHeaderValue(mediaType) } };
}

/// <summary>A body that says its length nowhere: it goes as chunks.</summary>
sealed class ChunkedContent : HttpContent
{
    readonly byte[] bytes;

    public ChunkedContent(byte[] bytes, string mediaType)
    {
        this.bytes = bytes;
        Headers.ContentType = new MediaTypeHeaderValue(mediaType);
    }

    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) => stream.WriteAsync(bytes).AsTask();

    protected override bool TryComputeLength(out long length)
    {
        length = 0;
        return false;
    }
}
