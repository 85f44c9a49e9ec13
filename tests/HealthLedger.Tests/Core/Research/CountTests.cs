using HealthLedger.Core.Ledger;
using HealthLedger.Core.Operations;
using HealthLedger.Core.Research;
using HealthLedger.Core.Terminology;
using HealthLedger.Core.Vault;

namespace HealthLedger.Tests.Core.Research;

/// <summary>Attacks on counts: by their difference, by repetition, by what changes when a patient comes.</summary>
public sealed class CountTests
{
    const int K = 5;
    static readonly DiagnosisCode asthma = DiagnosisCode.Of("cid-10", "J45.0");

    [Fact]
    public async Task Counts_are_of_all_patients_near_the_truth_in_multiples_of_k_and_silent_on_few()
    {
        await using var cohort = await Cohort.OpenAsync();
        var study = await cohort.StudyAsync(K);
        var random = new Random(1);
        await cohort.PatientsAsync(Enumerable.Range(0, 300).Select(index => Person.Any(random, _ => index < 296 ? "J45.0" : "B24")));

        var all = await CountAsync(cohort, study, "J45");
        Assert.InRange(all.Count!.Value, 296 - 10 * K, 296 + 10 * K);
        Assert.Equal(0, all.Count % K);
        Assert.Null((await CountAsync(cohort, study, "B24")).Count);
        Assert.Null((await CountAsync(cohort, study, "Z99")).Count);
        Assert.NotNull((await CountAsync(cohort, study, "J45", "female")).Count);
        using var elsewhere = cohort.NewCounts();
        Assert.Equal(all, await elsewhere.CountAsync(cohort.Institute, study, new Coding("cid-10", "J45"), null, null, Quarter.Of(Cohort.Day), CoreWorld.Cancellation));
    }

    [Fact]
    public async Task A_quarter_is_counted_once_it_is_over_and_what_comes_later_changes_nothing_in_it()
    {
        await using var cohort = await Cohort.OpenAsync();
        var study = await cohort.StudyAsync(K, codes: "J45");
        await cohort.PatientsAsync(People(100));
        cohort.World.Clock.Now = Cohort.Recorded;
        await RefusedAsync(CountAsync(cohort, study, "J45"));
        cohort.World.Clock.Now = Cohort.Recorded.AddDays(92);
        var count = (await CountAsync(cohort, study, "J45")).Count;
        Assert.NotNull(count);

        cohort.Late = true;
        await cohort.PatientsAsync(People(50));
        using var again = cohort.NewCounts();
        Assert.Equal(count, (await again.CountAsync(cohort.Institute, study, new Coding("cid-10", "J45"), null, null, Quarter.Of(Cohort.Day), CoreWorld.Cancellation)).Count);
    }

    [Theory]
    [InlineData("E11")]
    [InlineData("J45.0")]
    [InlineData("J")]
    public async Task What_is_none_of_the_study_s_fixed_cells_is_not_counted(string code)
    {
        await using var cohort = await Cohort.OpenAsync();
        await RefusedAsync(CountAsync(cohort, await cohort.StudyAsync(K, codes: "J45"), code));
    }

    [Fact]
    public void The_difference_of_two_answers_does_not_tell_whether_one_patient_is_in_the_cell() => Undecided(trial =>
    {
        // The whole, less both sexes: one patient of another sex has asthma, or none has.
        var grid = Grid(trial, first, Edge);
        if (trial.There) grid.Add("other", 40, [asthma]);
        return Told(grid, Grain.Any) - Told(grid, "female") - Told(grid, "male");
    });

    [Fact]
    public void Two_quarters_that_differ_by_one_patient_do_not_tell_that_it_has_what_is_counted() => Undecided(trial =>
    {
        var (before, after) = (Grid(trial, first, Edge), Grid(trial, second, Edge));
        if (trial.There) after.Add("female", 40, [asthma]);
        return Told(after, Grain.Any) - Told(before, Grain.Any);
    });

    [Fact]
    public void Studies_with_every_k_do_not_average_the_noise_out() => Undecided(trial =>
    {
        var grid = Grid(trial, first, Edge);
        if (trial.There) grid.Add("female", 40, [asthma]);
        return Enumerable.Range(StudyBody.LeastK, StudyBody.MostK - StudyBody.LeastK + 1).Select(CountGrid.ScaleOf).Distinct()
            .Sum(k => 1_000 / k * (grid.Tell(new CountCell(asthma.Category!, Grain.Any, Grain.Any), k) ?? 0));
    });

