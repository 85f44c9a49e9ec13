using System.Globalization;
using System.Text.RegularExpressions;
using HealthLedger.Core.Ledger;
using HealthLedger.Core.Store;
using Microsoft.EntityFrameworkCore;

namespace HealthLedger.Core.Terminology.Import;

/// <summary>Brings a publisher's file into the store as an edition, in one transaction: all of it that can be taken, or nothing.</summary>
public sealed partial class Importer(LedgerStore store, Editions editions, Clock clock)
{
    const int Often = 200;

    /// <summary>Whether an edition may be called so: up to 40 letters, digits, dots, dashes and underscores, for it stands in file names and switches.</summary>
    public static bool IsName(string name) => Name().IsMatch(name);

    /// <exception cref="CannotStartException">The file is none of the tables, or not the one it is said to be; the edition is there with another file.</exception>
    /// <exception cref="OperationCanceledException">It was broken off: nothing was changed.</exception>
    public async Task<ImportResult> ImportAsync(ImportOrder order, IProgress<ImportProgress> progress, CancellationToken cancellation)
    {
        try
        {
            return await store.AddOnceAsync((db, token) => ImportAsync(db, order, progress, token), cancellation);
        }
        catch (Exception unreadable) when (unreadable is IOException or InvalidDataException)
        {
            throw SourceFile.Unreadable(order.Path, unreadable);
        }
        finally
        {
            editions.Forget();
        }
    }

    /// <summary>Has an edition answer up to a day, and not after it.</summary>
    /// <returns>The edition as it is stored now; null where there is none of that name.</returns>
    public async Task<Edition?> RetireAsync(string table, string name, DateOnly until, CancellationToken cancellation)
    {
        var retired = await store.WriteAsync(
            async (db, token) =>
            {
                var edition = await db.Editions.AsTracking().SingleOrDefaultAsync(row => row.Table == table && row.Name == name, token);
                if (edition is not null) edition.EffectiveUntil = until;
                return edition;
            },
            cancellation);
        editions.Forget();
        return retired;
    }

    // A function of its context: where the store has it run again, the file is read again.
    async Task<ImportResult> ImportAsync(LedgerDb db, ImportOrder order, IProgress<ImportProgress> progress, CancellationToken cancellation)
    {
        using var source = SourceFile.Open(order.Path);
        var table = source.Format.Table;
        if (order.Table is { } said && said != table) throw new CannotStartException($"{order.Path} is not {said}: it is {table} ({source.Format.Source}).");
        var others = await db.Editions.AsTracking().Where(row => row.Table == table).ToListAsync(cancellation);
        if (others.Find(row => row.FileHash == source.Hash) is { } same) return new ImportResult(same, [], WasThere: true);

        var name = order.Edition ?? source.EditionName ?? clock.Today.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
        var old = others.Find(row => row.Name == name);
        if (old is not null && !order.Replace)
            throw new CannotStartException($"The edition {table}/{name} is there with another file: give this one another name with --edition, or --replace that one.");
        if (old is not null) await RemoveAsync(db, old, cancellation);
        var edition = new Edition
        {
            Table = table,
            Name = name,
            Source = source.Format.Source,
            FileHash = source.Hash,
            ImportedAt = clock.Milliseconds,
            EffectiveFrom = order.EffectiveFrom ?? old?.EffectiveFrom ?? (others.Count == 0 ? DateOnly.MinValue : clock.Today),
            EffectiveUntil = old?.EffectiveUntil,
        };
        db.Add(edition);
        await db.SaveChangesAsync(cancellation);
        var refused = await FillAsync(db, edition, source, progress, cancellation);
        return edition.Taken > 0 ? new ImportResult(edition, refused, WasThere: false)
            : throw new CannotStartException($"No line of {order.Path} could be taken: {(refused is [var first, ..] ? first.ToString() : "there is none")}.");
    }

    static async Task<IReadOnlyList<RefusedLine>> FillAsync(
        LedgerDb db, Edition edition, SourceFile source, IProgress<ImportProgress> progress, CancellationToken cancellation)
    {
        var (refused, periods, lines) = (new List<RefusedLine>(), new Periods(), 0);
        foreach (var (line, bytes) in source.Lines(refused.Add))
        {
            cancellation.ThrowIfCancellationRequested();
            try
            {
                CodeEntry[] entries = [.. source.Format.Read(line)];
                foreach (var entry in entries) periods.Require(entry);
                foreach (var entry in entries)
                {
                    entry.Edition = edition.Id;
                    periods.Take(entry, line.Number);
                    await db.InsertAsync(entry, cancellation);
                }
                if (entries.Length > 0) edition.Taken++;
            }
            catch (RefusedLineException fault)
            {
                refused.Add(new RefusedLine(line.Number, fault.Reason, fault.What));
            }
            if (++lines % Often == 0) progress.Report(new ImportProgress(bytes, source.Length, lines));
        }
        progress.Report(new ImportProgress(source.Length, source.Length, lines));
        edition.Refused = refused.Count;
        return refused;
    }

    static async Task RemoveAsync(LedgerDb db, Edition edition, CancellationToken cancellation)
    {
        await db.CodeEntries.Where(row => row.Edition == edition.Id).ExecuteDeleteAsync(cancellation);
        db.Remove(edition);
        await db.SaveChangesAsync(cancellation);
    }

    [GeneratedRegex("^[A-Za-z0-9][A-Za-z0-9._-]{0,39}$")]
    private static partial Regex Name();
}
