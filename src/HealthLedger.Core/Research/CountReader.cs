using System.Collections.Concurrent;
using HealthLedger.Core.Ledger;
using HealthLedger.Core.Operations;
using HealthLedger.Core.Regulation;
using HealthLedger.Core.Store;
using HealthLedger.Core.Vault;
using Microsoft.EntityFrameworkCore;

namespace HealthLedger.Core.Research;

/// <summary>About how many patients a cell has; count is null for few.</summary>
/// <param name="RoundedTo">Counts are multiples of it, and noisy (docs/research.md).</param>
/// <param name="AsOf">What the ledger held when this day began is counted.</param>
public sealed record CountView(string Study, string System, string Code, string? Sex, string? AgeBand, int? Count, int RoundedTo, DateOnly AsOf);

/// <summary>
/// Counts patients without their consent and without telling of any. All of a study's cells are counted at once, at the first question of a
/// day, as of the beginning of that day: every replica counts the same, and nothing that happens today shows.
/// </summary>
public sealed class CountReader(LedgerStore store, CareReader care, StudyReader studies, LedgerSecret secret, Clock clock) : IDisposable
{
    const int PatientsAPage = 1_000;

    readonly CancellationTokenSource stopping = new();
    readonly ConcurrentDictionary<LedgerId, (DateOnly Day, Lazy<Task<CountGrid>> Grid)> counted = new();

    /// <summary>Those that have categories.</summary>
    public static IReadOnlyList<string> Systems { get; } = ["cid-10", "icd-11"];

    public static IReadOnlyList<string> AgeBands { get; } = [.. Enumerable.Range(0, 10).Select(decade => Grain.BandOf(decade * 10, CountGrid.AgeBand))];

    /// <param name="institute">Whose study it is.</param>
    /// <param name="study">An approved one.</param>
    /// <param name="system">Of the code.</param>
    /// <param name="code">A category: `J45`.</param>
    /// <param name="sex">Null: any.</param>
    /// <param name="ageBand">One of <see cref="AgeBands"/>, on the first day of the study; null: any.</param>
    /// <param name="cancellation">Ends the wait, not the counting.</param>
    /// <exception cref="RefusedException">404: no such study, or another's; 409: not approved; 422: no category, or none of the study's.</exception>
    public async Task<CountView> CountAsync(
        Actor institute, LedgerId study, string system, string code, string? sex, string? ageBand, CancellationToken cancellation)
    {
        var terms = await studies.RequireApprovedAsync(institute, study, cancellation);
        var category = DiagnosisCode.Of(system, code);
        if (category.Category != category) throw Problems.Broken("code", "is no category: J45 of cid-10, CA23 of icd-11");
        if (!terms.Concerns(category) && !terms.Codes.Any(prefix => prefix.BeginsWith(category))) throw Problems.Broken("code", "is not what the study is about");
        var today = clock.Today;
        var grid = await GridAsync(terms, today).WaitAsync(cancellation);
        var count = grid.Tell(new CountCell(category, sex ?? Grain.Any, ageBand ?? Grain.Any), terms.K);
        return new CountView(study.ToString(), system, category.Code, sex, ageBand, count, terms.K, today);
    }

    public void Dispose()
    {
        stopping.Cancel();
        stopping.Dispose();
    }

    Task<CountGrid> GridAsync(StudyTerms terms, DateOnly today)
    {
        var kept = counted.AddOrUpdate(terms.Study, _ => Begin(), (_, known) => known.Day == today && !known.Grid.Value.IsFaulted ? known : Begin());
        return kept.Grid.Value;

        (DateOnly, Lazy<Task<CountGrid>>) Begin() => (today, new(() => Task.Run(() => CountAllAsync(terms, today))));
    }

    async Task<CountGrid> CountAllAsync(StudyTerms terms, DateOnly today)
    {
        var before = clock.StartOf(new Validity(null, today)).ToUnixTimeMilliseconds();
        var grid = new CountGrid(secret);
        for (long? after = -1; after is not null;)
        {
            var page = await PatientsAsync(after.Value);
            foreach (var (patient, _) in page)
                if (await care.ReadAsync(terms, patient, before, stopping.Token) is { Diagnoses.Count: > 0 } of)
                    grid.Add(patient, of.Sex, of.AgeOn(terms.From), of.Diagnoses.Select(one => one.Code));
            after = page.Count == PatientsAPage ? page[^1].Position : null;
        }
        return grid;
    }

    async Task<List<(LedgerId Id, long Position)>> PatientsAsync(long after)
    {
        await using var db = store.OpenRead();
        var rows = await db.Entities.Where(row => row.Class == EntityClass.Patient && row.Position > after)
            .OrderBy(row => row.Position).Take(PatientsAPage).Select(row => new { row.Id, row.Position }).ToListAsync(stopping.Token);
        return [.. rows.Select(row => (row.Id, row.Position))];
    }
}