    [Theory]
    [InlineData(5, 5)]
    [InlineData(6, 10)]
    [InlineData(10, 10)]
    [InlineData(41, 80)]
    [InlineData(100, 160)]
    public async Task A_study_is_counted_by_the_next_of_few_scales(int k, int scale)
    {
        await using var cohort = await Cohort.OpenAsync();
        Assert.Equal(scale, (await CountAsync(cohort, await cohort.StudyAsync(k), "J45")).RoundedTo);
    }

    [Fact]
    public void That_a_cell_is_told_seldom_tells_that_it_has_the_k_th_patient() =>
        // All but one are known to be in it: were it told as soon as they are k, all would be known.
        Assert.InRange(Trials().Count(trial => Told(Grid(trial, first, K), Grain.Any) > 0), 0, 0.15 * Guesses);

    [Fact]
    public void Repetition_averages_nothing_out()
    {
        foreach (var trial in Trials().Take(30))
            Assert.Single(Enumerable.Range(0, 20).Select(_ => Told(Grid(trial, first, 60), Grain.Any)).Distinct());
    }

    [Fact]
    public void Fewer_than_k_are_never_told_whatever_the_noise()
    {
        foreach (var trial in Trials()) Assert.Equal(0, Told(Grid(trial, first, trial.Index % K), Grain.Any));
    }

    const int Guesses = 400;

    // So many that, but for the noise, one more would make the answer another.
    const int Edge = 30 * K + K / 2;

    static readonly Quarter first = Quarter.Of(new DateOnly(2026, 1, 1)), second = Quarter.Of(new DateOnly(2026, 4, 1));

    static readonly Lazy<LedgerSecret[]> secrets = new(() =>
    {
        var root = Directory.CreateTempSubdirectory("hl-counts-").FullName;
        var all = Enumerable.Range(0, Guesses).Select(index => LedgerSecret.Open(Path.Combine(root, $"{index}"), mayCreate: true)).ToArray();
        Directory.Delete(root, recursive: true);
        return all;
    });

    // Whoever guesses that the patient is there where the attack comes out above a bound, whichever, is right about as often as a coin: an answer's
    // privacy of 1/k lets nobody be right in more than e^(1/k) / (1 + e^(1/k)) = 55 % of all cases, three answers together in 65 %.
    static void Undecided(Func<(int Index, LedgerSecret Secret, bool There), int> attack)
    {
        var outcomes = Trials().Select(trial => (trial.There, Outcome: attack(trial))).ToList();
        foreach (var bound in outcomes.Select(one => one.Outcome).Distinct())
            Assert.InRange(outcomes.Count(one => one.Outcome > bound == one.There), 0.3 * Guesses, 0.7 * Guesses);
    }

    static IEnumerable<(int Index, LedgerSecret Secret, bool There)> Trials() =>
        Enumerable.Range(0, Guesses).Select(index => (index, secrets.Value[index], index % 2 == 0));

    static CountGrid Grid((int Index, LedgerSecret Secret, bool There) trial, Quarter quarter, int count)
    {
        var grid = new CountGrid(trial.Secret, quarter);
        for (var i = 0; i < count; i++) grid.Add(i % 2 == 0 ? "female" : "male", 40, [asthma]);
        return grid;
    }

    static IEnumerable<Person> People(int count)
    {
        var random = new Random(2);
        return Enumerable.Range(0, count).Select(_ => Person.Any(random, _ => "J45.0"));
    }

    static int Told(CountGrid grid, string sex) => grid.Tell(new CountCell(asthma.Category!, sex, Grain.Any), K) ?? 0;

    static Task<CountView> CountAsync(Cohort cohort, LedgerId study, string code, string? sex = null) =>
        cohort.Counts.CountAsync(cohort.Institute, study, new Coding("cid-10", code), sex, null, Quarter.Of(Cohort.Day), CoreWorld.Cancellation);

    static async Task RefusedAsync(Task asked) => Assert.Equal("rule-broken", (await Assert.ThrowsAsync<RefusedException>(() => asked)).Refusal.Code);
}
