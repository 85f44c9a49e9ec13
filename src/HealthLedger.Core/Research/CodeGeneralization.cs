namespace HealthLedger.Core.Research;

/// <summary>
/// How much of its diagnoses is told within one class and period: the code (J45.0), the category (J45), the chapter (J), or no more than the
/// study itself tells.
/// </summary>
static class CodeGeneralization
{
    static readonly Func<DiagnosisCode, DiagnosisCode?>[] fineToCoarse = [code => code, code => code.Category, code => code.Chapter];

    /// <param name="rows">Those of the class in the period: each patient of the class has some.</param>
    /// <param name="patients">How many the class has.</param>
    /// <param name="k">At least k patients share what is told, at most one in k of the class.</param>
    /// <param name="told">What every code begins with, and is told of it where nothing more may be.</param>
    public static IEnumerable<(Case One, DiagnosisCode Code)> Apply(
        IReadOnlyList<(Case One, DiagnosisCode Code)> rows, int patients, int k, DiagnosisCode told)
    {
        var common = fineToCoarse.SelectMany(level => rows.Where(row => Tells(level(row.Code), told)).GroupBy(row => level(row.Code)!))
            .Where(group => PatientsOf(group) * k > patients).Select(group => group.Key).ToHashSet();
        var groups = new List<(DiagnosisCode Code, List<(Case One, DiagnosisCode Code)> Rows)>();
        // What is common may not be told in finer words either: those would tell it.
        var tooCommon = rows.ToLookup(row => fineToCoarse.Any(level => level(row.Code) is { } value && common.Contains(value)));
        var (rest, untold) = (tooCommon[false].ToList(), tooCommon[true].ToList());
        foreach (var level in fineToCoarse)
            foreach (var group in rest.Where(row => Tells(level(row.Code), told)).GroupBy(row => level(row.Code)!).Where(group => PatientsOf(group) >= k).ToList())
            {
                groups.Add((group.Key, [.. group]));
                rest.RemoveAll(row => level(row.Code) == group.Key);
            }
        untold.AddRange(rest);
        // A few of whom nothing is told would be known by that.
        while (untold.Count > 0 && PatientsOf(untold) < k && groups.Count > 0)
        {
            var smallest = groups.MinBy(group => (PatientsOf(group.Rows), group.Code.Code));
            groups.Remove(smallest);
            untold.AddRange(smallest.Rows);
        }
        return groups.SelectMany(group => group.Rows.Select(row => (row.One, group.Code))).Concat(untold.Select(row => (row.One, told)));
    }

    // More than the study tells.
    static bool Tells(DiagnosisCode? code, DiagnosisCode told) =>
        code is not null && (told == DiagnosisCode.Any || (code.Code.Length > told.Code.Length && code.BeginsWith(told)));

    static int PatientsOf(IEnumerable<(Case One, DiagnosisCode Code)> rows) => rows.Select(row => row.One.Pseudonym).Distinct().Count();
}
