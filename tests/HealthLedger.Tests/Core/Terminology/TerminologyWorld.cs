using System.IO.Compression;
using System.Text;
using HealthLedger.Core;
using HealthLedger.Core.Ledger;
using HealthLedger.Core.Operations;
using HealthLedger.Core.Terminology;
using HealthLedger.Core.Terminology.Import;
using Microsoft.EntityFrameworkCore;

namespace HealthLedger.Tests.Core.Terminology;

/// <summary>A store of its own, and files as publishers write them.</summary>
sealed class TerminologyWorld : IAsyncDisposable
{
    public TerminologyWorld()
    {
        Clock = new Clock(World.Clock, TimeZoneInfo.Utc);
        Editions = new Editions(World.Store, World.Clock);
        Terminologies = new Terminologies(World.Store, Editions);
        Importer = new Importer(World.Store, Editions, Clock);
        Search = new TerminologySearch(Terminologies);
        Codes = new PatientCodes(Terminologies, Editions, World.Store, World.Vault, Clock);
    }

    public CoreWorld World { get; } = new();
    public Clock Clock { get; }
    public Editions Editions { get; }
    public Terminologies Terminologies { get; }
    public Importer Importer { get; }
    public TerminologySearch Search { get; }
    public PatientCodes Codes { get; }

    public static DateOnly Day(string text) => DateOnly.Parse(text, System.Globalization.CultureInfo.InvariantCulture);

    /// <summary>A file of these lines, each with its end; where it lies.</summary>
    public string File(IEnumerable<string> lines, Encoding? encoding = null, string end = "\n")
    {
        var path = Path.Combine(Directory.CreateDirectory(Path.Combine(World.Root, "files")).FullName, $"{Guid.NewGuid():N}.csv");
        System.IO.File.WriteAllText(path, string.Concat(lines.Select(line => line + end)), encoding ?? new UTF8Encoding(encoderShouldEmitUTF8Identifier: true));
        return path;
    }

    /// <summary>An archive with a readme and the file in it, as it is downloaded.</summary>
    public static string Zipped(string path)
    {
        using var archive = ZipFile.Open(path + ".zip", ZipArchiveMode.Create);
        using (var readme = new StreamWriter(archive.CreateEntry("readme.txt").Open())) readme.Write("What the columns mean: Code is the code.\n");
        archive.CreateEntryFromFile(path, "SimpleTabulation.txt");
        return path + ".zip";
    }

    public Task<ImportResult> ImportAsync(string path, string? edition = null, string? from = null, bool replace = false, string? table = null) =>
        Importer.ImportAsync(
            new ImportOrder(path, table, edition, from is null ? null : Day(from), replace), new Progress<ImportProgress>(), CoreWorld.Cancellation);

    /// <summary>A table in our own simple format, imported.</summary>
    public Task<ImportResult> ImportAsync(string edition, IEnumerable<string> lines, string? from = null) => ImportAsync(File(lines), edition, from);

    public async Task<IReadOnlyList<CodeEntry>> EntriesAsync()
    {
        await using var db = World.Store.OpenRead();
        return [.. (await db.CodeEntries.ToListAsync(CoreWorld.Cancellation)).OrderBy(entry => entry.Code, StringComparer.Ordinal).ThenBy(entry => entry.ValidFrom)];
    }

    public Task<Concept?> FindAsync(string system, string code, string on = "2020-06-15") =>
        Terminologies.FindAsync(system, code, Day(on), CoreWorld.Cancellation);

    public static async Task<Refusal> RefusedAsync(Func<Task> act) => (await Assert.ThrowsAsync<RefusedException>(act)).Refusal;

    public static async Task<string> StoppedAsync(Func<Task> act) => (await Assert.ThrowsAsync<CannotStartException>(act)).Message;

    public async ValueTask DisposeAsync()
    {
        Search.Dispose();
        await World.DisposeAsync();
    }
}
