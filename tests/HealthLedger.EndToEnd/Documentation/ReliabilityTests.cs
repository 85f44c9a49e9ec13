using System.Globalization;
using System.Reflection;
using System.Text.RegularExpressions;
using HealthLedger.EndToEnd.Support;

namespace HealthLedger.EndToEnd.Documentation;

/// <summary>docs/reliability.md names a test for each of the 25 faults, and each test named there exists.</summary>
public sealed partial class ReliabilityTests
{
    static readonly IReadOnlyList<(int Number, string Row)> rows =
        [.. Row().Matches(File.ReadAllText(Path.Combine(Repository.Root, "docs", "reliability.md")))
            .Select(row => (int.Parse(row.Groups[1].Value, CultureInfo.InvariantCulture), row.Value))];

    static readonly IReadOnlyList<string> tests =
        [.. typeof(ReliabilityTests).Assembly.GetTypes().SelectMany(type => type.GetMethods())
            .Where(method => method.GetCustomAttribute<FactAttribute>() is not null).Select(method => $"{method.DeclaringType!.Name}.{method.Name}")];

    [Fact]
    public void There_is_one_row_for_each_of_the_25_faults() => Assert.Equal(Enumerable.Range(1, 25), rows.Select(row => row.Number));

    [Fact]
    public void Every_fault_is_shown_by_a_test_that_bears_its_number_and_every_test_named_exists()
    {
        foreach (var (number, row) in rows)
        {
            var named = Test().Matches(row).Select(test => test.Groups[1].Value).ToList();
            Assert.Empty(named.Except(tests));
            Assert.Contains(named, test => IsOf(number, test));
        }
    }

    [Fact]
    public void Every_test_of_a_fault_stands_in_its_row()
    {
        foreach (var (number, row) in rows)
            foreach (var test in tests.Where(test => IsOf(number, test)))
                Assert.Contains($"`{test}`", row, StringComparison.Ordinal);
    }

    static bool IsOf(int fault, string test) =>
        test.Split('.')[1].StartsWith(string.Create(CultureInfo.InvariantCulture, $"Fault_{fault:00}_"), StringComparison.Ordinal);

    [GeneratedRegex(@"^\| (\d+) \|.*$", RegexOptions.Multiline)]
    private static partial Regex Row();

    [GeneratedRegex(@"`(\w+\.\w+)`(?=<br>| \|)")]
    private static partial Regex Test();
}
