using System.Globalization;
using HealthLedger.Core.Ledger;
using HealthLedger.Core.Operations;
using HealthLedger.Core.Store;
using HealthLedger.Core.Vault;

namespace HealthLedger.Core.Terminology;

/// <summary>A code in a request.</summary>
/// <param name="Coding">Its form is checked before, by <see cref="CodeRules"/>.</param>
/// <param name="Field">Where it stands: `diagnoses[0]`.</param>
/// <param name="Tuss">The table of TUSS that it has to be of, where it is of TUSS; null: either.</param>
public sealed record CodeUse(Coding Coding, string Field, string? Tuss = null) : Confidential;

/// <summary>
/// Whether codes that are said of a patient are in the editions in effect on the day, valid, and of the patient's sex. Of a table without an edition
/// the form is all there is to check.
/// </summary>
public sealed class PatientCodes(Terminologies terminologies, Editions editions, LedgerStore store, Vault.Vault vault, Clock clock)
{
    static readonly char[] joints = ['/', '&'];

    /// <param name="patient">Whose registered sex counts; `other` and `unknown` are never refused.</param>
    /// <param name="uses">The codes.</param>
    /// <param name="at">When what they say happened; null: now.</param>
    /// <param name="cancellation">Breaks it off.</param>
    /// <exception cref="RefusedException">422, naming the first code that may not be used and why.</exception>
    public async Task RequireAsync(LedgerId patient, IEnumerable<CodeUse> uses, DateTimeOffset? at, CancellationToken cancellation)
    {
        var on = clock.DayOf(at ?? clock.Now);
        string? sex = null;
        foreach (var use in uses)
            // Each code of a cluster is one of its own.
            foreach (var code in use.Coding.Code!.Split(joints))
            {
                if (await RequireAsync(use, code, on, cancellation) is not { Sex: { } only }) continue;
                sex ??= await SexOfAsync(patient, cancellation);
                if (sex is "female" or "male" && sex != only) throw Broken(use, $"{code} is of {only} patients only");
            }
    }

    async Task<Concept?> RequireAsync(CodeUse use, string code, DateOnly on, CancellationToken cancellation)
    {
        var system = use.Coding.System!;
        var deciding = CodeTables.Deciding(system, code);
        var table = system == "tuss" ? use.Tuss ?? deciding : deciding;
        if (table is null || await editions.InEffectAsync(table, on, cancellation) is not { } edition) return null;
        var concept = table == deciding ? await terminologies.FindAsync(system, code, on, cancellation) : null;
        if (concept is null) throw Broken(use, $"{code} is unknown in {table} {edition.Name}");
        if (on < concept.ValidFrom) throw Broken(use, $"{code} is not valid before {Text(concept.ValidFrom.Value)}, says {concept.Edition}");
        if (on > concept.ValidUntil) throw Broken(use, $"{code} was valid until {Text(concept.ValidUntil.Value)}, says {concept.Edition}");
        return concept;
    }

    async Task<string> SexOfAsync(LedgerId patient, CancellationToken cancellation)
    {
        await using var db = store.OpenRead();
        var (profile, _) = await vault.OpenContentAsync(db, patient, patient, cancellation);
        return profile?["sex"]?.GetValue<string>() ?? "unknown";
    }

    static RefusedException Broken(CodeUse use, string what) => Problems.Broken($"{use.Field}.code", $"names a code that may not be used: {what}");

    static string Text(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}
