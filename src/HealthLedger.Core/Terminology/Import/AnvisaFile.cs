namespace HealthLedger.Core.Terminology.Import;

/// <summary>ANVISA open data, registered medicines: `DADOS_ABERTOS_MEDICAMENTOS.csv`, with or without the column of the registration's state.</summary>
static class AnvisaFile
{
    const string From = "data finalizacao processo";
    const string Until = "data vencimento registro";
    const string State = "situacao registro";

    public static readonly SourceFormat Format = new(
        CodeTables.Anvisa, "ANVISA open data of medicines", ';', SourceFormat.Latin, ["nome produto", "numero registro produto", From, Until, "principio ativo"],
        line => [Read(line)]);

    static CodeEntry Read(SourceLine line)
    {
        var entry = new CodeEntry
        {
            System = "anvisa",
            Code = line.RequireCode("anvisa", "numero registro produto", code => code.Length == 9 && CodeSystems.HasForm("anvisa", code), "a product's register of 9 digits"),
            Display = line.Require("nome produto"),
            Ingredients = line.Find("principio ativo"),
            // `57507378000365 - EMS S/A`
            Holder = line.Find("empresa detentora registro")?.TrimStart("0123456789 -".ToCharArray()),
            ValidFrom = line.FindDay(From) ?? DateOnly.MinValue,
            ValidUntil = line.FindDay(Until),
        };
        // A registration that was cancelled before its time has no day on which it was.
        if (line.Find(State) is { } state && !state.StartsWith('V') && !(entry.ValidUntil < DateOnly.FromDateTime(DateTime.UtcNow)))
            throw new RefusedLineException("is registered no longer, and does not say since when", $"{entry.Code}, {state}");
        return entry;
    }
}
