using System.Globalization;
using HealthLedger.Core.Ledger;
using HealthLedger.Core.Operations;
using HealthLedger.Core.Research;

namespace HealthLedger.Tests.Core.Research;

/// <summary>Attacks on extracts: by what somebody knows of a patient, by a second study, by what changes when one comes or goes.</summary>
public sealed class ReidentificationTests
{
    const int K = 5;

    [Fact]
    public async Task Who_knows_sex_age_and_about_when_does_not_learn_the_diagnosis()
    {
        await using var cohort = await Cohort.OpenAsync();
        // One in three has what is often had.
        var people = People(seed: 1, count: 400, random => random.Next(3) == 0 ? "J45.0" : Other(random));
        var study = await cohort.StudyAsync(K);
        await cohort.JoinAsync(study, await cohort.PatientsAsync(people));
        var rows = await cohort.ExtractAsync(study);
        Assert.Contains(rows, row => row.Code.Length > 1);

        foreach (var person in people)
            foreach (var (day, code) in person.Visits)
            {
                var candidates = rows.Where(row => Fits(row, person, day)).ToList();
                var right = candidates.Count(row => row.Code != "*" && code.StartsWith(row.Code, StringComparison.Ordinal));
                Assert.True(right * K <= candidates.Count, $"{right} of {candidates.Count} rows that fit say {code}");
            }
    }

    [Fact]
    public async Task Two_studies_of_the_same_patients_have_nothing_in_common_to_link_them_by()
    {
        await using var cohort = await Cohort.OpenAsync();
        var patients = await cohort.PatientsAsync(People(seed: 2, count: 200));
        var (one, other) = (await cohort.StudyAsync(K), await cohort.StudyAsync(K));
        await cohort.JoinAsync(one, patients);
        await cohort.JoinAsync(other, patients);
        var (first, second) = (await cohort.ExtractAsync(one), await cohort.ExtractAsync(other));

        Assert.Empty(first.Select(row => row.Patient).Intersect(second.Select(row => row.Patient)));
        // Nor by the dates: nobody is shifted as far in one as in the other, but by chance (1 in 365).
        var secret = cohort.World.Get<HealthLedger.Core.Vault.LedgerSecret>();
        var (key, otherKey) = (new StudyKey(secret, one), new StudyKey(secret, other));
        Assert.InRange(patients.Count(patient => key.ShiftOf(patient) == otherKey.ShiftOf(patient)), 0, 10);
        Assert.All(patients, patient => Assert.InRange(key.ShiftOf(patient), -StudyKey.MostShift, StudyKey.MostShift));
        // Nor by what rows look like: each look is that of k patients in either.
        foreach (var rows in new[] { first, second })
            Assert.All(rows.GroupBy(row => (row.Sex, row.Age, row.Period, row.Code)), alike => Assert.True(alike.Select(row => row.Patient).Distinct().Count() >= K));
    }

    [Fact]
    public async Task Who_joins_between_two_extracts_is_one_of_k_in_the_second_and_nobody_is_in_both()
    {
        await using var cohort = await Cohort.OpenAsync();
        var study = await cohort.StudyAsync(K);
        var patients = await cohort.PatientsAsync(People(seed: 3, count: 120, visits: 1));
        await cohort.JoinAsync(study, patients.Take(60));
        var first = await cohort.ExtractAsync(study);
        Assert.NotEmpty(first);

        // With those who were left out the one may be k; alone it is nobody.
        await cohort.JoinAsync(study, patients[60]);
        var second = await DrawnAsync(cohort, study);
        await cohort.JoinAsync(study, patients.Skip(61));
        var third = await DrawnAsync(cohort, study);
        Assert.NotEmpty(third);
        foreach (var (rows, others) in new[] { (second, first), (third, first), (third, second) })
        {
            Assert.Empty(rows.Select(row => row.Patient).Intersect(others.Select(row => row.Patient)));
            Assert.All(rows.GroupBy(row => (row.Sex, row.Age, row.Period, row.Code)), alike => Assert.True(alike.Select(row => row.Patient).Distinct().Count() >= K));
        }
    }

    [Fact]
    public async Task Who_leaves_voids_the_extract_and_is_not_found_by_what_is_missing_in_the_next()
    {
        await using var cohort = await Cohort.OpenAsync();
        var study = await cohort.StudyAsync(K);
        var patients = await cohort.PatientsAsync(People(seed: 4, count: 60, visits: 1));
        var consents = await cohort.JoinAsync(study, patients);
        var (extract, _) = await cohort.DrawAsync(study);
        var rows = await cohort.Extracts.RowsAsync(cohort.Institute, study, extract, CoreWorld.Cancellation);

        var leaver = patients.Index().First(one => cohort.PseudonymOf(study, one.Item) == rows[0].Patient);
        await cohort.LeaveAsync(leaver.Item, consents[leaver.Index]);
        await RefusedAsync("extract-void", cohort.Extracts.RowsAsync(cohort.Institute, study, extract, CoreWorld.Cancellation));
        // It was handed out: the others are not handed out again, without the one.
        await RefusedAsync("extract-too-small", cohort.DrawAsync(study));
    }

