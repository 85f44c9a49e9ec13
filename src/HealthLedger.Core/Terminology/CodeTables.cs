namespace HealthLedger.Core.Terminology;

/// <summary>The tables that editions are of. TUSS is one system in two: medicines (20) and procedures (22), whose codes do not collide.</summary>
public static class CodeTables
{
    public const string Cid10 = "cid-10";
    public const string Icd11 = "icd-11";
    public const string TussMedicines = "tuss-20";
    public const string TussProcedures = "tuss-22";
    public const string Anvisa = "anvisa";

    /// <summary>In the order of their systems in the HTTP contract.</summary>
    public static IReadOnlyList<string> All { get; } = [Cid10, Icd11, TussProcedures, TussMedicines, Anvisa];

    /// <summary>The code system that the table is of.</summary>
    public static string SystemOf(string table) => table is TussMedicines or TussProcedures ? "tuss" : table;

    /// <summary>The tables in which a system's codes are found; none of a system that has no importer.</summary>
    public static IEnumerable<string> Of(string system) => All.Where(table => SystemOf(table) == system);

    /// <summary>The table that decides whether there is such a code. Medicines of TUSS begin with 9, procedures do not.</summary>
    public static string? Deciding(string system, string code) =>
        system == "tuss" ? code.StartsWith('9') ? TussMedicines : TussProcedures : Of(system).SingleOrDefault();
}
