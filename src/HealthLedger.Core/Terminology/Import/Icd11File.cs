namespace HealthLedger.Core.Terminology.Import;

/// <summary>WHO, ICD-11 MMS simple tabulation, in the language it was downloaded in. Chapters and blocks have no code and are passed over.</summary>
static class Icd11File
{
    public static readonly SourceFormat Format = new(
        CodeTables.Icd11, "WHO ICD-11 MMS simple tabulation", '\t', SourceFormat.Utf8, ["linearization uri", "code", "title", "classkind"], Read);

    static IEnumerable<CodeEntry> Read(SourceLine line)
    {
        if (line.Find("code") is null && line.Find("classkind") is "chapter" or "block") return [];
        return
        [
            new CodeEntry
            {
                System = "icd-11",
                Code = line.RequireCode("icd-11", "code", IsCode, "an ICD-11 code"),
                Display = Title(line, "title") ?? Title(line, "titleen") ?? throw new RefusedLineException("lacks a field", "title"),
            },
        ];
    }

    // The tabulation indents by dashes. What is not translated yet has its English title only.
    static string? Title(SourceLine line, string column) => line.Find(column)?.TrimStart('-', ' ') is { Length: > 0 } title ? title : null;

    // Stem codes stand for themselves, extension codes (X) behind one.
    static bool IsCode(string code) => CodeSystems.HasForm("icd-11", code[0] == 'X' ? $"1A00&{code}" : code) && !code.Contains('/') && !code.Contains('&');
}
