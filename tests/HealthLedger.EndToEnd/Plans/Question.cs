using System.Text.RegularExpressions;

namespace HealthLedger.EndToEnd.Plans;

/// <summary>Statements whose rows a database has to find.</summary>
static partial class Question
{
    /// <summary>Those among the statements, each once. What is saved together is sent together.</summary>
    public static IEnumerable<string> In(IEnumerable<string> statements) => statements
        .SelectMany(sql => sql.Split(";\n", StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        .Where(part => Asks().IsMatch(part)).Distinct();

    public static IEnumerable<string> ParametersOf(string sql) => Parameters().Matches(sql).Select(match => match.Value).Distinct();

    // Emptying a table before it is filled again is what it says.
    [GeneratedRegex("^(SELECT|WITH|UPDATE|DELETE(?! FROM \"\\w+\"( AS \"\\w+\")?;?$))")]
    private static partial Regex Asks();

    [GeneratedRegex(@"@\w+")]
    private static partial Regex Parameters();
}
