using System.Collections.Concurrent;
using HealthLedger.Core.Ledger;
using HealthLedger.Core.Operations;
using HealthLedger.Core.Regulation;
using HealthLedger.Core.Store;
using HealthLedger.Core.Vault;
using Microsoft.EntityFrameworkCore;

namespace HealthLedger.Core.Research;

/// <summary>About how many patients a cell has; count is null for few.</summary>
/// <param name="RoundedTo">Counts are multiples of it, and noisy (docs/research.md): 5, 10, 20 and so on, the least that is not below the study's k.</param>
public sealed record CountView(string Study, string Quarter, string System, string Code, string? Sex, string? AgeBand, int? Count, int RoundedTo);

/// <summary>
/// Counts patients without their consent and without telling of any. A quarter is counted when it is over, by what the ledger took in during
/// it: it is the same whenever and wherever it is counted, there is no before and after, and nothing is counted that still changes.
/// </summary>
public sealed class CountReader(LedgerStore store, CareReader care, StudyReader studies, LedgerSecret secret, Clock clock) : IDisposable
{
    const int PatientsAPage = 1_000;

    readonly CancellationTokenSource stopping = new();
    readonly SemaphoreSlim counting = new(1);
    readonly ConcurrentDictionary<Quarter, Lazy<Task<CountGrid>>> grids = new();

    /// <summary>Those that have categories.</summary>
    public static IReadOnlyList<string> Systems { get; } = ["cid-10", "icd-11"];

    /// <summary>`0-9` to `90+`.</summary>
    public static IReadOnlyList<string> AgeBands { get; } = [.. Enumerable.Range(0, 10).Select(decade => Grain.BandOf(decade * 10, CountGrid.AgeBand))];

    /// <param name="institute">Whose study it is.</param>
    /// <param name="study">An approved one.</param>
    /// <param name="category">Of the diagnosis, one that the study is about: `J45` of `cid-10`.</param>
    /// <param name="sex">Null: any.</param>
    /// <param name="ageBand">One of <see cref="AgeBands"/>, on the quarter's first day; null: any.</param>
    /// <param name="quarter">One that is over and touches the study's time; null: the last of those.</param>
    /// <param name="cancellation">Ends the wait, not the counting.</param>
    /// <exception cref="RefusedException">404: no such study, or another's; 409: not approved; 422: no such cell for this study.</exception>
    public async Task<CountView> CountAsync(
        Actor institute, LedgerId study, Terminology.Coding category, string? sex, string? ageBand, Quarter? quarter, CancellationToken cancellation)
    {
        var terms = await studies.RequireApprovedAsync(institute, study, cancellation);
        var asked = DiagnosisCode.Of(category.System!, category.Code!);
        if (asked.Category != asked || !Terminology.CodeSystems.HasForm(asked.System, asked.Code)) throw Problems.Broken("code", "is no category, as J45 of cid-10 or CA23 of icd-11");
        if (!terms.Concerns(asked) && !terms.Codes.Any(prefix => prefix.BeginsWith(asked))) throw Problems.Broken("code", "is not what the study is about");
        var counted = quarter ?? Last(terms);
        if (counted.LastDay >= clock.Today) throw Problems.Broken("quarter", "is not over");
        if (counted.LastDay < terms.From || counted.FirstDay > terms.Until) throw Problems.Broken("quarter", "lies outside the study's time");
        var grid = await GridAsync(counted).WaitAsync(cancellation);
        var scale = CountGrid.ScaleOf(terms.K);
        var count = grid.Tell(new CountCell(asked, sex ?? Grain.Any, ageBand ?? Grain.Any), scale);
        return new CountView(study.ToString(), counted.ToString(), asked.System, asked.Code, sex, ageBand, count, scale);
    }

    public void Dispose()
    {
        stopping.Cancel();
        stopping.Dispose();
        counting.Dispose();
    }

    Quarter Last(StudyTerms terms)
    {
        var over = Quarter.Of(clock.Today).Before;
        var ofStudy = Quarter.Of(terms.Until);
        return ofStudy.LastDay < over.LastDay ? ofStudy : over;
    }

    // One that failed is tried anew.
    Task<CountGrid> GridAsync(Quarter quarter) => grids.AddOrUpdate(
        quarter, Begin, (_, known) => known.Value.IsFaulted ? Begin(quarter) : known).Value;

    Lazy<Task<CountGrid>> Begin(Quarter quarter) => new(() => Task.Run(() => CountAllAsync(quarter)));

    async Task<CountGrid> CountAllAsync(Quarter quarter)
    {
        // It takes long: one at a time, so that others get their turn.
        await counting.WaitAsync(stopping.Token);
        try
        {
            var (from, before) = (Begins(quarter.FirstDay), Begins(quarter.LastDay.AddDays(1)));
            var grid = new CountGrid(secret, quarter);
            for (long? after = -1; after is not null;)
            {
                var page = await PatientsAsync(after.Value);
                foreach (var (patient, _) in page)
                    if (await care.ReadAsync(patient, from, before, stopping.Token) is { } of)
                        grid.Add(of.Sex, of.AgeOn(quarter.FirstDay), of.Diagnoses.Select(one => one.Code));
                after = page.Count == PatientsAPage ? page[^1].Position : null;
            }
            return grid;
        }
        finally
        {
            counting.Release();
        }
    }

    async Task<List<(LedgerId Id, long Position)>> PatientsAsync(long after)
    {
        await using var db = store.OpenRead();
        var rows = await db.Entities.Where(row => row.Class == EntityClass.Patient && row.Position > after)
            .OrderBy(row => row.Position).Take(PatientsAPage).Select(row => new { row.Id, row.Position }).ToListAsync(stopping.Token);
        return [.. rows.Select(row => (row.Id, row.Position))];
    }

    long Begins(DateOnly day) => clock.StartOf(new Validity(null, day)).ToUnixTimeMilliseconds();
}
