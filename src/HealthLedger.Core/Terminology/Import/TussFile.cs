namespace HealthLedger.Core.Terminology.Import;

/// <summary>ANS, TUSS tables 20 (medicines) and 22 (procedures). Of the three dates the first two are a term's validity, both inclusive.</summary>
static class TussFile
{
    const string From = "data de inicio de vigencia";
    const string Until = "data de fim de vigencia";

    public static readonly SourceFormat Medicines = new(
        CodeTables.TussMedicines, "ANS TUSS table 20", ';', SourceFormat.Utf8, ["codigo do termo", "termo", "apresentacao", "registro anvisa", From], Medicine);

    public static readonly SourceFormat Procedures = new(
        CodeTables.TussProcedures, "ANS TUSS table 22", ';', SourceFormat.Utf8, ["codigo do termo", "termo", From], line => [Procedure(line)]);

    static CodeEntry Procedure(SourceLine line) => new()
    {
        System = "tuss",
        Code = Code(line, CodeTables.TussProcedures, "a procedure's code of 8 digits"),
        Display = line.Require("termo"),
        ValidFrom = line.FindDay(From) ?? DateOnly.MinValue,
        ValidUntil = line.FindDay(Until),
    };

    // It also says what an ANVISA presentation is called.
    static IEnumerable<CodeEntry> Medicine(SourceLine line)
    {
        var register = line.RequireCode("anvisa", "registro anvisa", code => code.Length == 13 && CodeSystems.HasForm("anvisa", code), "a register of 13 digits");
        return [Entry("tuss", Code(line, CodeTables.TussMedicines, "a medicine's code of 8 digits"), register), Entry("anvisa", register, null)];

        CodeEntry Entry(string system, string code, string? under) => new()
        {
            System = system,
            Code = code,
            Display = line.Require("termo"),
            Presentation = line.Find("apresentacao"),
            Holder = line.Find("laboratorio"),
            Register = under,
            ValidFrom = line.FindDay(From) ?? DateOnly.MinValue,
            ValidUntil = line.FindDay(Until),
        };
    }

    // Table 18 (rates) looks like 22, and 19 (materials) nearly: their codes are others.
    static string Code(SourceLine line, string table, string form) => line.RequireCode(
        "tuss", "codigo do termo", code => CodeSystems.HasForm("tuss", code) && code[0] is not ('6' or '7') && CodeTables.Deciding("tuss", code) == table, form);
}
