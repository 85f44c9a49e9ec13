using CsCheck;
using HealthLedger.Core.Research;

namespace HealthLedger.Tests.Core.Research;

/// <summary>Whatever the population: k look alike in all that is told of them, and no diagnosis is told of more than one in k of them.</summary>
public sealed class DeidentificationTests
{
    static readonly Gen<DiagnosisCode> codes = Gen.Frequency(
        (6, Gen.OneOfConst("J45.0", "J45.1", "J45.9", "J00", "E11.9", "I10")), (3, Gen.OneOfConst("M54.5", "F32.0", "B24", "K21.0")), (1, Gen.OneOfConst("Q87.1", "G71.0")))
        .Select(code => DiagnosisCode.Of("cid-10", code));
    static readonly Gen<IReadOnlyList<CaseEntry>> entries = Gen.Select(Gen.Int[0, 400], codes)
        .Select((day, code) => new CaseEntry(new DateOnly(2026, 1, 1).AddDays(day), code)).Array[1, 4].Select(all => (IReadOnlyList<CaseEntry>)all);
    static readonly Gen<Case[]> populations = Gen.Select(Gen.OneOfConst("female", "male", "other"), Gen.Int[0, 99], entries)
        .Array[1, 400].Select(all => all.Select((one, index) => new Case($"{index:x16}", one.Item1, one.Item2, one.Item3)).ToArray());
    static readonly Gen<DiagnosisCode> told = Gen.OneOfConst(DiagnosisCode.Any, DiagnosisCode.Of("cid-10", "J45"));

    [Fact]
    public void Every_class_has_k_patients_or_more() => Gen.Select(populations, Gen.Int[5, 9], told).Sample(
        (cases, k, told) =>
        {
            foreach (var alike in Deidentification.Apply(Concerned(cases, told), k, told).GroupBy(row => (row.Sex, row.Age, row.Period, row.Code)))
                Assert.True(PatientsOf(alike) >= k, $"{PatientsOf(alike)} of {k} in {alike.Key}");
        },
        iter: 150);

    [Fact]
    public void Who_knows_all_dates_of_a_patient_still_has_k_to_choose_from() => Gen.Select(populations, Gen.Int[5, 9], told).Sample(
        (cases, k, told) =>
        {
            var patients = Deidentification.Apply(Concerned(cases, told), k, told).GroupBy(row => row.Patient);
            foreach (var alike in patients.GroupBy(rows => string.Join('|', rows.Select(row => $"{row.Sex} {row.Age} {row.Period}").Order())))
                Assert.True(alike.Count() >= k, alike.Key);
        },
        iter: 150);

    [Fact]
    public void No_code_category_or_chapter_is_told_of_more_than_one_in_k_of_a_class() => Gen.Select(populations, Gen.Int[5, 9], told).Sample(
        (cases, k, told) =>
        {
            foreach (var period in Deidentification.Apply(Concerned(cases, told), k, told).GroupBy(row => (row.Sex, row.Age, row.Period)))
                foreach (var begins in period.Where(row => row.Code != told.Code).SelectMany(row => new[] { row.Code, row.Code[..Math.Min(3, row.Code.Length)], row.Code[..1] }).Distinct())
                    if (begins.Length > told.Code.Length || told == DiagnosisCode.Any)
                        Assert.True(
                            PatientsOf(period.Where(row => row.Code.StartsWith(begins, StringComparison.Ordinal))) * k <= PatientsOf(period), $"{begins} in {period.Key}");
        },
        iter: 150);

    [Fact]
    public void Where_many_are_alike_much_is_told_and_what_is_rare_or_common_is_told_coarser()
    {
        string[] often = ["J45.0", "E11.9", "I10", "M54.5", "F32.0", "K21.0", "N39.0", "L20.9"];
        var cases = Enumerable.Range(0, 400).Select(index => One(index, index < 3 ? "J45.1" : index < 8 ? $"J4{index % 5}.2" : often[index % often.Length])).ToList();
        var rows = Deidentification.Apply(cases, 5, DiagnosisCode.Any);
        Assert.Equal(400, rows.Count);
        Assert.All(rows, row => Assert.Equal(("female", "40-49", "2026-03"), (row.Sex, row.Age, row.Period)));
        Assert.Equal(often.Order(), rows.Select(row => row.Code).Where(code => code.Length > 1).Distinct().Order());
        Assert.Equal(8, rows.Count(row => row.Code == "J"));

        // Now every second has asthma: neither it nor any of its codes is told.
        var asthma = Enumerable.Range(0, 400).Select(index => One(index, index % 2 == 0 ? "J45.0" : often[1 + index % (often.Length - 1)])).ToList();
        Assert.Equal(200, Deidentification.Apply(asthma, 5, DiagnosisCode.Any).Count(row => row.Code == "*"));
        Assert.Equal(200, Deidentification.Apply([.. asthma.Where((_, index) => index % 2 == 0)], 5, DiagnosisCode.Of("cid-10", "J45")).Count(row => row.Code == "J45"));

        static Case One(int index, string code) => new($"{index:x16}", "female", 44, [new CaseEntry(new DateOnly(2026, 3, 2), DiagnosisCode.Of("cid-10", code))]);
    }

    [Fact]
    public void Fewer_than_k_are_left_out()
    {
        var four = Enumerable.Range(0, 4).Select(index => new Case($"{index:x16}", "male", 30, [new CaseEntry(new DateOnly(2026, 3, 2), DiagnosisCode.Of("cid-10", "I10"))]));
        Assert.Empty(Deidentification.Apply([.. four], 5, DiagnosisCode.Any));
    }

    [Theory]
    [InlineData(0, 10, "0-9")]
    [InlineData(49, 10, "40-49")]
    [InlineData(89, 10, "80-89")]
    [InlineData(104, 10, "90+")]
    [InlineData(79, 20, "60-79")]
    [InlineData(93, 20, "80+")]
    public void The_oldest_share_a_band(int age, int years, string band) => Assert.Equal(band, Grain.BandOf(age, years));

    static Case[] Concerned(Case[] cases, DiagnosisCode told) => told == DiagnosisCode.Any ? cases
        : [.. cases.Select(one => one with { Entries = [.. one.Entries.Where(entry => entry.Code.BeginsWith(told))] })];

    static int PatientsOf(IEnumerable<ExtractRow> rows) => rows.Select(row => row.Patient).Distinct().Count();
}