    [Fact]
    public async Task What_is_void_and_was_never_read_can_be_drawn_again_without_who_left_and_never_comes_back()
    {
        await using var cohort = await Cohort.OpenAsync();
        var study = await cohort.StudyAsync(K);
        var patients = await cohort.PatientsAsync(People(seed: 5, count: 60, visits: 1));
        var consents = await cohort.JoinAsync(study, patients);
        var (extract, draft) = await cohort.DrawAsync(study);
        var held = (await cohort.World.Vault.SubjectAsync(cohort.Institute.Entity, CoreWorld.Cancellation))!.OpenPayload(draft.Payloads[1]).ToJsonString();
        var leaver = patients.Index().First(one => held.Contains(one.Item.ToString(), StringComparison.Ordinal));
        await cohort.LeaveAsync(leaver.Item, consents[leaver.Index]);

        var rows = await cohort.ExtractAsync(study);
        Assert.NotEmpty(rows);
        Assert.DoesNotContain(rows, row => row.Patient == cohort.PseudonymOf(study, leaver.Item));
        // Joining again is another consent.
        await cohort.JoinAsync(study, leaver.Item);
        await RefusedAsync("extract-void", cohort.Extracts.RowsAsync(cohort.Institute, study, extract, CoreWorld.Cancellation));
    }

    [Fact]
    public async Task Drawing_again_without_a_change_hands_out_nothing_more()
    {
        await using var cohort = await Cohort.OpenAsync();
        var study = await cohort.StudyAsync(K);
        await cohort.JoinAsync(study, await cohort.PatientsAsync(People(seed: 6, count: 60, visits: 1)));
        var (extract, _) = await cohort.DrawAsync(study);
        await RefusedAsync("extract-too-small", cohort.DrawAsync(study));
        var rows = await cohort.Extracts.RowsAsync(cohort.Institute, study, extract, CoreWorld.Cancellation);
        Assert.Equal(rows, await cohort.Extracts.RowsAsync(cohort.Institute, study, extract, CoreWorld.Cancellation));
    }

    static async Task<IReadOnlyList<ExtractRow>> DrawnAsync(Cohort cohort, LedgerId study)
    {
        try
        {
            return await cohort.ExtractAsync(study);
        }
        catch (RefusedException refused) when (refused.Refusal.Code == "extract-too-small")
        {
            return [];
        }
    }

    static List<Person> People(int seed, int count, Func<Random, string>? code = null, int? visits = null)
    {
        var random = new Random(seed);
        return [.. Enumerable.Range(0, count).Select(_ => Person.Any(random, code)).Select(one => visits is { } most ? one with { Visits = [.. one.Visits.Take(most)] } : one)];
    }

    static string Other(Random random) => $"{"EIMFKNHLBR"[random.Next(10)]}{random.Next(10, 13)}.{random.Next(2)}";

    // What the attacker takes for possibly the target's: its sex, its age, and a period that a shift can reach.
    static bool Fits(ExtractRow row, Person person, DateOnly day)
    {
        var age = new PatientCare(default, person.Sex, person.Birth, []).AgeOn(new DateOnly(2026, 1, 1));
        return row.Sex is "*" || row.Sex == person.Sex
            ? (row.Age is "*" || row.Age == Grain.BandOf(age, 10) || row.Age == Grain.BandOf(age, 20)) && Reaches(row.Period, day)
            : false;
    }

    static bool Reaches(string period, DateOnly day)
    {
        if (period == "*") return true;
        var year = int.Parse(period[..4], CultureInfo.InvariantCulture);
        var (first, months) = period.Length == 4 ? (1, 12)
            : period[5] == 'Q' ? (3 * (period[6] - '0') - 2, 3)
            : (int.Parse(period[5..], CultureInfo.InvariantCulture), 1);
        var start = new DateOnly(year, first, 1);
        return start <= day.AddDays(StudyKey.MostShift) && start.AddMonths(months) > day.AddDays(-StudyKey.MostShift);
    }

    static async Task RefusedAsync(string code, Task asked) => Assert.Equal(code, (await Assert.ThrowsAsync<RefusedException>(() => asked)).Refusal.Code);
}
