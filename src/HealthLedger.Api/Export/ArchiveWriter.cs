using System.IO.Compression;
using System.Text;
using System.Text.Json;
using HealthLedger.Api.Http;

namespace HealthLedger.Api.Export;

/// <summary>
/// Writes the files of a ZIP archive one after the other, each as its content comes. An archive that breaks off has no directory, which is its end:
/// no program takes it for a whole one. So it is closed when all of it is there, and not otherwise.
/// </summary>
sealed class ArchiveWriter
{
    static readonly byte[] opening = "{\"items\":["u8.ToArray(), closing = "\n],\"next\":null}\n"u8.ToArray();
    static readonly byte[] first = "\n"u8.ToArray(), following = ",\n"u8.ToArray();

    readonly ZipArchive zip;
    readonly DateTimeOffset at;
    readonly CancellationToken cancellation;

    ArchiveWriter(ZipArchive zip, DateTimeOffset at, CancellationToken cancellation) => (this.zip, this.at, this.cancellation) = (zip, at, cancellation);

    /// <param name="to">Where it goes; it is left open.</param>
    /// <param name="at">When its files are said to have been written.</param>
    /// <param name="cancellation">Breaks it off.</param>
    public static async Task<ArchiveWriter> OpenAsync(Stream to, DateTimeOffset at, CancellationToken cancellation) =>
        new(await ZipArchive.CreateAsync(to, ZipArchiveMode.Create, leaveOpen: true, entryNameEncoding: null, cancellation), at, cancellation);

    public async Task TextAsync(string name, string text)
    {
        await using var file = await FileAsync(name);
        await file.WriteAsync(Encoding.UTF8.GetBytes(text), cancellation);
    }

    public Task JsonAsync(string name, object value) => TextAsync(name, JsonSerializer.Serialize(value, value.GetType(), Json.Options) + "\n");

    /// <summary>As the API answers a list, all of it on one page.</summary>
    public async Task ListAsync<T>(string name, IAsyncEnumerable<T> items)
    {
        await using var file = await FileAsync(name);
        await file.WriteAsync(opening, cancellation);
        var between = first;
        await foreach (var item in items)
        {
            await file.WriteAsync(between, cancellation);
            await file.WriteAsync(JsonSerializer.SerializeToUtf8Bytes(item, Json.Options), cancellation);
            between = following;
        }
        await file.WriteAsync(closing, cancellation);
    }

    /// <summary>One JSON a line.</summary>
    public async Task LinesAsync<T>(string name, IAsyncEnumerable<T> items)
    {
        await using var file = await FileAsync(name);
        await foreach (var item in items)
        {
            await file.WriteAsync(JsonSerializer.SerializeToUtf8Bytes(item, Json.Options), cancellation);
            await file.WriteAsync(first, cancellation);
        }
    }

    public async Task BytesAsync(string name, IAsyncEnumerable<byte[]> parts)
    {
        await using var file = await FileAsync(name, CompressionLevel.Fastest);
        await foreach (var part in parts) await file.WriteAsync(part, cancellation);
    }

    /// <summary>Writes the directory: from here on it is whole.</summary>
    public ValueTask CloseAsync() => zip.DisposeAsync();

    Task<Stream> FileAsync(string name, CompressionLevel level = CompressionLevel.Optimal)
    {
        var entry = zip.CreateEntry(name, level);
        entry.LastWriteTime = at;
        return entry.OpenAsync(cancellation);
    }
}
