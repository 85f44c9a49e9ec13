namespace HealthLedger.Core.Research;

/// <summary>A patient on its way into an extract: under its pseudonym, its dates shifted.</summary>
sealed record Case(string Pseudonym, string Sex, int Age, IReadOnlyList<CaseEntry> Entries) : Confidential;

sealed record CaseEntry(DateOnly Day, DiagnosisCode Code) : Confidential;

/// <summary>One diagnosis as it is handed out; `*` stands for what is not told.</summary>
public sealed record ExtractRow(string Patient, string Sex, string Age, string Period, string System, string Code) : Confidential;

/// <summary>
/// k-anonymity (Sweeney 2002) of whole patients, not of rows: the patients of one class are alike in sex, age and the periods of all their rows
/// together, so that somebody who knows every date of one has k to choose from. And of what is told of a diagnosis, at least k of a class and
/// at most one in k of it share it (the (α,k)-anonymity of Wong, Li, Fu and Wang 2006, with α = 1/k): to know that somebody is in a class does
/// not tell what it has. The first makes codes coarser, and the second, until both hold; what cannot be told so is left out.
/// </summary>
static class Deidentification
{
    /// <param name="cases">One for each patient.</param>
    /// <param name="k">The study's.</param>
    /// <param name="told">What the study itself tells of every diagnosis in it.</param>
    /// <returns>In no order but that of the pseudonyms. Patients who are left out have no row.</returns>
    public static IReadOnlyList<ExtractRow> Apply(IReadOnlyList<Case> cases, int k, DiagnosisCode told)
    {
        var rows = new List<ExtractRow>();
        var waiting = cases.Where(one => one.Entries.Count > 0).ToHashSet();
        // A class of fewer than k² can tell no code, one of some times as many can tell most: first those, and whoever is left as finely as may be.
        foreach (var (grains, enough) in new[]
        {
            (Grain.AllRows, 4 * k * k), (Grain.AllRows, k * k), (Grain.FirstRow, k * k), (Grain.AllRows, k), (Grain.FirstRow, k),
        })
            foreach (var grain in grains)
                foreach (var alike in waiting.GroupBy(one => SignatureOf(one, grain)).Where(alike => alike.Count() >= enough).Select(alike => alike.ToList()).ToList())
                {
                    waiting.ExceptWith(alike);
                    rows.AddRange(Tell(alike, grain, k, told));
                }
        return [.. rows.OrderBy(row => row.Patient, StringComparer.Ordinal).ThenBy(row => row.Period, StringComparer.Ordinal)
            .ThenBy(row => row.System, StringComparer.Ordinal).ThenBy(row => row.Code, StringComparer.Ordinal)];
    }

    static string SignatureOf(Case one, Grain grain) =>
        string.Join('|', [grain.SexOf(one.Sex), grain.AgeOf(one.Age), .. EntriesOf(one, grain).Select(entry => grain.PeriodOf(entry.Day))]);

    static IEnumerable<CaseEntry> EntriesOf(Case one, Grain grain) => one.Entries.OrderBy(entry => entry.Day).Take(grain.MostRows);

    static IEnumerable<ExtractRow> Tell(List<Case> alike, Grain grain, int k, DiagnosisCode told) => alike
        .SelectMany(one => EntriesOf(one, grain).Select(entry => (One: one, Period: grain.PeriodOf(entry.Day), entry.Code)))
        .GroupBy(row => row.Period)
        .SelectMany(period => CodeGeneralization.Apply([.. period.Select(row => (row.One, row.Code))], alike.Count, k, told)
            .Select(row => new ExtractRow(row.One.Pseudonym, grain.SexOf(row.One.Sex), grain.AgeOf(row.One.Age), period.Key, row.Code.System, row.Code.Code)));
}
