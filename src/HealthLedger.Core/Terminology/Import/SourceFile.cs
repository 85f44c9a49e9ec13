using System.Globalization;
using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;
using System.Text.Unicode;

namespace HealthLedger.Core.Terminology.Import;

/// <summary>A publisher's file as it is, or a zip archive with it inside, recognized by its header and read line by line.</summary>
sealed partial class SourceFile : IDisposable
{
    readonly ZipArchive? archive;
    readonly StreamReader reader;
    readonly IReadOnlyDictionary<string, int> columns;
    readonly string header;

    SourceFile(ZipArchive? archive, Table table, string hash)
    {
        (this.archive, Format, columns, header, Length, Hash) = (archive, table.Format, table.Columns, table.Header, table.Length, hash);
        reader = new StreamReader(table.Open(), table.Encoding);
        reader.ReadLine();
    }

    public SourceFormat Format { get; }

    /// <summary>The table's, in bytes, out of its archive.</summary>
    public long Length { get; }

    /// <summary>SHA-256 of the whole file.</summary>
    public string Hash { get; }

    /// <summary>What the header says of the edition, as ICD-11's does; null where it says nothing.</summary>
    public string? EditionName => Release().Match(header) is { Success: true } release
        && DateTime.TryParseExact($"{release.Groups[1]} {release.Groups[2]}", "yyyy MMM", CultureInfo.InvariantCulture, DateTimeStyles.None, out var month)
            ? month.ToString("yyyy-MM", CultureInfo.InvariantCulture)
            : null;

    /// <exception cref="CannotStartException">The file cannot be read, or is none of the tables.</exception>
    public static SourceFile Open(string path)
    {
        ZipArchive? archive = null;
        try
        {
            using var file = File.OpenRead(path);
            var hash = Convert.ToHexStringLower(SHA256.HashData(file));
            file.Position = 0;
            if (file.ReadByte() is 'P' && file.ReadByte() is 'K') archive = ZipFile.OpenRead(path);
            var table = archive is null ? TableOf(() => File.OpenRead(path), file.Length) : TableIn(archive);
            return table is not null ? new SourceFile(archive, table, hash) : throw new CannotStartException(
                $"{path} is none of the tables that can be imported: {(archive is null ? "its first line is" : "no first line in it is")} the header of none. docs/terminology.md lists them.");
        }
        catch (Exception failure)
        {
            archive?.Dispose();
            if (failure is IOException or UnauthorizedAccessException or InvalidDataException) throw Unreadable(path, failure);
            throw;
        }
    }

    /// <summary>What becomes of a file that cannot be read, or not to its end.</summary>
    public static CannotStartException Unreadable(string path, Exception why) => new($"{path} cannot be read: {why.Message.TrimEnd('.')}.", why);

    /// <summary>Each line behind the header, blank ones left out, with how many bytes were read so far.</summary>
    /// <param name="refuse">Told of lines that cannot be split.</param>
    public IEnumerable<(SourceLine Line, long Bytes)> Lines(Action<RefusedLine> refuse)
    {
        var bytes = (long)reader.CurrentEncoding.GetByteCount(header);
        for (var number = 2; reader.ReadLine() is { } text; number++)
        {
            bytes += reader.CurrentEncoding.GetByteCount(text) + 1;
            if (string.IsNullOrWhiteSpace(text)) continue;
            var fields = new List<string>(columns.Count);
            if (!Delimited.TrySplit(text, Format.Delimiter, Format.Quotes, fields)) refuse(new RefusedLine(number, "has a quote that does not end", Shortened(text)));
            // A delimiter within a text: what follows stands in the wrong columns.
            else if (fields.Count > columns.Count)
                refuse(new RefusedLine(number, "has more fields than the header", $"{fields.Count} instead of {columns.Count}"));
            else yield return (new SourceLine(number, columns, fields), bytes);
        }
    }

    public void Dispose()
    {
        reader.Dispose();
        archive?.Dispose();
    }

    static string Shortened(string text) => text.Length <= 60 ? text : text[..60] + "…";

    static Table? TableIn(ZipArchive archive) => archive.Entries
        .Where(entry => Path.GetExtension(entry.Name).ToUpperInvariant() is ".TXT" or ".CSV").Select(entry => TableOf(entry.Open, entry.Length))
        .FirstOrDefault(table => table is not null);

    // A header with a letter beyond ASCII tells the encoding, the others are known by their format.
    static Table? TableOf(Func<Stream> open, long length)
    {
        const int longest = 4096;
        var start = new byte[longest];
        using var stream = open();
        var read = start.AsSpan(0, stream.ReadAtLeast(start, longest, throwOnEndOfStream: false));
        var line = read.IndexOf((byte)'\n') is >= 0 and var end ? read[..end] : read;
        var told = Ascii.IsValid(line) ? null : Utf8.IsValid(line) ? SourceFormat.Utf8 : SourceFormat.Latin;
        var header = (told ?? SourceFormat.Latin).GetString(line).TrimStart('\uFEFF').TrimEnd('\r');
        return SourceFormat.Of(header) is var (format, columns) ? new Table(format, columns, header, told ?? format.Encoding, length, open) : null;
    }

    // `Version:2024 Jan 21 - 22:30 UTC`
    [GeneratedRegex(@"Version:(\d{4}) ([A-Z][a-z]{2}) \d")]
    private static partial Regex Release();

    sealed record Table(
        SourceFormat Format, IReadOnlyDictionary<string, int> Columns, string Header, Encoding Encoding, long Length, Func<Stream> Open);
}
