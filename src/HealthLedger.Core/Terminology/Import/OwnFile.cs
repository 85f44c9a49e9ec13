namespace HealthLedger.Core.Terminology.Import;

/// <summary>
/// A simple format of our own, for a table that a publisher's file is not at hand for, and for the sample: UTF-8, `;`, the column of codes named after
/// the table (`cid-10`), then `display` and any of `valid from`, `valid until`, `sex`, `ingredients`, `presentation`, `holder`, `register`.
/// </summary>
static class OwnFile
{
    public static readonly SourceFormat[] Formats = [.. CodeTables.All.Select(For)];

    static SourceFormat For(string table)
    {
        var (system, column) = (CodeTables.SystemOf(table), table.Replace('-', ' '));
        return new SourceFormat(table, "simple table", ';', SourceFormat.Utf8, [column, "display"], line => [Read(line, system, column, table)]);
    }

    static CodeEntry Read(SourceLine line, string system, string column, string table) => new()
    {
        System = system,
        Code = line.RequireCode(system, column, code => CodeSystems.HasForm(system, code) && CodeTables.Deciding(system, code) == table, $"a code of {table}"),
        Display = line.Require("display"),
        Sex = line.Find("sex") is { } sex && sex is not ("female" or "male") ? throw new RefusedLineException("has a sex that is neither female nor male", sex) : line.Find("sex"),
        Ingredients = line.Find("ingredients"),
        Presentation = line.Find("presentation"),
        Holder = line.Find("holder"),
        Register = line.Find("register") is { } register && (register.Length != 13 || !CodeSystems.HasForm("anvisa", register))
            ? throw new RefusedLineException("is not a register of 13 digits", register)
            : line.Find("register"),
        ValidFrom = line.FindDay("valid from") ?? DateOnly.MinValue,
        ValidUntil = line.FindDay("valid until"),
    };
}
