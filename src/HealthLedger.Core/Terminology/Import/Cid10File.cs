namespace HealthLedger.Core.Terminology.Import;

/// <summary>DATASUS, CID-10 V2008: `CID-10-SUBCATEGORIAS.CSV`. Categories that have subcategories are not in it.</summary>
static class Cid10File
{
    public static readonly SourceFormat Format = new(
        CodeTables.Cid10, "DATASUS CID-10 subcategories", ';', SourceFormat.Latin, ["subcat", "restrsexo", "descricao"], line => [Read(line)],
        Quotes: false);

    static CodeEntry Read(SourceLine line) => new()
    {
        System = "cid-10",
        Code = line.RequireCode("cid-10", "subcat", code => CodeSystems.HasForm("cid-10", code), "a CID-10 code"),
        Display = line.Require("descricao"),
        Sex = line.Find("restrsexo") switch
        {
            null => null,
            "F" => "female",
            "M" => "male",
            var other => throw new RefusedLineException("has a restriction by sex that is neither F nor M", other),
        },
    };
}
